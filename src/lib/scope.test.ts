import { expect, test } from 'vitest';
import { withScope } from './scope.ts';

test('closes last opened first, and all of them even when one fails', async () => {
  const log: string[] = [];
  const run = withScope(async (scope) => {
    scope.use('a', (name) => void log.push(name));
    scope.use('b', () => {
      throw new Error('b does not close');
    });
    scope.use('c', async (name) => void log.push(name));
  });
  await expect(run).rejects.toThrow('b does not close');
  expect(log).toEqual(['c', 'a']);
});

test('closes after a failure of the work and throws that failure', async () => {
  const log: string[] = [];
  const run = withScope(async (scope) => {
    scope.use('a', (name) => void log.push(name));
    throw new Error('work');
  });
  await expect(run).rejects.toThrow('work');
  expect(log).toEqual(['a']);
});
