/**
 * `orchestrator.lock`, which stands beside the config and is committed: which digest a tag of a base image means.
 *
 *     {
 *       "version": 1,
 *       "images": {
 *         "docker.io/library/node:22": { "digest": "sha256:…", "resolved": "2026-08-11T07:30:00.000Z" }
 *       }
 *     }
 *
 * Sorted by name, so that two people's changes meet only where they are about the same image. Pure.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { asDigest, type Digest } from '../image/digest.ts';
import { type JsonNode, type JsonSpan, parseJsonText } from '../lib/json-text.ts';

export interface LockedImage {
  readonly digest: Digest;
  /** When a registry said so; RFC 3339. */
  readonly resolved: string;
  /** No registry has it: the digest is the id of an image that an engine had. */
  readonly in?: 'engine';
}

/** By canonical name with tag. */
export type Lock = ReadonlyMap<string, LockedImage>;

export function formatLock(lock: Lock): string {
  const images = [...lock].sort(([left], [right]) => (left < right ? -1 : 1));
  return `${JSON.stringify({ version: 1, images: Object.fromEntries(images) }, undefined, 2)}\n`;
}

/** @returns The entries, or CONFIG_INVALID at the place of what is wrong. */
export function parseLock(text: string, file: string): Result<Lock> {
  const bad = (message: string, { start, end }: JsonSpan): Result<never> =>
    err({
      code: 'CONFIG_INVALID',
      message: `${file}: ${message}`,
      at: { file, text, start, end },
      hint: 'Repair it, or remove it and run "orchestrator build --refresh".',
    });
  const parsed = parseJsonText(text);
  if (!parsed.ok) return bad(parsed.fault.message, parsed.fault);
  const version = member(parsed.root, 'version');
  if (version?.kind !== 'scalar' || version.value !== 1)
    return bad('its version is not 1, which is all that this program reads', version ?? parsed.root);
  const images = member(parsed.root, 'images');
  if (images?.kind !== 'object') return bad('it has no object "images"', images ?? parsed.root);
  const lock = new Map<string, LockedImage>();
  for (const { name, at, value } of images.members) {
    const digest = asDigest(textOf(member(value, 'digest')) ?? '');
    const resolved = textOf(member(value, 'resolved'));
    if (digest === undefined) return bad(`"${name}" has no digest`, value);
    if (resolved === undefined || Number.isNaN(Date.parse(resolved)))
      return bad(`"${name}" has no time "resolved"`, value);
    const place = member(value, 'in');
    if (place !== undefined && textOf(place) !== 'engine') return bad(`"${name}" is in no place that is known`, place);
    if (lock.has(name)) return bad(`"${name}" is here a second time`, at);
    lock.set(name, { digest, resolved, ...(place !== undefined && { in: 'engine' }) });
  }
  return ok(lock);
}

const member = (node: JsonNode, name: string): JsonNode | undefined =>
  node.kind === 'object' ? node.members.find((one) => one.name === name)?.value : undefined;

const textOf = (node: JsonNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
