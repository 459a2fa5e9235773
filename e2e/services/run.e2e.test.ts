/** Proves that nothing of a run outlives it, and what a test is told about a service that is not there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { ask } from './http.ts';
import { startOlareg } from './olareg.ts';
import { requireService } from './provided.ts';
import { openRun } from './run.ts';
import { isMissing } from './service.ts';

const services = inject('services');

test('every service of this run is there', () => {
  const { folders, ...all } = services;
  expect(folders.logs).toMatch(/^\//);
  const reasons = Object.values(all).flatMap((service) => (isMissing(service) ? [service.missing] : []));
  if (process.env['CI'] === 'true') expect(reasons).toEqual([]);
});

test('a closed run leaves no process and no folder', async (context) => {
  requireService(services.olareg, context);
  const { run, close } = await openRun('closing', services.folders.logs);
  const { facts } = await startOlareg(run);
  expect((await ask(`${facts.url}/v2/`)).status).toBe(200);
  await close();
  await expect(ask(`${facts.url}/v2/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(access(run.folder)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(access(facts.log)).resolves.toBeUndefined();
});

test('a service that was stopped by its test leaves nothing either', async (context) => {
  requireService(services.olareg, context);
  const { run, close } = await openRun('stopping', services.folders.logs);
  onTestFinished(close);
  const { facts, stop } = await startOlareg(run);
  await stop();
  await stop();
  await expect(ask(`${facts.url}/v2/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a service that does not get ready is told with its log', async (context) => {
  requireService(services.olareg, context);
  const { run, close } = await openRun('failing', services.folders.logs);
  onTestFinished(close);
  await expect(startOlareg(run, { flags: ['--no-such-flag'] })).rejects.toThrow(
    /olareg did not get ready.*unknown flag/s,
  );
});

test('the guard ends processes and undoes mounts of a run that was killed', async (context) => {
  if (process.getuid?.() !== 0) return context.skip('mounting needs root');
  const folder = await mkdtemp(join(tmpdir(), 'orc-e2e-'));
  await mkdir(join(folder, 'a'));
  await execa('/bin/mount', ['-t', 'tmpfs', 'tmpfs', join(folder, 'a')]);
  const env = { ...process.env, ORCHESTRATOR_E2E_RUN: folder };
  // One that a signal does not end.
  const stubborn = spawn('bash', ['-c', 'trap "" TERM; while :; do sleep 1; done'], { env, detached: true });
  const guard = spawn(join(import.meta.dirname, 'guard.sh'), [folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = Promise.all([once(guard, 'exit'), once(stubborn, 'exit')]);
  // What the kernel does when the run's process dies.
  guard.stdin.destroy();
  await ended;
  expect(stubborn.signalCode).toBe('SIGKILL');
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(folder);
  await expect(access(folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a missing service skips the test, fails it in CI, and a broken one fails it everywhere', () => {
  const skip = vi.fn((note?: string): never => {
    throw new Error(`skipped: ${note}`);
  }) as unknown as (note?: string) => never;
  const context = { skip } as Parameters<typeof requireService>[1];
  vi.stubEnv('CI', 'false');
  expect(() => requireService({ missing: 'no such program' }, context)).toThrow('skipped: no such program');
  expect(() => requireService({ missing: 'it fell over', broken: true }, context)).toThrow(/^it fell over/);
  vi.stubEnv('CI', 'true');
  expect(() => requireService({ missing: 'no such program' }, context)).toThrow(/^no such program/);
  expect(requireService({ url: 'x' }, context)).toEqual({ url: 'x' });
});
