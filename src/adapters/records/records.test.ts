import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRecords } from './records.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'records-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('what was written is read, by kind and key', async () => {
  const root = join(folder(), 'made', 'later');
  const records = createRecords(root);
  expect(await records.read('layers', 'ab')).toBeUndefined();
  await records.write('layers', 'ab', 'one');
  await records.write('layers', 'ab', 'two');
  await records.write('layers', 'cd', '');
  expect(await records.read('layers', 'ab')).toBe('two');
  expect(await records.read('layers', 'cd')).toBe('');
  expect(await records.read('others', 'ab')).toBeUndefined();
  expect(readdirSync(join(root, 'layers')).sort()).toEqual(['ab', 'cd']);
});

test('before each write the folder above is prepared, and where that fails nothing is written', async () => {
  const root = join(folder(), 'above', 'records');
  const seen: boolean[] = [];
  const records = createRecords(root, async () => {
    seen.push(existsSync(root));
    if (seen.length > 2) throw new Error('no');
  });
  expect(await records.read('layers', 'ab')).toBeUndefined();
  for (const text of ['one', 'two', 'three']) await records.write('layers', 'ab', text);
  expect(seen).toEqual([false, true, true]);
  expect(await records.read('layers', 'ab')).toBe('two');
});

test('any flipped bit and any cut makes a note unknown', async () => {
  const root = folder();
  const records = createRecords(root);
  await records.write('layers', 'ab', 'note');
  const file = join(root, 'layers', 'ab');
  const bytes = readFileSync(file);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    writeFileSync(file, flipped);
    expect(await records.read('layers', 'ab')).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(file, bytes.subarray(0, length));
    expect(await records.read('layers', 'ab')).toBeUndefined();
  }
});

test('a folder that cannot be written to keeps nothing and fails nothing', async () => {
  const root = folder();
  writeFileSync(join(root, 'layers'), 'a file in the way');
  await createRecords(root).write('layers', 'ab', 'note');
  expect(await createRecords(root).read('layers', 'ab')).toBeUndefined();
});

test.each(['../x', 'AB', ''])('%j is no key', async (key) => {
  await expect(createRecords(folder()).read('layers', key)).rejects.toThrow(/no record is called/);
});

test('lists the notes of a kind and removes them, what is no note left alone', async () => {
  const root = folder();
  const records = createRecords(root);
  await records.write('cache1', 'bb', 'two');
  await records.write('cache1', 'aa', 'one');
  writeFileSync(join(root, 'cache1', 'aa.4711.tmp'), 'half');
  expect((await records.list('cache1')).map(({ key }) => key)).toEqual(['aa', 'bb']);
  expect(await records.list('cache2')).toEqual([]);
  expect(await records.remove('cache1', 'aa')).toBe(true);
  expect(await records.remove('cache1', 'aa')).toBe(false);
  expect((await records.list('cache1')).map(({ key }) => key)).toEqual(['bb']);
});
