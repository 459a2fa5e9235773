import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createDeadline } from './deadline.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('comes, whatever has been collected meanwhile', async () => {
  const { signal } = createDeadline(200, new AbortController().signal);
  const aborted = once(signal, 'abort').then(() => signal.reason.name);
  const patience = sleep(5_000, 'never', { ref: false });
  for (let round = 0; round < 3; round += 1) {
    await sleep(20);
    collect();
  }
  expect(await Promise.race([aborted, patience])).toBe('TimeoutError');
});

test('another one aborts it with its own reason, and an end keeps the time from it', async () => {
  const other = new AbortController();
  const { signal } = createDeadline(60_000, other.signal);
  other.abort('stop');
  expect(signal.reason).toBe('stop');
  const ended = createDeadline(1);
  ended.end();
  await sleep(20);
  expect(ended.signal.aborted).toBe(false);
});
