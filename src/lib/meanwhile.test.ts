import { describe, expect, test } from 'vitest';
import { meanwhile } from './meanwhile.ts';

const { signal } = new AbortController();

/** A clock whose time comes when the test says so, or never. */
function createRoom() {
  let ring = (): void => undefined;
  const rung = new Promise<void>((resolve) => {
    ring = resolve;
  });
  const sleep = (_: number, stop: AbortSignal): Promise<void> =>
    Promise.race([
      rung,
      new Promise<never>((_resolve, reject) => stop.addEventListener('abort', () => reject(new Error('stopped')))),
    ]);
  return { ring: () => ring(), ports: { system: { clock: { sleep } }, signal } };
}

describe('what is done meanwhile', () => {
  test('is begun while the work goes on, and has ended when it ends', async () => {
    const { ring, ports } = createRoom();
    const said: string[] = [];
    let goOn = (): void => undefined;
    const work = async () => {
      ring();
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      said.push('work');
      return 'result';
    };
    const other = async () => {
      goOn();
      for (let turns = 0; turns < 20; turns++) await Promise.resolve();
      said.push('other');
    };
    expect(await meanwhile(work, other, ports)).toBe('result');
    expect(said.toSorted()).toEqual(['other', 'work']);
  });

  test('is not begun where the work is short', async () => {
    let isBegun = false;
    const other = async () => {
      isBegun = true;
    };
    expect(await meanwhile(async () => 1, other, createRoom().ports)).toBe(1);
    expect(isBegun).toBe(false);
  });

  test('fails for itself', async () => {
    const { ring, ports } = createRoom();
    ring();
    const fail = () => Promise.reject(new Error('other'));
    expect(await meanwhile(() => new Promise((resolve) => setImmediate(resolve, 'fine')), fail, ports)).toBe('fine');
    await expect(meanwhile(() => Promise.reject(new Error('work')), fail, ports)).rejects.toThrow('work');
  });
});
