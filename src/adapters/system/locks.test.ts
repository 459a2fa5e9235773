import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocks } from './locks.ts';

const { signal } = new AbortController();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'locks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Where `what` is locked, and what it would say, out of a lock that is held. */
async function look(what: string): Promise<{ readonly path: string; readonly mark: string }> {
  return createLocks(folder).hold(what, signal, async () => {
    const [name = ''] = readdirSync(folder);
    const path = join(folder, name);
    return { path, mark: readFileSync(path, 'utf8') };
  });
}

test('one holds it at a time, others wait, and nothing is left', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((done) => setImmediate(done));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => createLocks(folder).hold('a', signal, work)));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('other texts are other locks, and a failure lets the next one in', async () => {
  const locks = createLocks(folder);
  const inner = () => locks.hold('b', signal, async () => 'both');
  expect(await locks.hold('a', signal, inner)).toBe('both');
  await expect(locks.hold('a', signal, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await locks.hold('a', signal, async () => 'again')).toBe('again');
});

test('a wait is cancelled, and leaves nothing', async () => {
  const locks = createLocks(folder);
  const abort = new AbortController();
  await locks.hold('a', signal, async () => {
    const second = locks.hold('a', abort.signal, async () => 'never');
    abort.abort();
    await expect(second).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

test('a holder that was killed holds nothing, nor does one whose pid is another process by now', async () => {
  const { path, mark } = await look('a');
  const child = execFile('true');
  await once(child, 'exit');
  const [, start, ...rest] = mark.split(' ');
  for (const stale of [
    [child.pid, start, ...rest],
    [process.pid, '1', ...rest],
  ]) {
    writeFileSync(path, stale.join(' '));
    expect(await createLocks(folder).hold('a', signal, async () => 'taken')).toBe('taken');
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('a holder in another pid namespace is believed for a minute', async () => {
  const { path } = await look('a');
  writeFileSync(path, '1 1 pid:[1] x');
  const waiting = createLocks(folder).hold('a', AbortSignal.timeout(100), async () => 'taken');
  await expect(waiting).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  const minuteAgo = Date.now() / 1000 - 61;
  utimesSync(path, minuteAgo, minuteAgo);
  expect(await createLocks(folder).hold('a', signal, async () => 'taken')).toBe('taken');
});
