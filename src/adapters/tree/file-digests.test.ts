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
import { type Digest, digestOf, hexOf } from '../../image/digest.ts';
import type { FileState, InputFile } from '../../inputs/input-set.ts';
import type { ByteRecords } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { createRecords } from '../records/records.ts';
import { createFileDigests } from './file-digests.ts';
import { parseFileIndex } from './file-index.ts';
import { look } from './look.ts';

const { signal } = new AbortController();

/** Notes in memory, and how often they were written. */
function createNotes(): ByteRecords & { bytes?: Uint8Array; writes: number } {
  return {
    writes: 0,
    async readBytes() {
      return this.bytes;
    },
    async writeBytes(_kind, _key, bytes) {
      this.bytes = bytes;
      this.writes += 1;
    },
  };
}

/** Ahead of the real one: files that were just written are old to it. */
const late: Clock = { now: () => new Date(Date.now() + 60_000), monotonicMs: () => 0, sleep: async () => undefined };
const present: Clock = { ...late, now: () => new Date() };

/** One run that reads files. */
async function readOnce(notes: ByteRecords, clock: Clock, paths: readonly string[]) {
  const digests = createFileDigests(notes, clock);
  const found = await digests.read(paths, signal);
  await digests.close();
  return found;
}

/** One run that reads a set. */
async function readSetOnce(notes: ByteRecords, clock: Clock, files: readonly InputFile[]) {
  const digests = createFileDigests(notes, clock);
  const found = await digests.readSet(files, signal);
  await digests.close();
  return found;
}

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
  await readOnce(notes, late, [file]);
  notes.bytes = swap(notes.bytes, digestOf('text'), digestOf(lie));
  return { file, notes };
}

/** The note with one digest in the place of another, wherever it stands. */
function swap(bytes: Uint8Array | undefined, from: Digest, to: Digest): Uint8Array {
  const hex = Buffer.from(bytes ?? []).toString('hex');
  expect(hex).toContain(hexOf(from));
  return Buffer.from(hex.replaceAll(hexOf(from), hexOf(to)), 'hex');
}

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

/** A file and a link of a set, as a walk sees them. */
function walked(root: string): readonly [WalkedFile, WalkedFile] {
  const see = (name: string): WalkedFile => {
    const found = look(root, name);
    if (found === undefined) throw new Error(name);
    return { path: join(root, name), name, kind: found.kind === 'link' ? 'link' : 'file', state: found };
  };
  return [see('a'), see('b')];
}

type WalkedFile = InputFile & { readonly state: FileState };

/** A file that tells how often its state was looked at. */
function counted({ state, ...file }: WalkedFile): WalkedFile & { looks(): number } {
  let looks = 0;
  const watched = {
    ...state,
    get inode(): bigint {
      looks += 1;
      return state.inode;
    },
  };
  return { ...file, state: watched, looks: () => looks };
}

function setFolder(): string {
  const root = folder();
  put(root, 'a', 'text');
  symlinkSync('a', join(root, 'b'));
  return root;
}

describe('the digest of a set', () => {
  test('is over names, contents, executable bits and targets, which are its fields', async () => {
    const root = setFolder();
    const read = async () => readSetOnce(createNotes(), late, walked(root));
    const first = await read();
    expect(await first.fields()).toEqual({ 'file a': digestOf('text'), 'link b': 'a' });
    chmodSync(join(root, 'a'), 0o755);
    const second = await read();
    expect(await second.fields()).toEqual({ 'file a': `${digestOf('text')} executable`, 'link b': 'a' });
    expect(second.digest).not.toBe(first.digest);
  });

  test('takes a link for what the walk saw, as the image does, where it points elsewhere by then', async () => {
    const root = setFolder();
    const before = walked(root);
    rmSync(join(root, 'b'));
    symlinkSync('x', join(root, 'b'));
    const seen = await readSetOnce(createNotes(), late, before);
    expect(await seen.fields()).toMatchObject({ 'link b': 'a' });
    expect(seen.digest).not.toBe((await readSetOnce(createNotes(), late, walked(root))).digest);
  });

  test('is known in the next run without a look at the files, and its fields still can be had', async () => {
    const root = setFolder();
    const notes = createNotes();
    const first = await readSetOnce(notes, late, walked(root));
    notes.bytes = swap(notes.bytes, first.digest, digestOf('noted'));
    const second = await readSetOnce(notes, late, walked(root));
    expect(second.digest).toBe(digestOf('noted'));
    expect(await second.fields()).toEqual(await first.fields());
    expect(notes.writes).toBe(1);
  });

  test.each<[string, (root: string) => unknown]>([
    ['a file is another one of the same size and time', (root) => rewriteUnseen(join(root, 'a'))],
    ['a link points elsewhere', (root) => [rmSync(join(root, 'b')), symlinkSync('x', join(root, 'b'))]],
    ['a file may be executed', (root) => chmodSync(join(root, 'a'), 0o755)],
  ])('is made anew where %s', async (_, change) => {
    const root = setFolder();
    const notes = createNotes();
    const first = await readSetOnce(notes, late, walked(root));
    change(root);
    const second = await readSetOnce(notes, late, walked(root));
    expect(second.digest).not.toBe(first.digest);
    expect(second.digest).toBe((await readSetOnce(createNotes(), late, walked(root))).digest);
  });

  test('is remembered by the run where a file was just written, which alone is read again', async () => {
    const root = folder();
    const notes = createNotes();
    await readOnce(notes, late, [put(root, 'b', 'old')]);
    put(root, 'a', 'text');
    const [young, old] = walked(root);
    const files = [young, counted(old)] as const;
    const digests = createFileDigests(notes, present);
    const first = await digests.readSet(files, signal);
    const looksBefore = files[1].looks();
    expect((await digests.readSet(files, signal)).digest).toBe(first.digest);
    // One is for the fingerprint.
    expect(files[1].looks() - looksBefore).toBe(1);
    // As after a second write within one tick of the clock: the walk saw the same.
    writeFileSync(join(root, 'a'), 'TEXT');
    const third = await digests.readSet(files, signal);
    expect(await third.fields()).toEqual({ 'file a': digestOf('TEXT'), 'file b': digestOf('old') });
    expect(third.digest).toBe((await readSetOnce(createNotes(), late, walked(root))).digest);
  });

  test('is not noted where a file was just written, or changed since the walk, or was not walked', async () => {
    const root = setFolder();
    const notes = createNotes();
    await readSetOnce(notes, present, walked(root));
    expect(notes.writes).toBe(0);
    const before = walked(root);
    rewriteUnseen(join(root, 'a'));
    const changed = await readSetOnce(notes, late, before);
    expect(await changed.fields()).toMatchObject({ 'file a': digestOf('TEXT') });
    const unseen = walked(root).map(({ state: _, ...file }) => file);
    await readSetOnce(notes, late, unseen);
    const sets = new Uint32Array(Uint8Array.from(notes.bytes ?? []).buffer.slice(0, 16))[1];
    expect(sets).toBe(0);
  });
});

function rewriteUnseen(file: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'TEXT');
  utimesSync(file, atime, mtime);
}

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
