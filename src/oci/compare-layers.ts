/**
 * Where two layers differ: the first entry, and in it the first byte.
 *
 *     app/main.js: byte 41 is 0x31 and 0x32
 *     app/main.js: mode 0644 and 0664
 *
 * Entries are read side by side, so the memory is that of two chunks. What an entry holds is compared before its time:
 * other bytes explain more than another clock does. Pure but for the bytes that it is given.
 * Left out: zstd, which is compared as it lies there.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** Bytes that can be read more than once. */
export type Open = () => AsyncIterable<Uint8Array>;

export interface Layer {
  readonly mediaType: string;
  readonly open: Open;
}

/**
 * @returns One line that names the entry and what differs in it; undefined where all bytes are the same.
 * @throws Where a layer is no archive.
 */
export async function findLayerDifference(one: Layer, other: Layer): Promise<string | undefined> {
  if (!isPlain(one) || !isPlain(other)) return describeByte(await findDifferentByte(one.open(), other.open()));
  const [left, right] = [openTar(one), openTar(other)];
  try {
    for (;;) {
      const [first, second] = await Promise.all([left.next(), right.next()]);
      if (first === undefined || second === undefined) {
        if (first !== second) return `${(first ?? second)?.header.name}: is in one of them only`;
        break;
      }
      const found = await compareEntries(first, second);
      if (found !== undefined) return `${first.header.name}: ${found}`;
    }
  } finally {
    left.close();
    right.close();
  }
  const unpacked = await findDifferentByte(unzip(one), unzip(other));
  if (unpacked !== undefined) return `between the entries: ${describeByte(unpacked)}`;
  const packed = describeByte(await findDifferentByte(one.open(), other.open()));
  return packed && `the same archive, compressed otherwise: ${packed}`;
}

export interface DifferentByte {
  /** Counted from 0. */
  readonly offset: number;
  /** undefined: it ends there. */
  readonly one: number | undefined;
  readonly other: number | undefined;
}

/** The first byte at which two streams part; both are closed. */
export async function findDifferentByte(
  one: AsyncIterable<Uint8Array>,
  other: AsyncIterable<Uint8Array>,
): Promise<DifferentByte | undefined> {
  const streams = [one[Symbol.asyncIterator](), other[Symbol.asyncIterator]()] as const;
  let [left, right]: (Uint8Array | undefined)[] = [new Uint8Array(), new Uint8Array()];
  let offset = 0;
  try {
    for (;;) {
      left = await refill(left, streams[0]);
      right = await refill(right, streams[1]);
      if (left === undefined || right === undefined)
        return left === right ? undefined : { offset, one: left?.[0], other: right?.[0] };
      const length = Math.min(left.length, right.length);
      const [a, b]: readonly Uint8Array[] = [left.subarray(0, length), right.subarray(0, length)];
      const at =
        Buffer.compare(a ?? left, b ?? right) === 0 ? -1 : left.findIndex((byte, index) => byte !== b?.[index]);
      if (at !== -1) return { offset: offset + at, one: left[at], other: right[at] };
      offset += length;
      left = left.subarray(length);
      right = right.subarray(length);
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return?.()));
  }
}

const describeByte = (found: DifferentByte | undefined): string | undefined =>
  found && `byte ${found.offset} is ${showByte(found.one)} and ${showByte(found.other)}`;

const showByte = (byte: number | undefined): string =>
  byte === undefined ? 'behind the end' : `0x${byte.toString(16).padStart(2, '0')}`;

async function refill(
  rest: Uint8Array | undefined,
  stream: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | undefined> {
  let bytes = rest;
  while (bytes !== undefined && bytes.length === 0) {
    const next = await stream.next();
    bytes = next.done ? undefined : next.value;
  }
  return bytes;
}

interface Entry {
  readonly header: Header;
  readonly content: AsyncIterable<Uint8Array>;
}

/** What of an entry is compared before its content, in this order. */
const fields: readonly (readonly [name: string, show: (header: Header) => string])[] = [
  ['name', ({ name }) => name],
  ['kind', ({ type }) => String(type)],
  ['link', ({ linkname }) => linkname || 'none'],
  ['mode', ({ mode }) => `0${(mode ?? 0).toString(8)}`],
  ['owner', ({ uid, gid }) => `${uid}:${gid}`],
  ['owner name', ({ uname, gname }) => `${uname}:${gname}`],
];

async function compareEntries(one: Entry, other: Entry): Promise<string | undefined> {
  const field = fields.find(([, show]) => show(one.header) !== show(other.header));
  if (field !== undefined) return `${field[0]} ${field[1](one.header)} and ${field[1](other.header)}`;
  const byte = await findDifferentByte(one.content, other.content);
  if (byte !== undefined) return describeByte(byte);
  const [here, there] = [one, other].map(({ header }) => header.mtime?.toISOString() ?? 'none');
  return here === there ? undefined : `time ${here} and ${there}`;
}

function openTar(layer: Layer) {
  const archive = extract();
  const source = Readable.from(unzip(layer));
  source.on('error', (error) => archive.destroy(error));
  source.pipe(archive);
  // Its types do not say that it gives entries.
  const entries = (archive as unknown as AsyncIterable<AsyncIterable<Uint8Array> & { readonly header: Header }>)[
    Symbol.asyncIterator
  ]();
  return {
    async next(): Promise<Entry | undefined> {
      const { done, value } = await entries.next();
      return done ? undefined : { header: value.header, content: value };
    },
    close(): void {
      source.destroy();
      archive.destroy();
    },
  };
}

const isPlain = ({ mediaType }: Layer): boolean => !mediaType.endsWith('zstd');

function unzip({ mediaType, open }: Layer): AsyncIterable<Uint8Array> {
  const packed = open();
  if (!mediaType.endsWith('gzip')) return packed;
  const source = Readable.from(packed);
  const plain = createGunzip();
  source.on('error', (error) => plain.destroy(error));
  plain.on('close', () => source.destroy());
  return source.pipe(plain);
}
