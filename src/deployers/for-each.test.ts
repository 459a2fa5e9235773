import { describe, expect, test } from 'vitest';
import { forEach } from './for-each.ts';

describe('forEach', () => {
  test('does each once, some at once', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEach([1, 2, 3, 4, 5], 2, async (one) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(one);
    });
    expect([done.sort(), most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  test('after a failure starts nothing new, and waits for what runs', async () => {
    const log: string[] = [];
    const open: (() => void)[] = [];
    const all = forEach([1, 2, 3], 2, async (one) => {
      log.push(`start ${one}`);
      if (one === 1) throw new Error('first');
      await new Promise<void>((resolve) => open.push(resolve));
      log.push(`end ${one}`);
    });
    await Promise.resolve();
    open[0]?.();
    await expect(all).rejects.toThrow('first');
    expect(log).toEqual(['start 1', 'start 2', 'end 2']);
  });
});
