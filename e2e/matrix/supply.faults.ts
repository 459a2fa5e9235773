/** Rows S3, S6 to S9 and Y1: files from elsewhere, bare machines, and what is never done. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { orchestrator, programPath } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, expectFailure, mountMemory, remountReadOnly, under } from './project.ts';

const services = inject('services');
const root = join(import.meta.dirname, '..', '..');

test('Y1: depth, a million keys and a hundred megabytes are refused within seconds and 512 MB', async (context) => {
  const keys = Array.from({ length: 1_000_000 }, (_, n) => `k${n}: 1\n`).join('');
  const texts: [string, string, RegExp][] = [
    ['depth', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, /CONFIG_LIMIT|YAML_INVALID/],
    [
      'keys',
      `metadata:\n  annotations:\n${keys.replaceAll(/^/gm, '    ')}`,
      /CONFIG_LIMIT|CONFIG_INVALID|YAML_INVALID/,
    ],
    ['size', `# ${'x'.repeat(100_000_000)}\n`, /CONFIG_LIMIT/],
  ];
  for (const [name, text, says] of texts) {
    const cwd = await createFolder({ 'orchestrator.yaml': `apiVersion: orchestrator/v1\nkind: Config\n${text}` });
    const measured = join(cwd, 'kib');
    const started = performance.now();
    const run = await orchestrator(['build', '--dry-run'], {
      cwd,
      under: under(context, 'time', '-f', '%M', '-o', measured),
    });
    expect([name, run.exitCode]).toEqual([name, 2]);
    expect(run.stderr).toMatch(says);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(Number((await readFile(measured, 'utf8')).trim().split('\n').at(-1))).toBeLessThan(512_000);
  }
});

test('S3: an artifacts file that is damaged, ambiguous or of another project is refused or told', async () => {
  const cwd = await createProject();
  await build(cwd);
  const good = await readFile(join(cwd, 'artifacts.json'), 'utf8');
  const digest = `sha256:${'a'.repeat(64)}`;
  const cases: [string, number, RegExp][] = [
    [good.slice(0, -5), 2, /ARTIFACTS_FILE_INVALID/],
    [good.replace(/sha256:[0-9a-f]{64}/, 'sha256:abc'), 2, /ARTIFACTS_FILE_INVALID/],
    [
      JSON.stringify({ builds: ['1', '2'].map((tag) => ({ imageName: 'web', tag: `r/web:${tag}@${digest}` })) }),
      2,
      /ARTIFACTS_FILE_INVALID: .*web/,
    ],
    [JSON.stringify({ builds: [{ imageName: 'other', tag: `r/other:1@${digest}` }] }), 5, /IMAGE_UNDIGESTED: .*web/],
  ];
  for (const [text, exitCode, says] of cases) {
    await writeFile(join(cwd, 'artifacts.json'), text);
    expectFailure(
      await orchestrator(['render', '--offline', '--build-artifacts=artifacts.json'], { cwd }),
      exitCode,
      says,
    );
  }
});

test('S6: offline without anything there yet it names what is missing, in a namespace without routes', async (context) => {
  const cwd = await createProject({ base: 'registry.example.com/base:1' });
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    (await readFile(join(cwd, 'orchestrator.yaml'), 'utf8')).replace(
      'rawYaml: [pod.yaml]',
      'rawYaml: [pod.yaml, other.yaml]',
    ),
  );
  await writeFile(
    join(cwd, 'other.yaml'),
    (await readFile(join(cwd, 'pod.yaml'), 'utf8')).replace('{name: web,', '{name: two,'),
  );
  const run = await orchestrator(['render', '--offline'], { cwd, under: under(context, 'unshare', '--net') });
  expectFailure(run, 5, /IMAGE_UNDIGESTED[\s\S]*pod\.yaml:\d+[\s\S]*other\.yaml:\d+/);
});

test('S5: images of other registries than those allowed stop every way out, each with its place', async () => {
  const cwd = await createProject();
  const config = join(cwd, 'orchestrator.yaml');
  const allow = (list: string, more = '') =>
    `manifests:\n  allowedRegistries: ${list}\n${more}  rawYaml: [pod.yaml, other.yaml]`;
  const text = await readFile(config, 'utf8');
  const pod = await readFile(join(cwd, 'pod.yaml'), 'utf8');
  const foreign = 'evil.example/team/tool:1';
  const other = `${pod.replace('{name: web,', '{name: two,').replace(/image: \S+?(?=[},\s])/g, `image: ${foreign}`)}`;
  await writeFile(join(cwd, 'other.yaml'), other);
  const rawYaml = 'manifests: {rawYaml: [pod.yaml]}';
  expect(text).toContain(rawYaml);
  const configure = (section: string) => writeFile(config, text.replace(rawYaml, section));

  await configure(allow('[ghcr.io/team]'));
  for (const words of [['render'], ['run', '--default-repo='], ['deploy']])
    expectFailure(
      await orchestrator([...words, '--offline', ...(words[0] === 'run' ? [] : ['--allow-undigested'])], { cwd }),
      10,
      /IMAGE_NOT_ALLOWED[\s\S]*pod\.yaml:\d+:\d+[\s\S]*IMAGE_NOT_ALLOWED[\s\S]*evil\.example\/team\/tool[\s\S]*other\.yaml:\d+:\d+/,
    );
  const hook = `  hooks: {after: [{host: {command: [sed, "s/image: .*evil/image: worse/"], withChange: true}}]}\n`;
  await configure(allow('[docker.io/library, evil.example/team]', hook));
  const changed = await orchestrator(['render', '--offline', '--allow-undigested'], { cwd });
  expectFailure(changed, 10, /worse\.example\/team\/tool[\s\S]*manifests\.hooks\.after:\d+/);
  await configure(allow('[docker.io/library, evil.example/team]'));
  const render = await orchestrator(['render', '--offline', '--allow-undigested'], { cwd });
  expect(render).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(foreign) });
});

test('S7: without home, terminal, git and any program on PATH it builds, renders and hands over', async () => {
  const cwd = await createProject();
  const words = ['run', '--offline', '--file-output=artifacts.json', '--default-repo='];
  const run = await orchestrator(words, { cwd, env: { HOME: '', PATH: '/nonexistent' } });
  expect(run.stderr).not.toMatch(/^error /m);
  expect(run.exitCode).toBe(0);
  expect(await readFile(join(cwd, 'deployed', 'default', 'Pod._web.yaml'), 'utf8')).toContain('@sha256:');
});

test('S7: a user without a name and without HOME builds', async (context) => {
  // Folders of the tests are root's alone, so this user gets one of its own, with the program in it.
  const cwd = await mkdtemp(join(tmpdir(), 'orc-nameless-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await cp(dirname(programPath), join(cwd, 'dist'), { recursive: true });
  await cp(await createProject(), cwd, { recursive: true });
  await execa('chmod', ['-R', 'a+rwX', cwd]);
  const nameless = under(context, 'setpriv', '--reuid=54321', '--regid=54321', '--clear-groups');
  const [program = '', ...args] = [...nameless, process.execPath, join(cwd, 'dist', basename(programPath)), 'build'];
  const env = { PATH: process.env['PATH'] ?? '' };
  const run = await execa(program, args, { cwd, env, extendEnv: false, reject: false });
  expect(run.stderr).not.toMatch(/^error |^ {4}at /m);
  expect(run.stdout).toMatch(/^web -> localhost:5080\/web:/);
});

test('S7: what needs an engine or a program names it, once, and ends with 11', async () => {
  const engine = await createFolder({
    'orchestrator.yaml':
      'apiVersion: orchestrator/v1\nkind: Config\nbuild: {tagPolicy: {inputDigest: {}}, artifacts: [{image: x, docker: {}}]}\n',
    Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n',
  });
  const run = await orchestrator(['build', '--push=false'], {
    cwd: engine,
    env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
  });
  expectFailure(run, 11, /ENGINE_UNREACHABLE/);
  expect(run.stderr.match(/ENGINE_UNREACHABLE/g)).toHaveLength(1);
});

test('S7: in a read-only folder it renders, and builds to a registry', async (context) => {
  const { host } = requireService(services.registry, context);
  const outside = await createProject();
  const cwd = join(outside, 'mount');
  await mkdir(cwd);
  await mountMemory(context, cwd, 'size=4m');
  for (const name of ['orchestrator.yaml', 'pod.yaml'])
    await writeFile(join(cwd, name), await readFile(join(outside, name)));
  await mkdir(join(cwd, 'data'));
  await writeFile(join(cwd, 'data', 'a.txt'), 'a\n');
  await remountReadOnly(cwd);
  const run = await orchestrator(['build', '--quiet', `--default-repo=${host}/s7`], { cwd });
  expect(run.exitCode).toBe(0);
  const input = run.stdout;
  const rendered = await orchestrator(['render', '--offline', '--build-artifacts=-'], { cwd, input });
  expect(rendered.stdout).toContain(`image: ${host}/s7/web:`);
});

test('S8: a build of files, a render and a hand-over open no socket', async (context) => {
  const cwd = await createProject();
  const log = join(await createFolder(), 'calls');
  const strace = under(context, 'strace', '-f', '-qq', '-o', log, '-e', 'trace=socket,connect,sendto,bind');
  const words = ['run', '--file-output=artifacts.json'];
  expect((await orchestrator(words, { cwd, under: strace })).exitCode).toBe(0);
  expect(await readFile(log, 'utf8')).toBe('');
  await rm(join(cwd, '.orchestrator'), { recursive: true });
});

test('S9: what the package depends on is few, pinned, locked, and runs no script when installed', async () => {
  const { dependencies, allowScripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const names = Object.keys(dependencies);
  expect(names.length).toBeLessThanOrEqual(3);
  for (const [name, version] of Object.entries(dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(lock.packages[`node_modules/${name}`].version).toBe(version);
  }
  const scripted = Object.entries<{ hasInstallScript?: boolean; dev?: boolean }>(lock.packages)
    .filter(([, one]) => one.hasInstallScript && !one.dev)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(scripted.filter((name) => allowScripts[name] !== false)).toEqual([]);
});

test('S9: the package is the same bytes from another folder, clock, zone, locale, home and umask', async (context) => {
  const faketime = under(context, 'faketime', '2031-05-06 07:08:09');
  const parent = await createFolder();
  const sources = (
    await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  ).stdout
    .split('\0')
    .filter((path) => path !== '');
  const pack = async (folder: string, env: Record<string, string>, before: readonly string[]): Promise<string> => {
    const clone = join(parent, folder);
    for (const path of sources) await cp(join(root, path), join(clone, path), { verbatimSymlinks: true });
    await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
    // dist/ is made in the clone: none came along.
    const script = `umask ${env['UMASK']} && node scripts/build.mjs && npm pack --ignore-scripts --silent`;
    const [program = 'sh', ...words] = [...before, 'sh', '-c', script];
    const { stdout } = await execa(program, words, { cwd: clone, env });
    const file = join(clone, stdout.trim().split('\n').at(-1) ?? '');
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  };
  const one = await pack('a', { UMASK: '022', TZ: 'UTC', LC_ALL: 'C', HOME: join(parent, 'h1') }, []);
  const env = { UMASK: '077', TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8', HOME: join(parent, 'h2') };
  expect(await pack('deep/down/elsewhere', env, faketime)).toBe(one);
});
