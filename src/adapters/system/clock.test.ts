import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import { createClock } from './clock.ts';

const clock = createClock();

test('sleeps no shorter than asked', async () => {
  const start = clock.monotonicMs();
  await clock.sleep(15, new AbortController().signal);
  // A timer of the event loop may be early by less than a millisecond.
  expect(clock.monotonicMs() - start).toBeGreaterThanOrEqual(14);
});

test('an aborted sleep ends at once, with the reason of whoever aborted', async () => {
  const controller = new AbortController();
  const slept = clock.sleep(60_000, controller.signal);
  const reason = new OrchestratorError({ code: 'TIMED_OUT', message: 'too late' });
  controller.abort(reason);
  await expect(slept).rejects.toBe(reason);
  await expect(clock.sleep(0, AbortSignal.abort())).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
});

test('tells the time of the machine', () => {
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
});
