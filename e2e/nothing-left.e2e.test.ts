/** What is left when a run is over, however it ended: what it was asked for, and its state. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNoneLiving } from './build-room.ts';
import { orchestrator, seeProgress, startOrchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const files = {
  'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
metadata: {name: left}
build:
  artifacts:
    - image: web
      hooks: {before: [{command: [sh, -c, 'echo hook runs; \${HOOK:-true}']}]}
      layers: {files: [{src: data, dest: /data}]}
profiles:
  # A file that is old enough for its digest to be noted.
  - name: noted
    build:
      tagPolicy: {inputDigest: {}}
      artifacts: [{image: web, custom: {buildCommand: 'true', dependencies: {command: 'echo ["/etc/passwd"]'}}}]
manifests: {rawYaml: [pod.yaml]}
`,
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: web}]}\n',
};

async function startProject() {
  const cwd = await createFolder({ ...files, data: randomBytes(3_000_000) });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', cwd, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  git('init');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-m', 'one');
  const temp = await createFolder();
  const left = async (): Promise<readonly string[]> => {
    const all = (await readdir(join(cwd, '.orchestrator'), { recursive: true }).catch(() => [])).map(String);
    const halves = all.filter((path) => /(?:^|\/)(?:temp|_uploads|locks|damaged)\/|\.orc-/.test(path));
    return [...(await readdir(temp)), ...halves];
  };
  const changed = (): readonly string[] => git('status', '--porcelain').split('\n').filter(Boolean);
  return { cwd, env: { TMPDIR: temp }, left, changed };
}

const outputs = ['?? artifacts.json', '?? deployed/', '?? rendered.yaml'];

describe('after', () => {
  test.each<[string, readonly string[], number, readonly string[]]>([
    ['build', ['build', '--file-output=artifacts.json'], 0, outputs.slice(0, 1)],
    ['build --dry-run', ['build', '--dry-run'], 0, []],
    ['build --dry-run that notes what files hold', ['build', '--dry-run', '-p', 'noted'], 0, []],
    ['run', ['run', '--file-output=artifacts.json'], 0, outputs.slice(0, 2)],
    ['render', ['render', '--digest-source=local', '--output=rendered.yaml'], 0, outputs.slice(2)],
    ['a build whose registry is not there', ['build', '--default-repo=127.0.0.1:1/x', '--file-output=a.json'], 4, []],
    ['a render of what is not built', ['render', '--digest-source=none', '--output=rendered.yaml'], 5, []],
    ['a hand-over that is refused', ['deploy', '--images=web:1', '--digest-source=none'], 5, []],
    ['a wrong flag', ['build', '--fil=x'], 2, []],
  ])('%s there is what it was asked for', async (_, words, exitCode, expected) => {
    const { cwd, env, left, changed } = await startProject();
    expect((await orchestrator(words, { cwd, env })).exitCode).toBe(exitCode);
    expect(changed()).toEqual(expected);
    expect(await left()).toEqual([]);
  });

  test('a hook that fails', async () => {
    const { cwd, env, left, changed } = await startProject();
    const run = await orchestrator(['run', '--file-output=artifacts.json'], { cwd, env: { ...env, HOOK: 'false' } });
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('HOOK_FAILED') });
    expect(changed()).toEqual([]);
    expect(await left()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s there is nothing, and no process', async (signal) => {
    const { cwd, env, left, changed } = await startProject();
    // A number that no other process on this machine has in its words.
    const naps = `10${process.pid}${signal.length}`;
    const child = startOrchestrator(['run'], { cwd, env: { ...env, HOOK: `sleep ${naps}` } });
    await seeProgress(child, /hook runs/);
    child.kill(signal);
    expect((await child).exitCode).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    await expectNoneLiving(`sleep ${naps}`);
    expect(changed()).toEqual([]);
    expect(await left()).toEqual([]);
  });
});
