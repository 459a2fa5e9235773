import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lane } from '../../lib/paced-turns.ts';
import { createTurns, type Limited, type Turn, type Turns } from './turns.ts';

const ghcr = { origin: 'https://ghcr.io', host: 'ghcr.io' };
const hub = { origin: 'https://registry-1.docker.io', host: 'docker.io' };
const never = new AbortController().signal;
const status = (code: number, retryAfter?: string) => ({ status: code, header: () => retryAfter });

/** Takes a turn and says when it has it. */
function ask(turns: Turns, place = ghcr, lane: Lane = 'write', signal = never) {
  const asked: { turn?: Turn; promise: Promise<unknown> } = { promise: Promise.resolve() };
  asked.promise = turns.take(place, lane, signal).then((turn) => {
    asked.turn = turn;
  });
  return asked;
}
/** Lets promises run. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
};

describe('turns at a registry', () => {
  test('are as many as there may be, in each lane and for each registry', async () => {
    const turns = createTurns({ max: 2 });
    const asked = [1, 2, 3].map(() => ask(turns));
    const others = [ask(turns, ghcr, 'read'), ask(turns, hub)];
    await settle();
    expect(asked.map(({ turn }) => turn !== undefined)).toEqual([true, true, false]);
    expect(others.every(({ turn }) => turn !== undefined)).toBe(true);
    asked[0]?.turn?.end(status(201));
    await settle();
    expect(asked[2]?.turn).toBeDefined();
  });

  test.each([
    ['429', status(429), true],
    ['503 with Retry-After', status(503, '3'), true],
    ['503 without', status(503), false],
    ['500', status(500), false],
    ['no answer', undefined, false],
  ])('%s halves them for everybody: %#', async (_, answer, halves) => {
    const told: Limited[] = [];
    const turns = createTurns({ max: 4, onLimit: (limited) => told.push(limited) });
    const first = [1, 2, 3, 4].map(() => ask(turns));
    const later = [1, 2, 3, 4].map(() => ask(turns));
    await settle();
    for (const { turn } of first) turn?.end(answer);
    await settle();
    expect(later.filter(({ turn }) => turn !== undefined)).toHaveLength(halves ? 2 : 4);
    expect(told).toEqual(halves ? [{ host: 'ghcr.io', atOnce: 2 }] : []);
  });

  test('are told of once, however often it happens', async () => {
    const told: Limited[] = [];
    const turns = createTurns({ max: 8, onLimit: (limited) => told.push(limited) });
    for (let n = 0; n < 5; n += 1) (await turns.take(ghcr, 'write', never)).end(status(429));
    expect(told).toHaveLength(1);
  });

  test('who is cancelled while waiting leaves, and takes nobody’s turn away', async () => {
    const turns = createTurns({ max: 1 });
    const stop = new AbortController();
    const first = ask(turns);
    const cancelled = ask(turns, ghcr, 'write', stop.signal);
    const third = ask(turns);
    stop.abort();
    await expect(cancelled.promise).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    first.turn?.end(status(200));
    await settle();
    expect(third.turn).toBeDefined();
  });

  test('never more at once than the pace allows, and everybody gets one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.constantFrom(200, 429, 500), { minLength: 1, maxLength: 40 }),
        async (max, answers) => {
          const turns = createTurns({ max });
          let running = 0;
          let most = 0;
          await Promise.all(
            answers.map(async (code) => {
              const turn = await turns.take(ghcr, 'write', never);
              running += 1;
              most = Math.max(most, running);
              await settle();
              running -= 1;
              turn.end(status(code));
            }),
          );
          expect(most).toBeLessThanOrEqual(max);
          expect(running).toBe(0);
        },
      ),
    );
  });
});
