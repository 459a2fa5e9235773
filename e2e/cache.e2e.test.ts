/** The artifact cache as users meet it: what is built again, what is not, and what a run may touch. */
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { cleanEnv, orchestrator, programPath } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const CONFIG = `apiVersion: orchestrator/v1
kind: Config
build:
  platforms: [linux/amd64]
  tagPolicy: {envTemplate: {template: "{{.TAG}}"}}
  artifacts:
    - image: web
      context: web
      layers:
        files: [{src: app, dest: /app}]
        env: {GREETING: "{{.GREETING}}"}
`;

async function createProject(config = CONFIG): Promise<string> {
  const folder = await createFolder();
  await mkdir(join(folder, 'web', 'app'), { recursive: true });
  await writeFile(join(folder, 'web', 'app', 'main.js'), 'main\n');
  await writeFile(join(folder, 'orchestrator.yaml'), config);
  return folder;
}

interface Built {
  readonly outcome: string;
  readonly reference: string;
}

async function build(cwd: string, env: Readonly<Record<string, string>> = {}, ...words: string[]): Promise<Built> {
  const run = await orchestrator(['build', '--progress=json', ...words], {
    cwd,
    env: { TAG: 'v1', GREETING: 'hi', ...env },
  });
  expect(run.exitCode, run.stderr).toBe(0);
  const events = run.stderr.trimEnd().split('\n');
  const finished = events.map((line) => JSON.parse(line)).find(({ type }) => type === 'step.finished');
  return { outcome: finished.outcome, reference: finished.result };
}

const digestIn = ({ reference }: Built): string => reference.slice(reference.indexOf('@'));
const recordsIn = (cwd: string, kind: string): string => join(cwd, '.orchestrator', 'records', kind);
const entryIn = (cwd: string): string => {
  const [key = ''] = readdirSync(recordsIn(cwd, 'cache1'));
  return join(recordsIn(cwd, 'cache1'), key);
};

describe('a second build', () => {
  test('is taken from the cache, and opens no socket', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    expect(first.outcome).toBe('done');
    expect(await build(cwd)).toEqual({ ...first, outcome: 'cached' });
    const trace = join(cwd, '..', `trace-${Date.now()}`);
    const under = ['-f', '-qq', '-e', 'trace=network', '-o', trace, process.execPath, programPath, 'build'];
    const traced = await execa('strace', under, {
      cwd,
      env: cleanEnv(cwd, { TAG: 'v1', GREETING: 'hi' }),
      reject: false,
    });
    expect(traced.exitCode, traced.stderr).toBe(0);
    // A socketpair is how Node talks to its own threads and children; nothing leaves the process by it.
    expect(
      readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => /\b(?:socket|connect|bind|sendto)\(/.test(line)),
    ).toEqual([]);
    await rm(trace);
  });

  test.each<[string, (cwd: string) => void | Promise<void>, Readonly<Record<string, string>>]>([
    ['a file', (cwd) => writeFile(join(cwd, 'web', 'app', 'main.js'), 'MAIN\n'), {}],
    ['a new file', (cwd) => writeFile(join(cwd, 'web', 'app', 'more.js'), ''), {}],
    [
      'the name of a file',
      (cwd) => execa('mv', ['main.js', 'other.js'], { cwd: join(cwd, 'web', 'app') }).then(() => undefined),
      {},
    ],
    ['an empty folder', (cwd) => mkdir(join(cwd, 'web', 'app', 'empty')).then(() => undefined), {}],
    ['the config', (cwd) => writeFile(join(cwd, 'orchestrator.yaml'), CONFIG.replace('/app}', '/srv}')), {}],
    ['a variable that a template names', () => undefined, { GREETING: 'ho' }],
    ['content alone, with its length and its mtime put back', swapContent, {}],
  ])('builds when %s changed', async (_, change, env) => {
    const cwd = await createProject();
    const first = await build(cwd);
    await change(cwd);
    const second = await build(cwd, env);
    expect(second.outcome).toBe('done');
    expect(digestIn(second)).not.toBe(digestIn(first));
    expect(await build(cwd, env)).toEqual({ ...second, outcome: 'cached' });
  });

  test('tags the same image anew when only the tag changed, and points a tag back', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    const second = await build(cwd, { TAG: 'v2' });
    expect(second).toEqual({ outcome: 'cached', reference: first.reference.replace(':v1@', ':v2@') });
    writeFileSync(join(cwd, 'web', 'app', 'main.js'), 'changed\n');
    const third = await build(cwd, { TAG: 'v2' });
    expect(digestIn(third)).not.toBe(digestIn(first));
    writeFileSync(join(cwd, 'web', 'app', 'main.js'), 'main\n');
    expect(await build(cwd, { TAG: 'v2' })).toEqual(second);
    const tag = join(cwd, '.orchestrator', 'registry');
    const { stdout } = await execa('grep', ['-rl', digestIn(first).slice(1), tag], { reject: false });
    expect(stdout).toContain('v2');
  });

  test('leaves the daily clean-up of the registry to the next day', async () => {
    const cwd = await createProject();
    await build(cwd);
    const marker = join(cwd, '.orchestrator', 'cleaned');
    const cleaned = readFileSync(marker, 'utf8');
    await build(cwd);
    expect(readFileSync(marker, 'utf8')).toBe(cleaned);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(marker, yesterday, yesterday);
    // Of the cache too: an entry that says nothing goes.
    const entry = join(cwd, '.orchestrator', 'records', 'cache1', 'abc');
    writeFileSync(entry, 'no entry');
    await build(cwd);
    expect(readFileSync(marker, 'utf8') > cleaned).toBe(true);
    expect(existsSync(entry)).toBe(false);
  });

  test('builds with --cache-artifacts=false', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    expect(await build(cwd, {}, '--cache-artifacts=false')).toEqual({ ...first, outcome: 'done' });
  });
});

/** Another content of the same size, with the time of modification as it was. */
async function swapContent(cwd: string): Promise<void> {
  const file = join(cwd, 'web', 'app', 'main.js');
  await execa('touch', ['-r', file, `${file}.ref`]);
  writeFileSync(file, 'MAIN\n');
  await execa('touch', ['-r', `${file}.ref`, file]);
  await rm(`${file}.ref`);
}

describe('what is wrong with the cache is a miss', () => {
  test('any flipped bit of an entry', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    const bytes = readFileSync(entryIn(cwd));
    for (const at of [0, 70, bytes.length - 1]) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      writeFileSync(entryIn(cwd), flipped);
      expect(await build(cwd)).toEqual(first);
    }
  });

  test('an entry whose image is not in the store any more', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    await rm(join(cwd, '.orchestrator', 'registry'), { recursive: true });
    expect(await build(cwd)).toEqual(first);
    expect(existsSync(join(cwd, '.orchestrator', 'registry'))).toBe(true);
  });

  test('entries of another version of the program', async () => {
    const cwd = await createProject();
    const first = await build(cwd);
    await execa('mv', ['cache1', 'cache9'], { cwd: join(cwd, '.orchestrator', 'records') });
    expect(await build(cwd)).toEqual(first);
    expect(existsSync(recordsIn(cwd, 'cache9'))).toBe(true);
  });
});

test('two builds at once both end well, and leave one entry that both can read', async () => {
  const cwd = await createProject();
  const both = await Promise.all([build(cwd), build(cwd)]);
  expect(new Set(both.map(({ reference }) => reference)).size).toBe(1);
  expect(readdirSync(recordsIn(cwd, 'cache1'))).toHaveLength(1);
  expect((await build(cwd)).outcome).toBe('cached');
});

test('a declared input that is missing is an error with its name', async () => {
  const cwd = await createProject();
  await build(cwd);
  await rm(join(cwd, 'web', 'app'), { recursive: true });
  const run = await orchestrator(['build'], { cwd, env: { TAG: 'v1', GREETING: 'hi' } });
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(/INPUT_MISSING.*app/);
});

test('an image in an engine is cached too: hooks are skipped, modes and empty folders count', async (context) => {
  const { dockerHost } = requireService(inject('services').dockerd, context);
  const cwd = await createProject(`apiVersion: orchestrator/v1
kind: Config
build:
  local: {push: false}
  tagPolicy: {envTemplate: {template: "{{.TAG}}"}}
  artifacts:
    - image: cache-e2e
      context: web
      hooks: {before: [{command: [sh, -c, "echo ran >> ../hooks"]}]}
`);
  await writeFile(join(cwd, 'web', 'Dockerfile'), 'FROM scratch\nCOPY app /app\n');
  const env = { DOCKER_HOST: dockerHost };
  const first = await build(cwd, env);
  expect(await build(cwd, env)).toEqual({ ...first, outcome: 'cached' });
  expect((await build(cwd, { ...env, TAG: 'v2' })).outcome).toBe('cached');
  expect(readFileSync(join(cwd, 'hooks'), 'utf8')).toBe('ran\n');
  await execa('chmod', ['600', 'main.js'], { cwd: join(cwd, 'web', 'app') });
  expect((await build(cwd, env)).outcome).toBe('done');
  await mkdir(join(cwd, 'web', 'app', 'empty'));
  const last = await build(cwd, env);
  expect(last.outcome).toBe('done');
  await execa('docker', ['rmi', '-f', last.reference], { env });
  expect((await build(cwd, env)).outcome).toBe('done');
});
