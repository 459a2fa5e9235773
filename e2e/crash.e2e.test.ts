/** Killed at any moment, the next run goes on: nothing half-written is ever read, nothing has to be repaired by hand. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { countCalls, killAt } from './kill-at.ts';
import { copyExample, orchestrator, readArtifacts, seeProgress, startOrchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';
import { findProgram } from './services/tools.ts';

const services = inject('services');

/** Calls that make a step of a write visible; the n-th of each is where the program is killed. */
const calls = ['rename,renameat,renameat2', 'fsync,fdatasync', 'mkdir,mkdirat', 'unlink,unlinkat'];
const points = [1, 2, 3, 5, 8, 13, 21, 34];

const layersProject = {
  'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
    - image: crash
      layers:
        files: [{src: data, dest: /data}, {src: more, dest: /more}]
manifests:
  rawYaml: [pod.yaml]
deploy:
  directory: {path: deployed}
`,
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: crash}\nspec: {containers: [{name: c, image: crash}]}\n',
  'data/a.txt': 'a\n',
  'more/b.txt': 'b\n',
};

describe('kill -9 while the store, the artifacts file and the folder are written', () => {
  test.for(calls)('at every few %s', async (call, context) => {
    const prepare = async () => ({
      cwd: await createFolder({ ...layersProject, 'artifacts.json': '{"builds":[]}' }),
      ...{ context, call, words: ['run', '--file-output=artifacts.json'] },
    });
    const count = await countCalls(await prepare());
    const kills: number[] = [];
    for (const when of points) {
      const traced = await prepare();
      const killed = await killAt(traced, when);
      await goesOn(traced.cwd);
      if (!killed) break;
      kills.push(when);
    }
    // Each of them is made by this way of writing, and a run that makes them must have been killed at each point.
    expect(count).toBeGreaterThanOrEqual(3);
    expect(kills).toEqual(points.slice(0, Math.max(kills.length, points.filter((when) => when <= count).length)));
  });
});

/** What a killed run left is read by nobody as whole, and the next run ends as if nothing had been. */
async function goesOn(cwd: string): Promise<void> {
  const left: unknown = JSON.parse(await readFile(join(cwd, 'artifacts.json'), 'utf8'));
  expect(left).toHaveProperty('builds');
  const again = await orchestrator(['run', '--file-output=artifacts.json'], { cwd });
  expect(again.stderr).not.toContain('error ');
  expect(again.exitCode).toBe(0);
  const tag = (await readArtifacts(cwd)).builds[0]?.tag ?? '';
  expect(tag).toMatch(/^localhost:5080\/crash:[0-9a-f]{64}@sha256:[0-9a-f]{64}$/);
  expect(await readFile(join(cwd, 'deployed', 'default', 'Pod._crash.yaml'), 'utf8')).toContain(tag);
  expect(await strays(cwd)).toEqual([]);
}

/** Temp files that a later run should have taken away; none may lie beside what users see. */
async function strays(cwd: string): Promise<readonly string[]> {
  const files = await readdir(cwd, { recursive: true });
  return files.filter((file) => !file.startsWith('.orchestrator') && /(?:\.tmp|~)$|\.tmp[.-]/.test(file));
}

test('two builds of one project at once both succeed, with one digest', async () => {
  const cwd = await createFolder(layersProject);
  const both = await Promise.all([1, 2].map((n) => orchestrator(['build', `--file-output=${n}.json`], { cwd })));
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const [one, two] = await Promise.all(['1.json', '2.json'].map((name) => readArtifacts(cwd, name)));
  expect(one).toEqual(two);
});

test('kill -9 during an engine’s build, then run again', async (context) => {
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const { host } = requireService(services.registry, context);
  const cwd = await copyExample('getting-started');
  await writeFile(join(cwd, 'Dockerfile'), 'FROM busybox:1.36\nRUN sleep 1\nCOPY hello.sh /hello.sh\n');
  const words = ['build', `--default-repo=${host}/crash`, '--file-output=artifacts.json', '--progress=plain'];
  const running = startOrchestrator(words, { cwd, env });
  await seeProgress(running, /Step 2/);
  running.kill('SIGKILL');
  await running;
  expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
  const again = await orchestrator(words, { cwd, env });
  expect(again.exitCode).toBe(0);
  expect((await readArtifacts(cwd)).builds[0]?.tag).toMatch(/@sha256:/);
});

test('kill -9 in a hook after the build: it runs again, and is not skipped for what is in the cache', async (context) => {
  const { host } = requireService(services.registry, context);
  const { busybox } = requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const from = `${requireService(services.olareg, context).host}/${busybox.name}`;
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts:
    - image: ${host}/crash-hook-${process.pid}
      custom: {buildCommand: '${program} copy --insecure ${from} $IMAGE', dependencies: {paths: [orchestrator.yaml]}}
      hooks: {after: [{command: [sh, hook.sh]}]}
`,
    'hook.sh': 'echo ran >> ran\n[ -e go ] && exit\necho $$ > pid\necho waits\nexec sleep 60\n',
  });
  const words = ['build', '--tag=v1', '--file-output=artifacts.json', '--progress=plain'];
  const running = startOrchestrator(words, { cwd });
  await seeProgress(running, /waits/);
  running.kill('SIGKILL');
  await running;
  process.kill(Number(await readFile(join(cwd, 'pid'), 'utf8')), 'SIGKILL');
  await writeFile(join(cwd, 'go'), '');
  for (const _ of ['does what was left', 'is cached']) {
    const again = await orchestrator(words, { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await readFile(join(cwd, 'ran'), 'utf8')).toBe('ran\nran\n');
  }
});

test('Ctrl-C during an engine’s build ends with 130, says so, and leaves nothing behind', async (context) => {
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const cwd = await copyExample('getting-started');
  await writeFile(join(cwd, 'Dockerfile'), 'FROM busybox:1.36\nRUN sleep 30\n');
  const running = startOrchestrator(['build', '--push=false', '--progress=plain', '--file-output=a.json'], {
    cwd,
    env,
  });
  await seeProgress(running, /Step 2/);
  running.kill('SIGINT');
  const ended = await running;
  expect(ended.exitCode).toBe(130);
  expect(existsSync(join(cwd, 'a.json'))).toBe(false);
});

test('Ctrl-C during a custom build ends its whole group of processes', async () => {
  const word = `sleep 4242.${process.pid}`;
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
    - image: slow
      custom: {buildCommand: '${word} & echo started; wait'}
`,
  });
  const running = startOrchestrator(['build', '--push=false', '--progress=plain'], { cwd });
  await seeProgress(running, /started/);
  running.kill('SIGINT');
  expect((await running).exitCode).toBe(130);
  const { exitCode } = await execa(findProgram('pgrep') ?? 'pgrep', ['-f', word], { reject: false });
  expect(exitCode).toBe(1);
});
