/**
 * Many input files as one digest, and what tells without a read that none of them changed since.
 *
 *     file a.js, file run.sh, link sh  ─► "file a.js" → "sha256:…", "file run.sh" → "sha256:… executable", "link sh" → "busybox"
 *     all of these                     ─► one digest, which goes into the key
 *     names, paths, sizes, times, inodes and modes of all ─► the fingerprint: the same one, the same digest
 *
 * Pure.
 */
import { createHash } from 'node:crypto';
import { type Digest, digestOf, finishDigest } from '../image/digest.ts';
import type { InputFile } from './input-set.ts';

/** What a file or link holds, as text: its digest and whether it may be executed; where it points. */
export const contentOfFile = (digest: Digest, executable: boolean): string =>
  executable ? `${digest} executable` : digest;

/** @param contents One for each file. */
export const fileFieldsOf = (
  files: readonly InputFile[],
  contents: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map((file, index) => [fieldOf(file), contents[index] ?? '']));

/** @param contents One for each file. */
export const setDigestOf = (files: readonly InputFile[], contents: readonly string[]): Digest =>
  digestOf(JSON.stringify([files.map(fieldOf), contents]));

const fieldOf = ({ kind, name }: InputFile): string => `${kind} ${name}`;

/** Undefined where not every file was seen by a walk. */
export function fingerprintOf(files: readonly InputFile[]): Digest | undefined {
  const texts: string[] = [];
  const sizes = new Float64Array(files.length * SIZES);
  const times = new BigInt64Array(files.length * TIMES);
  for (const [index, { name, path, kind, state }] of files.entries()) {
    if (state === undefined) return undefined;
    texts.push(kind, name, path);
    sizes[index * SIZES] = state.size;
    sizes[index * SIZES + 1] = state.mode;
    times[index * TIMES] = state.mtimeNs;
    times[index * TIMES + 1] = state.ctimeNs;
    times[index * TIMES + 2] = state.inode;
  }
  // No path holds a zero, so that no two lists of texts look alike.
  return finishDigest(createHash('sha256').update(texts.join('\0')).update(sizes).update(times));
}

const SIZES = 2;
const TIMES = 3;
