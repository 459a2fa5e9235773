import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('gives each key its turn in the order of asking, even after a failure', async () => {
  const turns = createTurns();
  const log: string[] = [];
  const open = new Map<string, () => void>();
  const held = (name: string) => () =>
    new Promise<void>((resolve) => {
      log.push(`${name} starts`);
      open.set(name, () => {
        log.push(`${name} ends`);
        resolve();
      });
    });

  const first = turns.take('a', held('a1'));
  const failing = turns.take('a', async () => {
    log.push('a2 fails');
    throw new Error('a2');
  });
  const third = turns.take('a', async () => log.push('a3'));
  await turns.take('b', async () => log.push('b'));

  open.get('a1')?.();
  await expect(failing).rejects.toThrow('a2');
  await Promise.all([first, third]);
  expect(log).toEqual(['a1 starts', 'b', 'a1 ends', 'a2 fails', 'a3']);
});
