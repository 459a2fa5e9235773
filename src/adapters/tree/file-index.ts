/**
 * The file index as bytes: what files held, by path, and what sets of files came to, by fingerprint.
 *
 *     magic, number of sets, number of files, length of the paths     4 × 4 bytes
 *     each set     fingerprint, digest                                64 bytes
 *     each file    size, mtime, ctime, inode, digest                  64 bytes
 *     the paths, in the order of the files, a zero between two
 *
 * Numbers are as this machine writes them: on another kind of machine the magic number reads differently. A run that
 * finds its sets reads no more than these, and makes no object for a file. Whoever keeps the bytes checks them first;
 * what is not of this form, another version's included, is an empty index. Pure.
 */
import { asDigest, type Digest, hexOf } from '../../image/digest.ts';
import type { FileState } from '../../inputs/input-set.ts';

/** What tells two writes of a file apart. */
export type FileStamp = Omit<FileState, 'mode'>;

export interface FileIndex {
  /** Undefined where nothing is noted of the file as it is. */
  find(path: string, stamp: FileStamp): Digest | undefined;
  put(path: string, stamp: FileStamp, digest: Digest): void;
  findSet(fingerprint: Digest): Digest | undefined;
  putSet(fingerprint: Digest, digest: Digest): void;
  /** Whether a file or a set was put here. */
  isChanged(): boolean;
  /** Copies the files that were put here, and the sets that were put here or found. */
  copyNews(to: FileIndex): void;
  /** @param keep Paths that stay where there are more than `most`. */
  format(limits: { readonly most: number; readonly keep: () => ReadonlySet<string> }): Uint8Array;
}

const MAGIC = 0x3243524f;
const HEAD = 16;
const ROW = 64;
const HALF = 32;
/** Sets that are kept; those of the last runs. An edit makes a new one of its artifact. */
const MOST_SETS = 256;

export function parseFileIndex(given: Uint8Array | undefined): FileIndex {
  const parts = split(given);
  const sets = parseSets(parts.sets);
  const usedSets = new Set<Digest>();
  const news = new Set<string>();
  let newSets = 0;
  let { rows } = parts;
  /** Path → number of its row, all of them from 0 on; read when it is first needed. */
  let places: Map<string, number> | undefined;
  const getPlaces = (): Map<string, number> => {
    places ??= parsePaths(parts.paths, rows.length / ROW);
    return places;
  };
  const { bytes: stampBytes, write: writeStamp } = createStampWriter();

  return {
    find(path, stamp) {
      const place = getPlaces().get(path);
      if (place === undefined) return undefined;
      writeStamp(stamp);
      const at = place * ROW;
      return rows.compare(stampBytes, 0, HALF, at, at + HALF) === 0 ? digestAt(rows, at + HALF) : undefined;
    },
    put(path, stamp, digest) {
      const known = getPlaces();
      const place = known.get(path) ?? known.size;
      known.set(path, place);
      if ((place + 1) * ROW > rows.length) rows = Buffer.concat([rows], Math.max(ROW * 64, rows.length * 2));
      writeStamp(stamp);
      rows.set(stampBytes, place * ROW);
      rows.write(hexOf(digest), place * ROW + HALF, 'hex');
      news.add(path);
    },
    findSet(fingerprint) {
      const digest = sets.get(fingerprint);
      if (digest !== undefined) usedSets.add(fingerprint);
      return digest;
    },
    putSet(fingerprint, digest) {
      sets.set(fingerprint, digest);
      usedSets.add(fingerprint);
      newSets += 1;
    },
    isChanged: () => news.size + newSets > 0,
    copyNews(to) {
      for (const path of news) {
        const at = (getPlaces().get(path) ?? 0) * ROW;
        const digest = digestAt(rows, at + HALF);
        if (digest !== undefined) to.put(path, stampAt(rows, at), digest);
      }
      for (const fingerprint of usedSets) {
        const digest = sets.get(fingerprint);
        if (digest !== undefined) to.putSet(fingerprint, digest);
      }
    },
    format({ most, keep }) {
      const known = getPlaces();
      const old = [...sets.keys()].filter((fingerprint) => !usedSets.has(fingerprint));
      const keptSets = [...old, ...usedSets].slice(-MOST_SETS);
      const setBytes = keptSets.flatMap((fingerprint) => [fingerprint, sets.get(fingerprint) ?? fingerprint]);
      if (known.size <= most) return join(setBytes, rows.subarray(0, known.size * ROW), [...known.keys()]);
      const wanted = keep();
      const kept = [...known].filter(([path]) => wanted.has(path));
      const keptRows = kept.map(([, place]) => rows.subarray(place * ROW, (place + 1) * ROW));
      return join(
        setBytes,
        Buffer.concat(keptRows),
        kept.map(([path]) => path),
      );
    },
  };
}

interface Parts {
  readonly sets: Buffer;
  readonly rows: Buffer;
  readonly paths: Buffer;
}

const EMPTY = Buffer.alloc(0);
const NOTHING: Parts = { sets: EMPTY, rows: EMPTY, paths: EMPTY };

function split(given: Uint8Array = EMPTY): Parts {
  if (given.length < HEAD) return NOTHING;
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const [magic, sets = 0, files = 0, length = 0] = new Uint32Array(Uint8Array.from(bytes.subarray(0, HEAD)).buffer);
  const atRows = HEAD + sets * ROW;
  const atPaths = atRows + files * ROW;
  if (magic !== MAGIC || bytes.length !== atPaths + length) return NOTHING;
  return { sets: bytes.subarray(HEAD, atRows), rows: bytes.subarray(atRows, atPaths), paths: bytes.subarray(atPaths) };
}

/** None where they are not as many as the rows, or one comes twice. */
function parsePaths(paths: Buffer, rows: number): Map<string, number> {
  if (rows === 0) return new Map();
  const places = new Map(
    paths
      .toString()
      .split('\0')
      .map((path, place) => [path, place]),
  );
  const last = [...places.values()].at(-1);
  return places.size === rows && last === rows - 1 ? places : new Map();
}

function parseSets(bytes: Buffer): Map<Digest, Digest> {
  const sets = new Map<Digest, Digest>();
  for (let at = 0; at < bytes.length; at += ROW) {
    const [fingerprint, digest] = [digestAt(bytes, at), digestAt(bytes, at + HALF)];
    if (fingerprint !== undefined && digest !== undefined) sets.set(fingerprint, digest);
  }
  return sets;
}

const digestAt = (bytes: Buffer, at: number): Digest | undefined =>
  asDigest(`sha256:${bytes.toString('hex', at, at + HALF)}`);

/** Numbers wrap at 64 bits, and no two of a file system do so to the same. */
function createStampWriter() {
  const words = new BigInt64Array(HALF / 8);
  const write = ({ size, mtimeNs, ctimeNs, inode }: FileStamp): void => {
    words[0] = BigInt(size);
    words[1] = mtimeNs;
    words[2] = ctimeNs;
    words[3] = inode;
  };
  return { bytes: new Uint8Array(words.buffer), write };
}

function stampAt(rows: Buffer, at: number): FileStamp {
  const words = new BigInt64Array(Uint8Array.from(rows.subarray(at, at + HALF)).buffer);
  const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, inode = 0n] = words;
  return { size: Number(size), mtimeNs, ctimeNs, inode };
}

function join(sets: readonly Digest[], rows: Buffer, paths: readonly string[]): Uint8Array {
  const text = Buffer.from(paths.join('\0'));
  const head = Uint32Array.of(MAGIC, sets.length / 2, paths.length, text.length);
  return Buffer.concat([new Uint8Array(head.buffer), Buffer.from(sets.map(hexOf).join(''), 'hex'), rows, text]);
}
