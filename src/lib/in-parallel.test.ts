import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

const { signal } = new AbortController();

test('runs all, no more at once than it may', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const work = async (item: number): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await setImmediate();
    running -= 1;
    done.push(item);
  };
  await inParallel([1, 2, 3, 4, 5], 2, work, signal);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('throws the first failure after the others were aborted and have ended', async () => {
  const ended: string[] = [];
  const work = async (item: string, stop: AbortSignal): Promise<void> => {
    if (item === 'bad') throw new Error('bad');
    await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()));
    await setImmediate();
    ended.push(item);
    throw new Error('aborted');
  };
  await expect(inParallel(['slow', 'bad', 'never'], 2, work, signal)).rejects.toThrow('bad');
  expect(ended).toEqual(['slow']);
});

test('an abort from outside reaches the work', async () => {
  const controller = new AbortController();
  const work = async (_: number, stop: AbortSignal): Promise<void> => {
    controller.abort();
    stop.throwIfAborted();
  };
  await expect(inParallel([1], 1, work, controller.signal)).rejects.toThrow(/aborted/);
});

test('many may wait on the signal at once, and Node warns of nothing', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const all = Array.from({ length: 32 }, (_, index) => index);
  await inParallel(all, 32, (_, signal) => setImmediate(undefined, { signal }), new AbortController().signal);
  // Warnings are told in a later turn.
  await setImmediate();
  expect(warnings).toEqual([]);
});
