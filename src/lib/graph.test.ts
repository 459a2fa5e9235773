import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closure, findCycle, runGraph } from './graph.ts';

const never = new AbortController().signal;
const needs = new Map([
  ['web', ['base']],
  ['api', ['base']],
  ['base', []],
]);

describe('runGraph', () => {
  test('runs what is needed first, and each node once', async () => {
    const order: string[] = [];
    const done = await runGraph(needs, async (id) => order.push(id) + id.length, never);
    expect(order[0]).toBe('base');
    expect(order.toSorted()).toEqual(['api', 'base', 'web']);
    expect(done.get('web')).toBeGreaterThan(4);
  });

  test('starts nothing new after a failure, aborts and awaits what runs, then throws the first failure', async () => {
    const log: string[] = [];
    const graph = new Map([
      ['slow', []],
      ['bad', []],
      ['after', ['slow']],
    ]);
    const run = (id: string, _: unknown, signal: AbortSignal): Promise<string> =>
      id === 'bad'
        ? Promise.reject(new Error('first'))
        : new Promise((resolve) => {
            log.push(`start ${id}`);
            signal.addEventListener('abort', () => {
              log.push(`stop ${id}`);
              resolve(id);
            });
          });
    await expect(runGraph(graph, run, never)).rejects.toThrow('first');
    expect(log).toEqual(['start slow', 'stop slow']);
  });

  test('an aborted signal runs nothing', async () => {
    const ran: string[] = [];
    await expect(runGraph(needs, async (id) => ran.push(id), AbortSignal.abort(new Error('stopped')))).rejects.toThrow(
      'stopped',
    );
    expect(ran).toEqual([]);
  });
});

describe('findCycle', () => {
  test('names the cycle from where it closes', () => {
    const cyclic = new Map([
      ['x', ['a']],
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(findCycle(cyclic)).toEqual(['a', 'b', 'c', 'a']);
    expect(findCycle(needs)).toBeUndefined();
  });

  test('finds none in graphs that only point to smaller numbers, and one as soon as an edge closes a loop', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 2, maxLength: 30 }), (rows) => {
        const graph = new Map(rows.map((row, id) => [id, id === 0 ? [] : row.map((to) => to % id)]));
        expect(findCycle(graph)).toBeUndefined();
        const looped = new Map([...graph, [0, [rows.length - 1]] as const, [rows.length - 1, [0]] as const]);
        expect(findCycle(looped)).toBeDefined();
      }),
    );
  });
});

test('closure keeps the order of the graph', () => {
  expect(closure(needs, ['web'])).toEqual(['web', 'base']);
});
