/** Rows F12, F14 to F17 and T3: what lies in a context that no build should trust. */
import { lstatSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { pathsOf } from '../build-room.ts';
import { orchestrator } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, expectFailure, under } from './project.ts';

const services = inject('services');

test('F12: other content of the same size and time is noticed', async () => {
  const cwd = await createProject();
  const file = join(cwd, 'data', 'a.txt');
  const before = await build(cwd);
  const { atime, mtime } = await stat(file);
  await writeFile(file, 'b\n');
  await utimes(file, atime, mtime);
  expect(await build(cwd)).not.toBe(before);
  await writeFile(file, 'a\n');
  await utimes(file, atime, mtime);
  expect(await build(cwd)).toBe(before);
});

test('F14: a FIFO, a device and a socket are refused by name, and none of them is waited for', async (context) => {
  if (process.getuid?.() !== 0) context.skip('needs root, to make a device');
  const kinds: [string, (path: string) => Promise<unknown>][] = [
    ['fifo', (path) => execa('mkfifo', [path])],
    ['device', (path) => execa('mknod', [path, 'c', '1', '3'])],
    ['socket', listenOn],
  ];
  for (const [name, make] of kinds) {
    const cwd = await createProject();
    await make(join(cwd, 'data', name));
    const started = performance.now();
    expectFailure(await orchestrator(['build'], { cwd }), 2, new RegExp(`INPUT_INVALID: .*"data": holds "${name}"`));
    expect(performance.now() - started).toBeLessThan(5000);
  }
});

test('F14: a missing input is told with its place', async () => {
  const cwd = await createProject();
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    (await readFile(join(cwd, 'orchestrator.yaml'), 'utf8')).replace('src: data', 'src: missing'),
  );
  expectFailure(await orchestrator(['build'], { cwd }), 2, /INPUT_MISSING: .*missing/);
});

test('F14: an input that may not be read is told with its path', async (context) => {
  const cwd = await createProject();
  const file = join(cwd, 'data', 'a.txt');
  // As root nothing is forbidden, so the kernel's answer is given by strace.
  const strace = under(
    context,
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-P',
    file,
    '-e',
    'inject=openat:error=EACCES',
  );
  const run = await orchestrator(['build'], { cwd, under: strace });
  expectFailure(run, 2, /INPUT_INVALID: web: cannot read "\S+data\/a\.txt": permission denied/);
});

test('F15: odd names are built, each to its own digest, and shown without their escape codes', async () => {
  const names = ['line\nend', '\u001b[31mred', 'x'.repeat(255), 'dot.', 'space ', '..data', '-rf', 'ünïcödé', '“”'];
  const seen = new Set<string>();
  for (const name of names) {
    const cwd = await createProject({ files: { [`data/${name}`]: 'same\n' } });
    const run = await orchestrator(['build', '--quiet'], { cwd });
    expect(run.exitCode, JSON.stringify(name)).toBe(0);
    seen.add(run.stdout.replace(/.*@/, ''));
  }
  expect(seen.size).toBe(names.length);
});

test('F15: names that are no UTF-8, or hold escape codes where they are wrong, are refused and shown escaped', async () => {
  const cwd = await createProject();
  writeFileSync(Buffer.concat([Buffer.from(`${cwd}/data/bad`), Buffer.from([0xff, 0xfe])]), 'x');
  expectFailure(await orchestrator(['build'], { cwd }), 2, /INPUT_INVALID: .*is not UTF-8/);
  const other = await createProject();
  await execa('mkfifo', [join(other, 'data', '\u001b[2J\u0007pipe')]);
  const run = await orchestrator(['build'], { cwd: other });
  expectFailure(run, 2, /INPUT_INVALID/);
  expect(run.stderr).not.toMatch(/\u001b|\u0007/);
});

test('F16: links that loop or lead out are refused or kept as links, and nothing outside is read', async () => {
  const loop = await createProject();
  symlinkSync('.', join(loop, 'data', 'self'));
  await build(loop);
  const out = await createProject();
  symlinkSync('/etc/passwd', join(out, 'data', 'passwd'));
  expectFailure(await orchestrator(['build'], { cwd: out }), 2, /INPUT_INVALID: .*passwd/);
});

test('F17: an ignored folder is never opened', async (context) => {
  const cwd = await createProject({ more: ', ignore: ["heap/**"]' });
  await mkdir(join(cwd, 'data', 'heap', 'deep'), { recursive: true });
  const log = join(await createFolder(), 'calls');
  const strace = under(context, 'strace', '-f', '-qq', '-o', log, '-e', 'trace=open,openat,getdents64');
  await build(cwd, [], { under: strace });
  const calls = await readFile(log, 'utf8');
  expect(calls).toContain(`${cwd}/data"`);
  expect(calls.split('\n').filter((line) => line.includes('heap'))).toEqual([]);
});

test('T3: a link to a key outside brings no byte of the key into the image', async (context) => {
  const { host } = requireService(services.registry, context);
  const { dockerHost } = requireService(services.dockerd, context);
  const { program } = requireService(services.crane, context);
  const keys = await createFolder({ id_rsa: 'CANARY-PRIVATE-KEY' });
  const cwd = await createFolder({
    'orchestrator.yaml':
      'apiVersion: orchestrator/v1\nkind: Config\nbuild: {tagPolicy: {inputDigest: {}}, artifacts: [{image: t3, docker: {}}]}\n',
    Dockerfile: 'FROM busybox:1.36\nCOPY . /app/\n',
  });
  symlinkSync(join(keys, 'id_rsa'), join(cwd, 'key'));
  const run = await orchestrator(['build', '--quiet', `--default-repo=${host}/t3`], {
    cwd,
    env: { DOCKER_HOST: dockerHost },
  });
  if (run.exitCode === 0) {
    const reference = run.stdout.match(/"tag":"([^"]+)"/)?.[1] ?? '';
    expect(await pathsOf(program, reference)).toContain('app/key');
    const folder = await createFolder();
    await execa(program, ['export', reference, join(folder, 'image.tar')]);
    expect((await readFile(join(folder, 'image.tar'))).includes('CANARY-PRIVATE-KEY')).toBe(false);
  } else expectFailure(run, 2, /key/);
});

async function listenOn(path: string): Promise<void> {
  const server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  expect(lstatSync(path).isSocket()).toBe(true);
}
