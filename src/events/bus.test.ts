import { expect, test } from 'vitest';
import { createBus } from './bus.ts';
import type { Stamped } from './event.ts';

test('numbers events, stamps the time, and drops a view that throws', () => {
  const seen: Stamped[] = [];
  let calls = 0;
  const bad = () => {
    calls += 1;
    throw new Error('view');
  };
  const emit = createBus([bad, (event) => void seen.push(event)], () => new Date('2026-01-02T03:04:05.006Z'));
  emit({ type: 'step.started', step: 'a' });
  emit({ type: 'step.started', step: 'b' });
  expect(calls).toBe(1);
  expect(seen).toEqual([
    { type: 'step.started', step: 'a', seq: 1, time: '2026-01-02T03:04:05.006Z' },
    { type: 'step.started', step: 'b', seq: 2, time: '2026-01-02T03:04:05.006Z' },
  ]);
});
