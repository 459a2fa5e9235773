import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createStore } from '../adapters/blobs/store.ts';
import { createRecords } from '../adapters/records/records.ts';
import { createSystem } from '../adapters/system/system.ts';
import { digestOf, hexOf } from '../image/digest.ts';
import { formatEntry } from '../pipeline/cache-entry.ts';
import { recordKeys } from '../pipeline/key-history.ts';
import { cleanUpDaily } from './clean-up.ts';

const DAY_MS = 24 * 3_600_000;
const keyOf = (text: string): string => hexOf(digestOf(text));

/** Entries of forty days ago; that of `last` is the one of its artifact's last run. */
async function createRoom() {
  const state = mkdtempSync(join(tmpdir(), 'clean-up-'));
  onTestFinished(() => rmSync(state, { recursive: true }));
  const messages: string[] = [];
  const records = createRecords(join(state, 'records'));
  const ports = {
    records,
    store: createStore(join(state, 'registry')),
    system: createSystem(),
    emit: (event: { readonly type: string; readonly message?: string }) => messages.push(event.message ?? event.type),
    signal: new AbortController().signal,
  };
  const ages = (days: number) => (file: string) => {
    const then = new Date(Date.now() - days * DAY_MS);
    utimesSync(join(state, file), then, then);
  };
  const write = async (name: string): Promise<void> => {
    const image = { in: 'registry', digest: digestOf('image') } as const;
    await records.write('cache1', keyOf(name), formatEntry({ artifact: name, name, image, builtAt: 'then' }));
    ages(40)(`records/cache1/${keyOf(name)}`);
  };
  for (const name of ['old', 'last']) await write(name);
  await recordKeys('last', { key: keyOf('last'), fields: async () => ({}) }, ports);
  return {
    messages,
    records,
    write,
    ages,
    notes: () => readdirSync(join(state, 'records', 'uploads1')),
    entries: () => readdirSync(join(state, 'records', 'cache1')).sort(),
    clean: () => cleanUpDaily({ state, maxSize: undefined }, ports),
  };
}

test('forgets old entries once a day, and none of a last run', async () => {
  const { clean, entries, write, ages, messages } = await createRoom();
  await clean();
  expect(entries()).toEqual([keyOf('last')]);
  expect(messages).toEqual(['the cache forgot 1 old key']);

  await write('older');
  await clean();
  expect(entries()).toHaveLength(2);
  ages(2)('cleaned');
  await clean();
  expect(entries()).toEqual([keyOf('last')]);
});

test('takes the notes of uploads that no run goes on by any more', async () => {
  const { clean, records, ages, notes } = await createRoom();
  for (const name of ['ended', 'stopped', 'under way']) await records.write('uploads1', keyOf(name), `${name} note`);
  await records.write('uploads1', keyOf('ended'), '');
  for (const name of ['ended', 'stopped']) ages(1.1)(`records/uploads1/${keyOf(name)}`);
  await clean();
  expect(notes()).toEqual([keyOf('under way')]);
});

test('runs again when the clock was put back', async () => {
  const { clean, entries, write, ages } = await createRoom();
  await clean();
  await write('older');
  ages(-2)('cleaned');
  await clean();
  expect(entries()).toEqual([keyOf('last')]);
});

test('of several at once each ends well', async () => {
  const { clean, entries, messages } = await createRoom();
  await Promise.all([clean(), clean(), clean(), clean()]);
  expect(entries()).toEqual([keyOf('last')]);
  expect(messages.filter((message) => message !== 'the cache forgot 1 old key')).toEqual([]);
});
