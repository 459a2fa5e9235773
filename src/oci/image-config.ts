/**
 * An image's config: its platform, how it is run, and the digests of its unpacked layers.
 *
 *     {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["sh"]},
 *      "rootfs":{"type":"layers","diff_ids":["sha256:…"]},"history":[{"created_by":"COPY …"}]}
 *
 * Field names are the format's own, so that a base image's config can be extended with all that it holds:
 * what is not named here (health checks, `os.version`, …) is kept as it is. Nulls, as Docker writes them, are absent.
 * Pure. Source: OCI image-spec v1.1, config.md.
 */

import { err, ok, type Result } from '../errors/result.ts';
import type { Digest } from '../image/digest.ts';
import { isDigest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import { isObject, type JsonObject, parseJsonObject, readPlatform, readStrings, readTexts } from './descriptor-json.ts';
import { maxChildren } from './image-manifest.ts';

/** The largest config that is read, bytes. */
export const maxConfigBytes = 8 * 1024 * 1024;

export interface RunConfig {
  readonly User?: string;
  /** Keys are `PORT/PROTOCOL`. */
  readonly ExposedPorts?: Readonly<Record<string, JsonObject>>;
  /** `NAME=VALUE`. */
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  /** True where the step made no layer. */
  readonly empty_layer?: boolean;
  readonly [other: string]: unknown;
}

export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  /** RFC 3339. */
  readonly created?: string;
  readonly config?: RunConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly HistoryEntry[];
  readonly [other: string]: unknown;
}

/** Reads a config. @returns IMAGE_INVALID with the wrong field. Never throws. */
export function parseImageConfig(bytes: Uint8Array): Result<ImageConfig> {
  if (bytes.length > maxConfigBytes) return bad(`${bytes.length} bytes, more than ${maxConfigBytes}`);
  const json = parseJsonObject(bytes);
  if (json === undefined) return bad('not a JSON object');
  const { architecture, os, rootfs, history, config, ...rest } = withoutNulls(json);
  if (typeof architecture !== 'string' || typeof os !== 'string') return bad('"architecture" or "os" is missing');
  const diffIds = isObject(rootfs) ? readTexts(rootfs['diff_ids']) : undefined;
  if (diffIds === undefined || diffIds.length > maxChildren || !diffIds.every(isDigest))
    return bad(`"rootfs.diff_ids" is not a list of at most ${maxChildren} digests`);
  if (history !== undefined && !(Array.isArray(history) && history.every(isObject)))
    return bad('"history" is not a list of objects');
  const run = config === undefined ? undefined : parseRun(config);
  if (run !== undefined && !run.ok) return run;
  return ok({
    ...rest,
    architecture,
    os,
    ...(run && { config: run.value }),
    rootfs: { type: 'layers', diff_ids: diffIds },
    // As the guard above has seen: objects, whose known fields are texts by the format; they are only passed on.
    ...(history !== undefined && { history: history as readonly HistoryEntry[] }),
  });
}

/** The bytes of a config, keys sorted at every level; {@link parseImageConfig} reads it back. */
export const formatImageConfig = (config: ImageConfig): Uint8Array => Buffer.from(JSON.stringify(sortKeys(config)));

/** What the image runs on by its own words. */
export const platformOf = (config: ImageConfig): Platform =>
  readPlatform(config) ?? { os: config.os, architecture: config.architecture };

function parseRun(config: unknown): Result<RunConfig> {
  if (!isObject(config)) return bad('"config" is not an object');
  const run = withoutNulls(config);
  for (const name of ['Env', 'Entrypoint', 'Cmd'])
    if (run[name] !== undefined && readTexts(run[name]) === undefined) return bad(`"config.${name}" is not a list`);
  for (const name of ['User', 'WorkingDir'])
    if (run[name] !== undefined && typeof run[name] !== 'string') return bad(`"config.${name}" is not a text`);
  for (const name of ['ExposedPorts', 'Labels'])
    if (run[name] !== undefined && !isObject(run[name])) return bad(`"config.${name}" is not an object`);
  const labels = readStrings(run['Labels']);
  return ok({ ...run, ...(labels && { Labels: labels }) });
}

const withoutNulls = (json: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

const bad = (why: string): Result<never> => err({ code: 'IMAGE_INVALID', message: `image config: ${why}` });
