import { expect, test } from 'vitest';
import { createBus } from '../events/bus.ts';
import type { Event } from '../events/event.ts';
import type { TextTree } from '../lib/text-tree.ts';
import { createPlainView } from './plain.ts';
import { createWaits } from './waits.ts';

const START = Date.parse('2026-01-01T12:00:00Z');
const deadline = new Date(START + 600_000).toISOString();
/** @param silent Resources, and the second at which the last word of each came. */
const waiting = (ready: number, silent: Readonly<Record<string, number>> = {}): Event => ({
  ...{ type: 'step.waiting', step: 'wait', ready, total: 3, deadline },
  silent: Object.entries(silent).map(([resource, at]) => ({
    resource,
    since: new Date(START + at * 1000).toISOString(),
  })),
});
const leaf = (text: string): TextTree => ({ text, below: [] });
const verdict = (object: string, state: 'ready' | 'progressing' | 'terminal', reason: string): Event => ({
  ...{ type: 'step.verdict', step: 'wait', object, state, reason },
  parts: [{ text: `${object}: ${reason}`, below: [leaf('pod p')] }],
});

/** At so many seconds after the start. @returns The lines of a log. */
function logOf(...events: readonly (readonly [number, Event])[]): readonly string[] {
  const lines: string[] = [];
  let seconds = 0;
  const emit = createBus([createPlainView((line) => lines.push(line))], () => new Date(START + seconds * 1000));
  for (const [at, event] of events) {
    seconds = at;
    emit(event);
  }
  return lines;
}

const planned: Event = { type: 'run.planned', command: 'apply', steps: [{ id: 'wait', title: 'wait', needs: [] }] };

test('a log has one line a change, and what was never missing is no news', () => {
  expect(
    logOf(
      [0, planned],
      [0, waiting(1)],
      [0, verdict('ConfigMap shop/a', 'ready', 'it is there')],
      [1, verdict('Deployment shop/web', 'progressing', '0 of 1 replica available')],
      [2, verdict('Deployment shop/web', 'progressing', '0 of 1 replica available')],
      [3, verdict('Deployment shop/web', 'ready', '1 of 1 replica available')],
      [4, verdict('Job shop/\u001b[31mx', 'terminal', 'it has\nfailed')],
    ),
  ).toEqual([
    '[wait] Deployment shop/web: 0 of 1 replica available',
    '[wait] Deployment shop/web: ready, 1 of 1 replica available',
    '[wait] Job shop/x: it hasfailed',
  ]);
});

test('a log that had no line for half a minute has one that says what is waited for, and how long still', () => {
  const objects = ['a', 'b', 'c', 'd', 'e'].map((name): [number, Event] => [1, verdict(name, 'progressing', 'slow')]);
  const beats = [0, 10, 20, 30, 40, 50, 61, 65].map((seconds): [number, Event] => [seconds, waiting(1)]);
  const lines = logOf([0, planned], beats[0] as never, ...objects, ...beats.slice(1));
  expect(lines.slice(5)).toEqual(['[wait] 1 of 3 ready, 9 min 20 s left; waiting for a, b, c and 2 more']);
  expect(logOf([0, planned], ...[0, 29, 30, 59, 60].map((at): [number, Event] => [at, waiting(0)]))).toHaveLength(2);
});

test('a log says when a kind falls silent and when it is heard of again, and a heartbeat how old its last word is', () => {
  expect(
    logOf(
      [0, planned],
      [0, waiting(0)],
      [13, waiting(0, { pods: 3 })],
      [23, waiting(0, { pods: 3 })],
      [24, waiting(0, { events: 5, pods: 3 })],
      [54, waiting(0, { events: 5, pods: 3, deployments: 40 })],
      [84, waiting(0, { events: 5, pods: 3, deployments: 40 })],
      [90, waiting(0, { pods: 89 })],
      [99, waiting(0)],
    ),
  ).toEqual([
    '[wait] pods: no word for 10 s',
    '[wait] events: no word for 19 s',
    '[wait] deployments: no word for 14 s',
    '[wait] 0 of 3 ready, 8 min 36 s left; pods: no word for 81 s, events: no word for 79 s and 1 more; waiting for ',
    '[wait] events: heard of again, deployments: heard of again',
    '[wait] pods: heard of again',
  ]);
});

test('a countdown has the age of the last word, of the namespace where it is oldest', () => {
  const waits = createWaits();
  const emit = createBus([(event) => void waits.add(event as never)], () => new Date(START));
  const since = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
  const silent = [1, -3, 2].map((at) => ({ resource: 'pods', namespace: `n${at}`, since: since(at) }));
  emit({ ...waiting(0), silent } as Event);
  expect(waits.headline('wait', START + 80_000)).toBe('0 of 3 ready, 8 min 40 s left; pods: no word for 83 s');
  emit(waiting(0));
  expect(waits.headline('wait', START + 80_000)).toBe('0 of 3 ready, 8 min 40 s left');
});

test('counts down, and shows no more of the tree than there is room for', () => {
  const waits = createWaits();
  const emit = createBus([(event) => void waits.add(event as never)], () => new Date(START));
  for (const event of [waiting(1), verdict('a', 'progressing', 'slow'), verdict('b', 'ready', 'x')]) emit(event);
  emit(verdict('c', 'progressing', 'slow'));
  expect(waits.headline('wait', START)).toBe('1 of 3 ready, 10 min 00 s left');
  expect(waits.headline('wait', START + 598_600)).toBe('1 of 3 ready, 1 s left');
  expect(waits.headline('wait', START + 700_000)).toBe('1 of 3 ready, 0 s left');
  expect(waits.tree('wait', 9)).toEqual(['a: slow', '└─ pod p', 'c: slow', '└─ pod p']);
  expect(waits.tree('wait', 4)).toHaveLength(4);
  expect(waits.tree('wait', 3)).toEqual(['a: slow', '└─ pod p', '…']);
  expect(waits.tree('wait', 2)).toEqual(['a: slow', '… and 1 more object']);
  expect(waits.headline('other', START)).toBe('');
});
