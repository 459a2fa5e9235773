import { appendFileSync, chmodSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { createRecords } from '../records/records.ts';
import { createNotes, folder, late, planted, present, put, readOnce, signal, swap } from './file-digests.cases.ts';
import { createFileDigests } from './file-digests.ts';
import { parseFileIndex } from './file-index.ts';
import { look } from './look.ts';

describe('digests of files', () => {
  test('come in the order of the paths, with the executable bit', async () => {
    const root = folder();
    const [a, b] = [put(root, 'a', 'one'), put(root, 'b', '')];
    chmodSync(a, 0o755);
    expect(await readOnce(createNotes(), late, [b, a, b])).toEqual([
      { digest: digestOf(''), executable: false },
      { digest: digestOf('one'), executable: true },
      { digest: digestOf(''), executable: false },
    ]);
  });

  test('are known in the next run, where the file is as it was', async () => {
    const { file, notes } = await planted('noted');
    expect(await readOnce(notes, late, [file])).toMatchObject([{ digest: digestOf('noted') }]);
    expect(notes.writes).toBe(1);
  });

  test.each<[string, (file: string) => unknown, string]>([
    ['longer', (file) => appendFileSync(file, '!'), 'text!'],
    ['another file', (file) => [rmSync(file), writeFileSync(file, 'TEXT')], 'TEXT'],
    [
      'of the same size and time',
      (file) => {
        const { atime, mtime } = statSync(file);
        writeFileSync(file, 'TEXT');
        utimesSync(file, atime, mtime);
      },
      'TEXT',
    ],
  ])('are made anew where the file is %s', async (_, change, text) => {
    const { file, notes } = await planted('noted');
    change(file);
    expect(await readOnce(notes, late, [file])).toMatchObject([{ digest: digestOf(text) }]);
  });

  test('of files that were just written are not noted', async () => {
    const notes = createNotes();
    const file = put(folder(), 'a', 'text');
    expect(await readOnce(notes, present, [file])).toMatchObject([{ digest: digestOf('text') }]);
    expect(notes).toMatchObject({ writes: 0 });
  });

  test('do not come of a note that is nonsense', async () => {
    const { file, notes } = await planted('noted');
    const whole = notes.bytes ?? Buffer.alloc(0);
    const older = Buffer.from(`${file}\0${'4,1,1,1'} ${digestOf('noted')}`);
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), older, whole.subarray(1), whole.subarray(0, -1)]) {
      notes.bytes = bytes;
      expect(await readOnce(notes, late, [file])).toMatchObject([{ digest: digestOf('text') }]);
    }
  });

  test('of nothing, of a folder and of a link are refused', async () => {
    const root = folder();
    symlinkSync('/etc/passwd', join(root, 'link'));
    const digests = createFileDigests(createNotes(), late);
    await expect(digests.read([join(root, 'no')], signal)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_MISSING' }],
    });
    for (const path of [root, join(root, 'link')])
      await expect(digests.read([path], signal)).rejects.toMatchObject({ problems: [{ code: 'INPUT_INVALID' }] });
  });
});

test('a run keeps what another one noted while it ran', async () => {
  const root = folder();
  const [a, b] = [put(root, 'a', 'one'), put(root, 'b', 'two')];
  const notes = createNotes();
  const [one, two] = [createFileDigests(notes, late), createFileDigests(notes, late)];
  await one.read([], signal);
  await two.read([], signal);
  await one.read([a], signal);
  await two.read([b], signal);
  await one.close();
  await two.close();
  notes.bytes = swap(swap(notes.bytes, digestOf('one'), digestOf('1')), digestOf('two'), digestOf('2'));
  expect(await readOnce(notes, late, [a, b])).toMatchObject([{ digest: digestOf('1') }, { digest: digestOf('2') }]);
});

test('runs that end at once leave a whole note, and nothing wrong in it', async () => {
  const root = folder();
  const files = Array.from({ length: 8 }, (_, index) => put(root, `${index}`, `text ${index}`));
  const records = createRecords(join(root, 'records'));
  const runs = files.map((file) => ({ file, digests: createFileDigests(records, late) }));
  await Promise.all(runs.map(({ file, digests }) => digests.read([file], signal)));
  await Promise.all(runs.map(({ digests }) => digests.close()));
  const bytes = await records.readBytes('files2', '00');
  expect(bytes).toBeDefined();
  const index = parseFileIndex(bytes);
  const noted = files.map((file) => index.find(file, look('/', file) as TreeEntry));
  expect(noted.filter((digest) => digest !== undefined)).not.toEqual([]);
  for (const [at, digest] of noted.entries()) if (digest !== undefined) expect(digest).toBe(digestOf(`text ${at}`));
});

test('nothing is written where nothing is new, and nothing read where nothing was asked', async () => {
  const { file, notes } = await planted('noted');
  await readOnce(notes, late, [file]);
  expect(notes.writes).toBe(1);
  const unread = { ...notes, readBytes: () => Promise.reject(new Error('read')) };
  await createFileDigests(unread, late).close();
});
