/** Files and notes of them, for tests of the FileDigests port. */
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Digest, digestOf, hexOf } from '../../image/digest.ts';
import type { InputFile } from '../../inputs/input-set.ts';
import type { ByteRecords } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import { createFileDigests } from './file-digests.ts';

export const { signal } = new AbortController();

/** Notes in memory, and how often they were written. */
export function createNotes(): ByteRecords & { bytes?: Uint8Array; writes: number } {
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
export const late: Clock = {
  now: () => new Date(Date.now() + 60_000),
  monotonicMs: () => 0,
  sleep: async () => undefined,
};
export const present: Clock = { ...late, now: () => new Date() };

/** One run that reads files. */
export async function readOnce(notes: ByteRecords, clock: Clock, paths: readonly string[]) {
  const digests = createFileDigests(notes, clock);
  const found = await digests.read(paths, signal);
  await digests.close();
  return found;
}

/** One run that reads a set. */
export async function readSetOnce(notes: ByteRecords, clock: Clock, files: readonly InputFile[]) {
  const digests = createFileDigests(notes, clock);
  const found = await digests.readSet(files, signal);
  await digests.close();
  return found;
}

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'digests-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export function put(root: string, name: string, text: string): string {
  const file = join(root, name);
  writeFileSync(file, text);
  return file;
}

/** A file whose digest is noted as that of `lie`, so that a read can be told from a note. */
export async function planted(lie: string) {
  const file = put(folder(), 'a\nb', 'text');
  const notes = createNotes();
  await readOnce(notes, late, [file]);
  notes.bytes = swap(notes.bytes, digestOf('text'), digestOf(lie));
  return { file, notes };
}

/** The note with one digest in the place of another, wherever it stands. */
export function swap(bytes: Uint8Array | undefined, from: Digest, to: Digest): Uint8Array {
  const hex = Buffer.from(bytes ?? []).toString('hex');
  expect(hex).toContain(hexOf(from));
  return Buffer.from(hex.replaceAll(hexOf(from), hexOf(to)), 'hex');
}

export function rewriteUnseen(file: string): void {
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'TEXT');
  utimesSync(file, atime, mtime);
}
