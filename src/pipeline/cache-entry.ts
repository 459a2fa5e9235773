/**
 * What the artifact cache writes down: notes in the Records port, each all or nothing and with its own checksum.
 *
 *     cache1/KEY             the image that this key gave, and where it is
 *     pushed1/sha256(NAME:TAG)   which digest we last pushed under a tag, and when: for a day nobody is asked again
 *
 * The number is the format: another version of the program writes into another folder, and reads none of these. Pure.
 */
import { asDigest, type Digest, digestOf, hexOf } from '../image/digest.ts';

export const CACHE_KIND = 'cache1';
export const PUSHED_KIND = 'pushed1';

export interface CacheEntry {
  /** The image's name as configured. */
  readonly artifact: string;
  /** Repository as in references, without tag. */
  readonly name: string;
  readonly image: CachedImage;
  /** RFC 3339. */
  readonly builtAt: string;
}

/** Where the image is, and what names it there. */
export type CachedImage =
  /** In our own store, which the embedded registry serves. */
  | { readonly in: 'store'; readonly digest: Digest }
  | { readonly in: 'registry'; readonly digest: Digest }
  /** In the engine alone: `name:<64 hex digits of the image id>`. */
  | { readonly in: 'engine'; readonly reference: string };

export interface PushReceipt {
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

const DAY_MS = 24 * 3_600_000;

/** Whether a receipt speaks for a tag without a look. One from the future says that a clock was moved, and counts for nothing. */
export const isTrusted = (receipt: PushReceipt | undefined, digest: Digest, nowMs: number): boolean =>
  receipt !== undefined && receipt.digest === digest && nowMs >= receipt.atMs && nowMs - receipt.atMs < DAY_MS;

/** The key of a tag's receipt. */
export const receiptKey = (name: string, tag: string): string => hexOf(digestOf(`${name}:${tag}`));

export const formatEntry = (entry: CacheEntry): string => JSON.stringify(entry);
export const formatReceipt = (receipt: PushReceipt): string => JSON.stringify(receipt);

/** Undefined for anything that {@link formatEntry} did not write. */
export function parseEntry(text: string | undefined): CacheEntry | undefined {
  const value = parseObject(text);
  const { artifact, name, builtAt } = value;
  const image = isObject(value['image']) ? parseImage(value['image']) : undefined;
  if (typeof artifact !== 'string' || typeof name !== 'string' || typeof builtAt !== 'string') return undefined;
  return image && { artifact, name, image, builtAt };
}

export function parseReceipt(text: string | undefined): PushReceipt | undefined {
  const { digest, atMs } = parseObject(text);
  const known = typeof digest === 'string' ? asDigest(digest) : undefined;
  return typeof atMs === 'number' && known !== undefined ? { digest: known, atMs } : undefined;
}

function parseImage(value: Fields): CachedImage | undefined {
  const { digest, reference } = value;
  const known = typeof digest === 'string' ? asDigest(digest) : undefined;
  if (value['in'] === 'engine') return typeof reference === 'string' ? { in: 'engine', reference } : undefined;
  if (value['in'] !== 'store' && value['in'] !== 'registry') return undefined;
  return known && { in: value['in'], digest: known };
}

interface Fields {
  readonly [name: string]: unknown;
  readonly artifact?: unknown;
  readonly name?: unknown;
  readonly builtAt?: unknown;
  readonly digest?: unknown;
  readonly atMs?: unknown;
  readonly reference?: unknown;
}

function parseObject(text: string | undefined): Fields {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
