import { setMaxListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { Ask } from './answer.ts';
import { BusyCut, Cut, createPersistence, type PersistOptions, type TimedAnswer } from './persist.ts';

const { signal } = new AbortController();
setMaxListeners(0, signal);
const write: Ask = { method: 'PATCH', path: '/' };
const answer = (status: number, waitMs?: number): TimedAnswer => ({ status, text: '', waitMs });
const persist = (once: PersistOptions['once'], atOnce = 32) =>
  createPersistence({ server: 'https://one', atOnce, gate: { pass: async () => {} }, once });

/** Refuses whatever is more than it bears, and answers each in a moment. */
function createServer(bears: number) {
  const state = { running: 0, refused: 0, most: 0 };
  const once = async (): Promise<TimedAnswer> => {
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    const isTooMany = state.running > bears;
    await new Promise(setImmediate);
    state.running -= 1;
    if (isTooMany) state.refused += 1;
    return isTooMany ? answer(429, 0) : answer(200);
  };
  return { state, once };
}

test('as many at once as the server bears, after few refusals, and every one is answered', async () => {
  const { state, once } = createServer(4);
  const ask = persist(once);
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(write, signal)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  // All but four of the first 32, of 16 and of 8, then now and then one too many; 32 at once all the time are 1400.
  expect(state.refused).toBeLessThan(100);
  expect(state.refused).toBeGreaterThanOrEqual(28);
});

test('as many at once as there may be where the server bears them', async () => {
  const { state, once } = createServer(32);
  const ask = persist(once);
  await Promise.all(Array.from({ length: 100 }, () => ask(write, signal)));
  expect([state.refused, state.most]).toEqual([0, 32]);
});

test.each([
  ['429', () => answer(429, 0), 16],
  ['503 with a pause', () => answer(503, 0), 16],
  ['a socket that is refused with 429', () => new BusyCut(answer(429)), 16],
  ['503 without', () => answer(503), 32],
  ['a cut', () => new Cut('gone'), 32],
])('%s has at most so many at once from then on: %#', async (_, first, most) => {
  let [count, running, seen] = [0, 0, 0];
  const ask = persist(async () => {
    count += 1;
    if (count === 1) {
      const result = first();
      if (result instanceof Error) throw result;
      return result;
    }
    running += 1;
    seen = Math.max(seen, running);
    await new Promise(setImmediate);
    running -= 1;
    return answer(200);
  });
  await ask(write, signal);
  await Promise.all(Array.from({ length: 100 }, () => ask(write, signal)));
  expect(seen).toBe(most);
});
