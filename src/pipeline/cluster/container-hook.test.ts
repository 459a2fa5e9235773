import { describe, expect, test } from 'vitest';
import { patternOf, runningIn } from './container-hook.ts';

describe('patterns of names', () => {
  test.each([
    [undefined, 'anything', true],
    ['', 'anything', true],
    ['web', 'web', true],
    ['web', 'web-1', false],
    ['web-*', 'web-6f-x2', true],
    ['web-?', 'web-12', false],
    ['[a-w]eb*', 'web', true],
  ])('%s against %s', (pattern, name, fits) => {
    expect(patternOf(pattern)(name)).toBe(fits);
  });

  test('that is none is told', () => {
    expect(() => patternOf('[a')).toThrow('INPUT_INVALID');
  });
});

test('what runs in a pod is what its status says, unless it is on its way out', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    status: {
      containerStatuses: [
        { name: 'a', state: { running: {} } },
        { name: 'b', state: { waiting: {} } },
      ],
    },
  };
  expect(runningIn(pod)).toEqual(['a']);
  expect(runningIn({ ...pod, metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } })).toEqual([]);
  expect(runningIn({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } })).toEqual([]);
});
