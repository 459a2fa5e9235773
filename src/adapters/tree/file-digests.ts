/**
 * The FileDigests port: an index of what files held, kept as one note.
 *
 *     set   names, paths, size, times, inode of all as they were? ─► the digest of then, without a look at any file
 *     path  size, times, inode as they were?                      ─► the digest of then
 *           └► read, hashed; noted, unless it was written within the last two seconds
 *
 * The last two seconds: a second write of the same length within one tick of the clock would leave no trace. A set is
 * noted where all of its files are. Where some are too young for that, as after an edit, the run itself remembers the
 * set, and when it is asked for again reads only these.
 *
 * Of two runs at once, the one that ends later writes what the other has written, with its own. What is lost where
 * both end at once is read again; wrong it cannot be, since a row counts only for the file that it was made of.
 */
import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { type Digest, digestOf as digestOfBytes, finishDigest } from '../../image/digest.ts';
import { contentOfFile, fileFieldsOf, fingerprintOf, setDigestOf } from '../../inputs/file-set.ts';
import type { FileState, InputFile } from '../../inputs/input-set.ts';
import type { FileDigest, FileDigests } from '../../ports/file-digests.ts';
import type { ByteRecords } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { type FileIndex, parseFileIndex } from './file-index.ts';
import { look } from './look.ts';
import { failedToRead, isGone } from './problems.ts';
import { readSmall, readWalked } from './read-walked.ts';

const RACY_MS = 2000;
const BATCH = 500;
/** Bytes of a file that is read at once. */
const SMALL = 64 * 1024;
/** Bytes of a larger one that are read at once. */
const LARGE = 256 * 1024;
/** Paths in the note; above it those that this run did not ask for are dropped. */
const MOST = 200_000;
const ATTEMPTS = 3;
/** Sets that a run remembers: a session of many edits makes a new one each time. */
const MOST_YOUNG = 16;
/** Another form of the note, or another meaning of a set's digest, is another number. */
const [KIND, KEY] = ['files2', '00'];

/** A set as a run read it, some of whose files may since have been written without a trace. */
interface YoungSet {
  /** One for each file. */
  readonly contents: readonly string[];
  /** Places of these files. */
  readonly young: readonly number[];
  readonly digest: Digest;
}

/** What was found out is noted when the run ends. */
export interface OwnedFileDigests extends FileDigests {
  /** Writes the note where there is anything new. */
  close(): Promise<void>;
}

export function createFileDigests(records: ByteRecords, clock: Clock): OwnedFileDigests {
  let loaded: Promise<FileIndex> | undefined;
  const load = (): Promise<FileIndex> => {
    loaded ??= records.readBytes(KIND, KEY).then(parseFileIndex);
    return loaded;
  };
  const asked: (readonly string[])[] = [];
  const youngSets = new Map<Digest, YoungSet>();
  const remember = (fingerprint: Digest, set: YoungSet): void => {
    youngSets.delete(fingerprint);
    youngSets.set(fingerprint, set);
    const [oldest] = youngSets.keys();
    if (youngSets.size > MOST_YOUNG && oldest !== undefined) youngSets.delete(oldest);
  };
  const small = new Uint8Array(SMALL);
  const isRacy = (ctimeNs: bigint, atMs: number): boolean => ctimeNs >= BigInt(Math.floor(atMs) - RACY_MS) * 1_000_000n;

  const digestOf = async (
    path: string,
    seen: FileState | undefined,
    index: FileIndex,
    signal: AbortSignal,
  ): Promise<FileDigest> => {
    for (let attempt = 1; ; attempt++) {
      const nowMs = clock.now().getTime();
      // What the walk saw is looked at again only where the read finds it to be otherwise.
      const state = attempt === 1 && seen !== undefined ? seen : expectFile(path);
      const executable = isExecutable(state);
      const noted = index.find(path, state);
      if (noted !== undefined) return { digest: noted, executable };
      try {
        const digest = await hash({ ...state, path, kind: 'file' }, small, signal);
        if (!isRacy(state.ctimeNs, nowMs)) index.put(path, state, digest);
        return { digest, executable };
      } catch (error) {
        const isChanged = error instanceof OrchestratorError && error.problems[0].code === 'INPUT_CHANGED';
        if (!isChanged || attempt === ATTEMPTS) throw error;
      }
    }
  };
  const read: FileDigests['read'] = async (paths, signal, seen = []) => {
    const index = await load();
    asked.push(paths);
    const digests: FileDigest[] = [];
    for (const [at, path] of paths.entries()) {
      if (at % BATCH === 0) await setImmediate();
      if (at % BATCH === 0) stopIfAborted(signal);
      digests.push(await digestOf(path, seen[at], index, signal));
    }
    return digests;
  };
  const readContents = async (files: readonly InputFile[], signal: AbortSignal): Promise<readonly string[]> => {
    const plain = files.filter(({ kind }) => kind === 'file');
    const digests = await read(
      plain.map(({ path }) => path),
      signal,
      plain.map(({ state }) => state),
    );
    const texts = digests.map(({ digest, executable }) => contentOfFile(digest, executable)).values();
    return files.map((file) => (file.kind === 'link' ? targetOf(file) : (texts.next().value ?? '')));
  };

  return {
    read,
    async readSet(files, signal) {
      const index = await load();
      const startedMs = clock.now().getTime();
      const fingerprint = fingerprintOf(files);
      const noted = fingerprint && index.findSet(fingerprint);
      const fields = (contents: readonly string[]) => fileFieldsOf(files, contents);
      if (noted !== undefined) {
        asked.push(files.map(({ path }) => path));
        return { digest: noted, fields: async () => fields(await readContents(files, signal)) };
      }
      const known = fingerprint && youngSets.get(fingerprint);
      const places = known?.young ?? [...files.keys()];
      const doubtful = known === undefined ? files : places.flatMap((place) => files[place] ?? []);
      const read = await readContents(doubtful, signal);
      const contents = known === undefined ? read : replaced(known.contents, places, read);
      const digest = known !== undefined && contents === known.contents ? known.digest : setDigestOf(files, contents);
      const isSettled = ({ path, kind, state }: InputFile): boolean =>
        state !== undefined &&
        (kind === 'link' ? !isRacy(state.ctimeNs, startedMs) : index.find(path, state) !== undefined);
      const young = doubtful.flatMap((file, at) => (isSettled(file) ? [] : (places[at] ?? [])));
      if (fingerprint !== undefined && young.length === 0) index.putSet(fingerprint, digest);
      else if (fingerprint !== undefined) remember(fingerprint, { contents, young, digest });
      return { digest, fields: async () => fields(contents) };
    },
    async close() {
      const index = await loaded;
      if (index === undefined || !index.isChanged()) return;
      const newest = parseFileIndex(await records.readBytes(KIND, KEY));
      index.copyNews(newest);
      const keep = (): ReadonlySet<string> => new Set(asked.flat());
      await records.writeBytes(KIND, KEY, newest.format({ most: MOST, keep }));
    },
  };
}

/** The very list that was given where nothing in it changes. */
function replaced(list: readonly string[], places: readonly number[], by: readonly string[]): readonly string[] {
  if (places.every((place, at) => list[place] === by[at])) return list;
  const made = [...list];
  for (const [at, place] of places.entries()) made[place] = by[at] ?? '';
  return made;
}

function expectFile(path: string): TreeEntry {
  const entry = look('/', path);
  if (entry === undefined) throw missing(path);
  if (entry.kind !== 'file')
    throw new OrchestratorError({ code: 'INPUT_INVALID', message: `${JSON.stringify(path)} is not a regular file` });
  return entry;
}

const missing = (path: string): OrchestratorError =>
  new OrchestratorError({ code: 'INPUT_MISSING', message: `there is no file ${JSON.stringify(path)}` });

/** What the walk saw, where there was one: what is built is made of that, whatever the link says by now. */
function targetOf({ path, state }: InputFile): string {
  if (state?.linkTarget !== undefined) return state.linkTarget;
  try {
    return readlinkSync(path);
  } catch (error) {
    throw isGone(error) ? missing(path) : failedToRead(path, error);
  }
}

async function hash(entry: TreeEntry, small: Uint8Array, signal: AbortSignal): Promise<Digest> {
  if (entry.size <= small.length) return digestOfBytes(readSmall('/', entry, small));
  const sum = createHash('sha256');
  // Memory that is used again: new pages for a program of 8 MB take longer than its hash.
  const room = new Uint8Array(Math.min(entry.size, LARGE));
  for await (const chunk of readWalked('/', entry, signal, room)) sum.update(chunk);
  return finishDigest(sum);
}

const isExecutable = ({ mode }: FileState): boolean => (mode & 0o100) !== 0;
