/** What goes into the cache and what does not, with builds that are given; the real ones are in e2e/cache. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStore } from '../adapters/blobs/store.ts';
import { createRecords } from '../adapters/records/records.ts';
import type { Built } from '../builders/builder.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { Event } from '../events/event.ts';
import { type Digest, digestOf } from '../image/digest.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { cacheKeyOf } from '../inputs/cache-key.ts';
import { withCache } from './artifact-cache.ts';
import type { PipelinePorts } from './ports.ts';

const DAY_MS = 24 * 3_600_000;
const digest = digestOf('image');
const target = unwrap(parseReference('reg.example/web')) as ImageReference; // without a tag, which each test gives

/** A registry that has what was pushed by tag, counts who asks, and may be away. */
function createRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const events: Event[] = [];
  const room = {
    nowMs: Date.UTC(2026, 0, 10),
    input: 'one',
    asked: 0,
    isAway: false,
    tags: new Map<string, Digest>(),
    builds: 0,
    prepared: 0,
    finished: 0,
    isUnfinishable: false,
    events,
  };
  const registry: Partial<PipelinePorts['registry']> = {
    async resolve({ tag, digest: wanted }) {
      room.asked += 1;
      if (room.isAway) throw new OrchestratorError({ code: 'REGISTRY_UNREACHABLE', message: 'away' });
      const found = wanted ?? room.tags.get(tag ?? '');
      const isThere = found !== undefined && [...room.tags.values()].includes(found);
      return isThere ? { mediaType: 'm', digest: found, size: 1 } : undefined;
    },
    pullManifest: async () => ({ descriptor: { mediaType: 'm', digest, size: 1 }, bytes: Buffer.from('m') }),
    async pushManifest({ tag = '' }, { descriptor }) {
      room.tags.set(tag, descriptor.digest);
    },
  };
  // Only what the cache may use; whatever else is asked for is a bug of the test.
  const ports = {
    registry,
    records: createRecords(join(folder, 'records')),
    store: createStore(join(folder, 'registry')),
    system: { clock: { now: () => new Date(room.nowMs) } },
    embedded: { host: 'localhost:5080' },
    emit: (event: Event) => events.push(event),
    signal: new AbortController().signal,
  } as unknown as PipelinePorts;

  const run = (tag = 'v1', build: (onInputsRead: () => void) => void = () => undefined, lookUp = true) => {
    const request = {
      artifact: 'web',
      target: { ...target, tag },
      lookUp,
      readKey: async () => cacheKeyOf({ input: room.input }),
      prepare: async () => {
        room.prepared += 1;
      },
      finish: async () => {
        if (room.isUnfinishable) throw new OrchestratorError({ code: 'HOOK_FAILED', message: 'hooks.after failed' });
        room.finished += 1;
      },
    };
    return withCache(
      request,
      ports,
    )(async (onInputsRead): Promise<Built> => {
      room.builds += 1;
      build(onInputsRead);
      room.tags.set(tag, digest);
      return { reference: formatReference({ ...request.target, digest }), digest, pushed: true };
    })();
  };
  return { room, run };
}

const notices = (events: readonly Event[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));

describe('a hit', () => {
  test('within a day of our push asks nobody, and does nothing of what comes before a build', async () => {
    const { room, run } = createRoom();
    await run();
    room.nowMs += DAY_MS - 1;
    expect(await run()).toMatchObject({ reference: expect.stringContaining(':v1@'), cached: expect.any(String) });
    expect(room).toMatchObject({ builds: 1, prepared: 1, finished: 1, asked: 0 });
  });

  test.each([
    ['a day later', DAY_MS],
    ['before the push, since the clock was put back', -DAY_MS],
    ['three days on', 3 * DAY_MS],
  ])('%s asks the registry once', async (_, later) => {
    const { room, run } = createRoom();
    await run();
    room.nowMs += later;
    expect((await run()).cached).toContain('its registry has it');
    expect(room).toMatchObject({ builds: 1, asked: 1 });
    await run();
    expect(room.asked).toBe(1);
  });

  test('under another tag pushes the manifest alone', async () => {
    const { room, run } = createRoom();
    await run();
    expect((await run('v2')).reference).toContain(':v2@');
    expect(room.builds).toBe(1);
    expect(room.tags.get('v2')).toBe(digest);
  });

  test('offers nothing where the registry lost the image, or nobody is to look', async () => {
    const { room, run } = createRoom();
    await run();
    await run('v1', () => undefined, false);
    expect(room.builds).toBe(2);
    room.tags.clear();
    room.nowMs += 2 * DAY_MS;
    await run();
    expect(room.builds).toBe(3);
  });

  test('that cannot be looked for is a miss with a warning', async () => {
    const { room, run } = createRoom();
    await run();
    Object.assign(room, { nowMs: room.nowMs + 2 * DAY_MS, isAway: true });
    expect((await run()).cached).toBeUndefined();
    expect(notices(room.events)).toEqual([expect.stringContaining('away')]);
  });
});

describe('what follows a build', () => {
  test('and fails, or is killed before it ends, keeps the result out of the cache: the next run does it', async () => {
    const { room, run } = createRoom();
    room.isUnfinishable = true;
    await expect(run()).rejects.toThrow('hooks.after failed');
    room.isUnfinishable = false;
    expect((await run()).cached).toBeUndefined();
    expect((await run()).cached).toBeDefined();
    expect(room).toMatchObject({ builds: 2, finished: 1 });
  });
});

describe('an input that changes during the build', () => {
  test('has it built once more, and the result is kept under the key that was true', async () => {
    const { room, run } = createRoom();
    await run('v1', () => {
      room.input = 'two';
    });
    expect(room.builds).toBe(2);
    expect(notices(room.events)).toEqual([expect.stringContaining('built once more')]);
    expect((await run()).cached).toBeDefined();
    room.input = 'one';
    expect((await run()).cached).toBeUndefined();
  });

  test('counts from its start until no input is read any more, as the builder tells', async () => {
    const { room, run } = createRoom();
    await run('v1', (onInputsRead) => {
      onInputsRead();
      room.input = 'two';
    });
    expect(room.builds).toBe(1);
    expect((await run()).cached).toBeUndefined();
    room.input = 'one';
    expect((await run()).cached).toBeDefined();
  });

  test('is noticed by the last look, where the builder started over', async () => {
    const { room, run } = createRoom();
    await run('v1', (onInputsRead) => {
      onInputsRead();
      room.input = 'two';
      onInputsRead();
    });
    expect(room.builds).toBe(2);
  });

  test('and then again is not kept at all', async () => {
    const { room, run } = createRoom();
    await run('v1', () => {
      room.input = `input ${room.builds}`;
    });
    expect(room.builds).toBe(2);
    await run();
    expect(room.builds).toBe(3);
  });
});

test('a build that fails leaves no entry, and no receipt for a tag that it may have moved', async () => {
  const { room, run } = createRoom();
  await run();
  const first = room.input;
  room.input = 'two';
  const fail = (): void => {
    throw new Error('the engine went away');
  };
  await expect(run('v1', fail)).rejects.toThrow('went away');
  room.input = first;
  await run();
  expect(room.asked).toBe(1);
});
