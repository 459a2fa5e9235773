import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { FileState, InputFile } from '../../inputs/input-set.ts';
import {
  createNotes,
  folder,
  late,
  present,
  put,
  readOnce,
  readSetOnce,
  rewriteUnseen,
  signal,
  swap,
} from './file-digests.cases.ts';
import { createFileDigests } from './file-digests.ts';
import { look } from './look.ts';

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
    expect(await (await readSetOnce(createNotes(), late, before)).fields()).toMatchObject({ 'link b': 'a' });
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
