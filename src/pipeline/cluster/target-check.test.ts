import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSystem } from '../../adapters/system/system.ts';
import type { OrchestratorError } from '../../errors/problem.ts';
import type { Event } from '../../events/event.ts';
import type { TargetIdentity } from '../../live/target.ts';
import { checkTarget, type TargetRequest } from './target-check.ts';
import { checkProgram } from './target-program.ts';

const CA = `sha256:${'a'.repeat(64)}`;
const uid = (digit: number): string => `7d1e4c5e-0000-4000-8000-00000000000${digit}`;
const first: TargetIdentity = { ca: CA, kubeSystem: uid(1), server: 'https://a:1' };
const second: TargetIdentity = { ca: CA, kubeSystem: uid(2), server: 'https://a:1' };

let root: string;
let events: Event[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'targets-'));
  events = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const system = createSystem();
const ports = () => ({
  files: system.files,
  processes: system.processes,
  emit: (event: Event) => void events.push(event),
  signal: new AbortController().signal,
});
const check = (found: TargetIdentity, more: Partial<TargetRequest> = {}): Promise<string> => {
  const recordFile = join(root, 'data', 'targets.json');
  const request = { context: 'prod', folders: [root], recordFile, accept: false, drastic: undefined, ...more };
  return outcomeOf(checkTarget(found, { allowProtected: false, ...request }, ports()));
};
const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'goes on',
    (error: OrchestratorError) => error.message,
  );
const notices = (): readonly string[] => events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
const list = (more = ''): Promise<void> =>
  writeFile(
    join(root, 'orchestrator.targets.yaml'),
    `apiVersion: orchestrator/v1\nkind: Targets\ntargets:\n  - {context: prod, ca: "${CA}", kubeSystem: ${uid(1)}${more}}\n`,
  );

test('the first cluster of a context is kept for the user alone, and told once', async () => {
  expect(await check(first)).toBe('goes on');
  expect(notices()).toEqual([expect.stringContaining(uid(1))]);
  expect(await check(first)).toBe('goes on');
  expect(notices()).toHaveLength(1);
  expect((await stat(join(root, 'data', 'targets.json'))).mode & 0o777).toBe(0o600);
});

test('another one under the same name is refused with both, until it is accepted', async () => {
  await check(first);
  const before = await readFile(join(root, 'data', 'targets.json'), 'utf8');
  const refused = await check(second);
  expect(refused).toMatch(new RegExp(`^TARGET_REFUSED: .*expected .*${uid(1)}.*found .*${uid(2)}`));
  expect(await readFile(join(root, 'data', 'targets.json'), 'utf8')).toBe(before);
  expect(await check(second, { accept: true })).toBe('goes on');
  expect(await check(second)).toBe('goes on');
  expect(await check(first)).toMatch(/^TARGET_REFUSED/);
  expect(await check(first, { context: 'other' })).toBe('goes on');
});

test('without the UID the address counts, and once it is known, it does', async () => {
  const blind = { ca: CA, server: 'https://a:1' };
  expect(await check(blind)).toBe('goes on');
  expect(notices()[0]).toContain('may not be read');
  expect(await check({ ...blind, server: 'https://b:1' })).toMatch(/^TARGET_REFUSED/);
  expect(await check(first)).toBe('goes on');
  expect(await check(second)).toMatch(/^TARGET_REFUSED/);
});

test('a record that cannot be read is not written over', async () => {
  await check(first);
  const file = join(root, 'data', 'targets.json');
  await rm(file);
  // Leads to itself: not even root can read it.
  await symlink('targets.json', file);
  expect(await check(second)).toBe('goes on');
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
});

test('where nothing can be kept, the run goes on with a warning', async () => {
  expect(await check(first, { recordFile: '/dev/null/orchestrator/targets.json' })).toBe('goes on');
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning' }));
});

test('a damaged record is told and stays', async () => {
  await check(first);
  const file = join(root, 'data', 'targets.json');
  await writeFile(file, '{');
  expect(await check(first)).toMatch(/^CONFIG_INVALID/);
  expect(await check(first, { accept: true })).toMatch(/^CONFIG_INVALID/);
  expect(await readFile(file, 'utf8')).toBe('{');
});

test('with a list only what is listed goes on, and nothing is kept', async () => {
  await list();
  expect(await check(first)).toBe('goes on');
  expect(await check(second)).toMatch(new RegExp(`^TARGET_REFUSED: .*expected .*${uid(1)}.*found .*${uid(2)}`));
  expect(await check(second, { accept: true })).toMatch(/^TARGET_REFUSED/);
  expect(await check(first, { context: 'dev' })).toMatch(/not listed in .*it is listed as "prod"/);
  await expect(stat(join(root, 'data'))).rejects.toThrow('ENOENT');
});

test('a protected target refuses what is drastic, unless it is allowed', async () => {
  await list(', protected: true');
  expect(await check(first)).toBe('goes on');
  expect(await check(first, { drastic: 'delete' })).toMatch(/^TARGET_REFUSED: .*protected.*would delete/);
  expect(await check(first, { drastic: 'delete', allowProtected: true })).toBe('goes on');
});

const program = { command: 'sh', args: ['-c', 'token'], env: 'sha256:1' };
const login = (more: object = {}, accept = false, projectFolder = root): Promise<string> => {
  const recordFile = join(root, 'data', 'targets.json');
  const request = { context: 'prod', program: { ...program, ...more }, projectFolder, workDir: root };
  return outcomeOf(checkProgram({ ...request, recordFile, accept }, ports()));
};

test.each([
  ['name', { command: 'cat' }, /its name was sh, now cat; its path was/],
  ['arguments', { args: ['-c', 'other'] }, /its arguments were \["-c","token"\]/],
  ['variables', { env: 'sha256:2' }, /its variables are others/],
])('a login program with another %s is refused until it is accepted', async (_, change, why) => {
  expect(await login()).toBe('goes on');
  expect(await login(change)).toMatch(why);
  expect(await login(change)).toMatch(/^KUBE_PROGRAM_REFUSED/);
  expect(await login(change, true)).toBe('goes on');
  expect(await login(change)).toBe('goes on');
  expect(await login()).toMatch(/^KUBE_PROGRAM_REFUSED/);
});

test('a login program of the project is never run, by whatever way it is named', async () => {
  await writeFile(join(root, 'login'), '#!/bin/sh\n', { mode: 0o755 });
  expect(await login({ command: './login' }, true)).toMatch(/^KUBE_PROGRAM_REFUSED: .*inside the project/);
  expect(await login({ command: 'sh' }, true, '/')).toMatch(/^KUBE_PROGRAM_REFUSED: .*inside the project/);
  expect(await login({ command: 'no-such-program-here' })).toMatch(/^TOOL_MISSING/);
});
