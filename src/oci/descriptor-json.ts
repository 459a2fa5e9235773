/**
 * Pieces of the image format's JSON, read with suspicion: every function answers undefined for what is not
 * what it should be. Unknown fields are ignored, as the specification asks.
 *
 * Pure. Source: OCI image-spec v1.1, descriptor.md.
 */
import { isDigest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { Descriptor } from './descriptor.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The object of a JSON text in UTF-8. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readDescriptor(value: unknown): Descriptor | undefined {
  if (!isObject(value)) return undefined;
  const { mediaType, digest, size, artifactType } = value;
  if (typeof mediaType !== 'string' || !MEDIA_TYPE.test(mediaType)) return undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
  if (!Number.isSafeInteger(size) || Number(size) < 0) return undefined;
  const platform = readPlatform(value['platform']);
  const annotations = readStrings(value['annotations']);
  return {
    mediaType,
    digest,
    size: Number(size),
    ...(platform && { platform }),
    ...(annotations && { annotations }),
    ...(typeof artifactType === 'string' && { artifactType }),
  };
}

/** All of them, or undefined when one is none or there are more than `limit`. */
export function readDescriptors(value: unknown, limit: number): readonly Descriptor[] | undefined {
  if (!Array.isArray(value) || value.length > limit) return undefined;
  const read = value.map(readDescriptor).filter((one) => one !== undefined);
  return read.length === value.length ? read : undefined;
}

export function readPlatform(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const { os, architecture, variant } = value;
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  // The one arm64 there is; leaving it out makes equal platforms equal, as parsePlatform does.
  const keeps = typeof variant === 'string' && variant !== '' && !(architecture === 'arm64' && variant === 'v8');
  return { os, architecture, ...(keeps && { variant }) };
}

export function readStrings(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

export const readTexts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined;
