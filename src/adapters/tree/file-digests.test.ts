import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { Records } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import { createFileDigests } from './file-digests.ts';

const { signal } = new AbortController();

/** Notes in memory, and how often they were written. */
function createNotes(): Records & { text?: string; writes: number } {
  return {
    writes: 0,
    async read() {
      return this.text;
    },
    async write(_kind, _key, text) {
      this.text = text;
      this.writes += 1;
    },
  };
}

/** Ahead of the real one: files that were just written are old to it. */
const late: Clock = { now: () => new Date(Date.now() + 60_000), monotonicMs: () => 0, sleep: async () => undefined };
const present: Clock = { ...late, now: () => new Date() };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'digests-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function put(root: string, name: string, text: string): string {
  const file = join(root, name);
  writeFileSync(file, text);
  return file;
}

/** A file whose digest is noted as that of `lie`, so that a read can be told from a note. */
async function planted(lie: string) {
  const file = put(folder(), 'a\nb', 'text');
  const notes = createNotes();
  await createFileDigests(notes, late).read([file], signal);
  notes.text = notes.text?.replace(digestOf('text'), digestOf(lie)) ?? '';
  return { file, notes };
}

describe('digests of files', () => {
  test('come in the order of the paths, with the executable bit', async () => {
    const root = folder();
    const [a, b] = [put(root, 'a', 'one'), put(root, 'b', '')];
    chmodSync(a, 0o755);
    expect(await createFileDigests(createNotes(), late).read([b, a, b], signal)).toEqual([
      { digest: digestOf(''), executable: false },
      { digest: digestOf('one'), executable: true },
      { digest: digestOf(''), executable: false },
    ]);
  });

  test('are known in the next run, where the file is as it was', async () => {
    const { file, notes } = await planted('noted');
    expect(await createFileDigests(notes, late).read([file], signal)).toMatchObject([{ digest: digestOf('noted') }]);
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
    expect(await createFileDigests(notes, late).read([file], signal)).toMatchObject([{ digest: digestOf(text) }]);
  });

  test('of files that were just written are not noted', async () => {
    const notes = createNotes();
    const file = put(folder(), 'a', 'text');
    expect(await createFileDigests(notes, present).read([file], signal)).toMatchObject([{ digest: digestOf('text') }]);
    expect(notes).toMatchObject({ writes: 0 });
  });

  test('do not come of a note that is nonsense', async () => {
    const { file, notes } = await planted('noted');
    for (const text of ['', 'x', `${file}\0`, `${file}\0sha256:00`, notes.text?.slice(0, -1) ?? '']) {
      notes.text = text;
      expect(await createFileDigests(notes, late).read([file], signal)).toMatchObject([{ digest: digestOf('text') }]);
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
