/**
 * A tar archive whose bytes depend on nothing but its entries: ustar headers, and pax records only where ustar
 * has no room (long or non-ASCII names, large owners, times after 2038).
 *
 *     entry ─► header (512) [pax] ─► content, padded to 512 … ─► end mark (1024)
 *
 * Order and content are the caller's. No user names, no access times, no devices. Headers are tar-stream's;
 * its pinned version is part of the promise, and `tar.test.ts` holds the bytes.
 */
import type { pack } from 'tar-stream';

export interface TarEntry {
  /** Relative, `/` between parts, no trailing slash. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Bytes of a file; 0 for others. */
  readonly size: number;
  readonly linkTarget?: string;
  /** Exactly `size` bytes; asked once a pass, and only of files that are not empty. */
  readonly open?: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

export interface TarOptions {
  /** False for a part that others follow: no end mark. */
  readonly end: boolean;
  readonly signal: AbortSignal;
}

/** Bytes of the end mark. */
export const tarEnd: Uint8Array = new Uint8Array(1024);

/** What packs, for whoever has time before. */
export const loadTar = (): Promise<{ readonly pack: typeof pack }> => import('tar-stream');

/** Chunks of the archive, in the order of the entries. Fails as an entry's content fails; then nothing is left open. */
export async function* createTar(entries: Iterable<TarEntry>, options: TarOptions): AsyncGenerator<Uint8Array> {
  // Loaded where it is used: a build that changes nothing packs nothing.
  const archive = (await loadTar()).pack();
  const feeding = feed(archive, entries, options.signal).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    // The library ends with the end mark, as a chunk of its own; a part is given without it.
    let last: Uint8Array | undefined;
    // Its types do not say that it gives bytes.
    for await (const chunk of archive as AsyncIterable<Uint8Array>) {
      if (last !== undefined) yield last;
      last = chunk;
    }
    if (last?.length !== tarEnd.length) throw new Error('the tar has no end mark');
    if (options.end) yield last;
  } finally {
    archive.destroy();
    await feeding;
  }
}

type Archive = ReturnType<typeof pack>;

async function feed(archive: Archive, entries: Iterable<TarEntry>, signal: AbortSignal): Promise<void> {
  for (const entry of entries) {
    if (archive.destroyed) return;
    if (entry.kind !== 'file' || entry.size === 0) await put(archive, entry, Buffer.alloc(0));
    else if (entry.size <= SMALL) await put(archive, entry, await gather(entry, signal));
    else await stream(archive, entry, signal);
  }
  archive.finalize();
}

/** Content up to here is written in one go. */
const SMALL = 1024 * 1024;

const put = (archive: Archive, entry: TarEntry, content: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    // Folders and links take no content; the library then ends the entry itself.
    if (entry.kind === 'file') archive.entry(headerOf(entry), content, done);
    else archive.entry(headerOf(entry), done);
  });

async function gather(entry: TarEntry, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of contentOf(entry, signal)) chunks.push(chunk);
  const [only] = chunks;
  const content =
    chunks.length === 1 && only !== undefined
      ? Buffer.from(only.buffer, only.byteOffset, only.length)
      : Buffer.concat(chunks);
  if (content.length !== entry.size) throw wrongSize(entry, content.length);
  return content;
}

async function stream(archive: Archive, entry: TarEntry, signal: AbortSignal): Promise<void> {
  let written = 0;
  let failure: Error | undefined;
  const sink = archive.entry(headerOf(entry), (error) => {
    failure = error ?? undefined;
  });
  // Who destroys the archive says why; the sink has nothing to add.
  sink.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => sink.once('close', () => resolve()));
  const drained = () => new Promise<void>((resolve) => sink.once('drain', () => resolve()));
  for await (const chunk of contentOf(entry, signal)) {
    written += chunk.length;
    if (written > entry.size) throw wrongSize(entry, written);
    if (failure !== undefined) throw failure;
    if (!sink.write(chunk)) await Promise.race([drained(), closed]);
    if (archive.destroyed) return;
  }
  if (written !== entry.size) throw wrongSize(entry, written);
  sink.end(undefined);
  await closed;
}

function contentOf(entry: TarEntry, signal: AbortSignal): AsyncIterable<Uint8Array> {
  if (entry.open === undefined) throw new Error(`tar entry "${entry.path}" of ${entry.size} bytes has no content`);
  return entry.open(signal);
}

const wrongSize = (entry: TarEntry, size: number): Error =>
  new Error(`tar entry "${entry.path}" has ${size} bytes instead of ${entry.size}`);

function headerOf(entry: TarEntry) {
  const { path, kind, mode, uid, gid, mtime, size, linkTarget } = entry;
  const pax = paxOf(entry);
  return {
    name: kind === 'folder' ? `${path}/` : path,
    type: types[kind],
    mode,
    uid: Math.min(uid, MAX_OWNER),
    gid: Math.min(gid, MAX_OWNER),
    size,
    // A Date is what the library asks for; it holds a given value, not the clock.
    mtime: new Date(Math.min(mtime, MAX_TIME) * 1000),
    ...(linkTarget !== undefined && { linkname: linkTarget }),
    ...(pax !== undefined && { pax }),
  };
}

const types = { file: 'file', folder: 'directory', link: 'symlink' } as const;
/** Six octal digits, and 31 bits: what tar-stream writes in ustar's fields. */
const MAX_OWNER = 0o777777;
const MAX_TIME = 2 ** 31 - 1;

function paxOf({ uid, gid, mtime }: TarEntry): Readonly<Record<string, string>> | undefined {
  const records = {
    ...(gid > MAX_OWNER && { gid: String(gid) }),
    ...(mtime > MAX_TIME && { mtime: String(mtime) }),
    ...(uid > MAX_OWNER && { uid: String(uid) }),
  };
  return Object.keys(records).length === 0 ? undefined : records;
}
