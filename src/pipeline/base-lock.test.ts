/** Who is asked what a tag means, and when; real registries and engines are in e2e/lock and e2e/lock-docker. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLocks } from '../adapters/system/locks.ts';
import { createSystem } from '../adapters/system/system.ts';
import type { FoundBase } from '../builders/builder.ts';
import { OrchestratorError, type ProblemCode } from '../errors/problem.ts';
import type { Event } from '../events/event.ts';
import { digestOf } from '../image/digest.ts';
import { createBaseLock, type LockRequest } from './base-lock.ts';
import type { PipelinePorts } from './ports.ts';

const one = digestOf('one');
const two = digestOf('two');
const id = digestOf('id');
const inEngine = { digest: id, in: 'engine' } as const;
const base = { name: 'own:dev', at: { file: 'Dockerfile', text: 'FROM own:dev', start: 5, end: 12 } };

/** Every entry is too old. */
const old = { maxAge: '0h' };

function createRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const room = {
    answer: one as FoundBase['digest'] | ProblemCode,
    asked: [] as boolean[],
    messages: [] as string[],
    meanwhile: (): void => undefined,
    isReadOnly: false,
  };
  const registry = {
    async pullManifest() {
      room.meanwhile();
      if (!room.answer.startsWith('sha256:'))
        throw new OrchestratorError({ code: room.answer as ProblemCode, message: 'no answer' });
      return { descriptor: { mediaType: 'm', digest: room.answer, size: 1 }, bytes: Buffer.from('m') };
    },
  };
  const system = createSystem();
  const files: PipelinePorts['system']['files'] = {
    ...system.files,
    writeAtomic: async (path, ...rest) => {
      if (room.isReadOnly) throw new OrchestratorError({ code: 'FILE_FAILED', message: `"${path}" is read-only` });
      await system.files.writeAtomic(path, ...rest);
    },
  };
  // Only what the lock may use; whatever else is asked for is a bug of the test.
  const ports = {
    registry,
    system: { ...system, files },
    locks: createLocks(join(folder, 'locks')),
    emit: (event: Event) => event.type === 'notice' && room.messages.push(event.message),
    signal: new AbortController().signal,
  } as unknown as PipelinePorts;
  const file = join(folder, 'orchestrator.lock');
  return {
    room,
    file,
    entries: () => JSON.parse(readFileSync(file, 'utf8')).images,
    run(more: Partial<LockRequest> = {}, found?: FoundBase) {
      const lock = createBaseLock({ configDir: folder, refresh: undefined, maxAge: undefined, ...more }, ports);
      const ask = async (mayBeLocal: boolean) => {
        room.asked.push(mayBeLocal);
        return found;
      };
      return { lock, digest: () => lock.digestOf(base, ask) };
    },
  };
}

describe('whoever builds', () => {
  test('is asked where the registry does not answer, and its answer is written down', async () => {
    const { room, run, entries } = createRoom();
    room.answer = 'REGISTRY_UNREACHABLE';
    expect(await run({}, { digest: two }).digest()).toMatchObject({ digest: two });
    expect(room.asked).toEqual([true]);
    expect(entries()).toEqual({ 'docker.io/library/own:dev': { digest: two, resolved: expect.any(String) } });
    room.answer = one;
    expect(await run({}, { digest: id }).digest()).toMatchObject({ digest: two });
    expect(room.asked).toEqual([true]);
  });

  test('may name an image that no registry has, which is told, and moves with --refresh', async () => {
    const { room, run, entries } = createRoom();
    room.answer = 'REGISTRY_NOT_FOUND';
    await run({}, inEngine).digest();
    expect(entries()['docker.io/library/own:dev']).toMatchObject(inEngine);
    expect(room.messages).toEqual([expect.stringMatching(/an image of the engine that no registry has/)]);
    expect(await run({ refresh: true }, { ...inEngine, digest: two }).digest()).toMatchObject({ digest: two });
    expect(room.asked).toEqual([true, true]);
  });

  test('does not turn a base of a registry into one of the engine', async () => {
    const { room, run } = createRoom();
    await run().digest();
    room.answer = 'REGISTRY_UNREACHABLE';
    expect(await run(old).digest()).toMatchObject({ digest: one });
    expect(room.asked).toEqual([false]);
    expect(room.messages.at(-1)).toMatch(/own:dev stays at .* of orchestrator.lock: no answer/);
  });

  test('is not asked offline, nor by a run that only reads', async () => {
    const { room, run } = createRoom();
    room.answer = 'NETWORK_REFUSED';
    const problem = { code: 'NETWORK_REFUSED', message: expect.stringMatching(/"own:dev" is not in/), at: base.at };
    await expect(run({}, { digest: two }).digest()).rejects.toMatchObject({ problems: [problem] });
    expect(await run({ readOnly: true }, { digest: two }).digest()).toBeUndefined();
    expect(room.asked).toEqual([]);
  });
});

test.each(['REGISTRY_UNREACHABLE', 'NETWORK_REFUSED'] as const)(
  'a refresh that was asked for and meets %s is no success',
  async (code) => {
    const { room, run, entries } = createRoom();
    await run().digest();
    room.answer = code;
    const problem = {
      code,
      message: 'the base "own:dev" cannot be looked up: no answer',
      at: base.at,
      hint: expect.stringMatching(/^Without --refresh, the build goes on with sha256:\w{12}.* of orchestrator.lock/),
    };
    await expect(run({ refresh: true }).digest()).rejects.toMatchObject({ problems: [problem] });
    expect(entries()['docker.io/library/own:dev']).toMatchObject({ digest: one });
  },
);

test('a builder without an engine looks up what an engine had', async () => {
  const { room, run } = createRoom();
  room.answer = 'REGISTRY_NOT_FOUND';
  await run({}, inEngine).digest();
  room.answer = one;
  expect(await run().lock.digestOf(base)).toMatchObject({ digest: one });
});

test('an entry that is too old is looked up again, unless nothing may be', async () => {
  const { room, run, file } = createRoom();
  await run().digest();
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"resolved": ".*"/, '"resolved": "2020-01-01T00:00:00.000Z"'));
  room.answer = two;
  expect(await run().digest()).toMatchObject({ digest: one });
  expect(await run({ maxAge: '7d', refresh: false }).digest()).toMatchObject({ digest: one });
  expect(await run({ maxAge: '7d', refresh: undefined }).digest()).toMatchObject({ digest: two });
});

test('of two runs at once the one that writes first decides for both', async () => {
  const { room, run, file, entries } = createRoom();
  const first = await run().digest();
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  room.answer = two;
  room.meanwhile = () => writeFileSync(file, text);
  expect([first, await run().digest()].map((found) => found?.digest)).toEqual([one, one]);
  expect(entries()['docker.io/library/own:dev'].digest).toBe(one);
});

test('a lock that cannot be written costs a warning, and the next run asks again', async () => {
  const { room, run } = createRoom();
  room.isReadOnly = true;
  expect(await run().digest()).toEqual({ digest: one });
  expect(room.messages.at(-1)).toMatch(/^docker.io\/library\/own:dev is not locked for the next run: .* is read-only$/);
  room.answer = two;
  expect(await run().digest()).toEqual({ digest: two });
});

test('a base that nobody has is told at its place', async () => {
  const { room, run } = createRoom();
  room.answer = 'REGISTRY_NOT_FOUND';
  await expect(run().digest()).rejects.toMatchObject({ problems: [{ code: 'REGISTRY_NOT_FOUND', at: base.at }] });
});
