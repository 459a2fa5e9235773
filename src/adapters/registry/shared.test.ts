import { expect, test } from 'vitest';
import { createShared } from './shared.ts';

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('those who ask for the same get the same work, those who ask later new work', async () => {
  const shared = createShared(1000);
  let runs = 0;
  const work = async () => {
    runs += 1;
    return runs;
  };
  expect(await Promise.all([1, 2, 3].map(() => shared.run('a', never, work)))).toEqual([1, 1, 1]);
  expect(await shared.run('a', never, work)).toBe(2);
  expect(await Promise.all(['a', 'b'].map((key) => shared.run(key, never, work)))).toEqual([3, 4]);
});

test('one who is cancelled leaves, the others still get the result', async () => {
  const shared = createShared(1000);
  const stop = new AbortController();
  let finish = (_: string): void => undefined;
  const work = () =>
    new Promise<string>((resolve) => {
      finish = resolve;
    });
  const first = shared.run('a', stop.signal, work);
  const second = shared.run('a', never, work);
  stop.abort();
  await expect(first).rejects.toThrow(/CANCELLED/);
  finish('done');
  await expect(second).resolves.toBe('done');
});

test('work that takes too long is given up, and closing ends what runs', async () => {
  await expect(createShared(10).run('a', never, untilAborted)).rejects.toThrow(/REGISTRY_UNREACHABLE.*0.01 s/);
  const shared = createShared(1000);
  const running = shared.run('a', never, untilAborted);
  shared.close();
  await expect(running).rejects.toThrow(/CANCELLED/);
});
