/**
 * Uploads that an earlier run began and did not end, so that this one goes on where they are.
 *
 *     chunk taken ─► keep ─► kill -9 … next run ─► take ─► GET how far ─► PATCH the rest ─► forget
 *
 * A note holds the path and query of the place where the upload goes on, never its host: it is read back onto the
 * registry's own origin, so that no note can send bytes elsewhere. What is on another host, has a query of an unknown
 * name (a signature, a token) or holds a secret of ours is not kept at all. Registries name an upload by its id and
 * by a state that they sign; both are worth nothing without the login, and nothing after a day.
 * Notes are private to the user (adapters/records) and may vanish; the daily clean-up takes the old ones.
 */
import { createHash } from 'node:crypto';
import type { Digest } from '../../image/digest.ts';
import { parseJsonObject } from '../../oci/descriptor-json.ts';
import type { KeptRecords, Records } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import { type Endpoint, isSameOrigin } from './endpoint.ts';
import type { Secrets } from './secrets.ts';

/** Where an upload goes on. */
export interface KeptUpload {
  readonly url: string;
  /** The smallest piece that it takes, bytes. */
  readonly minChunk: number;
}

/** A repository, as far as it matters here. */
interface Where {
  readonly base: string;
  readonly endpoint: Pick<Endpoint, 'origin'>;
}

/** Each call is about one blob on its way to one repository. */
export interface UploadMemory {
  /** What an earlier run left; how far it is has to be asked. */
  take(at: Where, digest: Digest): Promise<KeptUpload | undefined>;
  /** Does nothing where it must not be kept. */
  keep(at: Where, digest: Digest, upload: KeptUpload): Promise<void>;
  /** Whether the next run can find it. */
  isKept(at: Where, digest: Digest): boolean;
  forget(at: Where, digest: Digest): Promise<void>;
}

export interface UploadMemoryRoom {
  /** Undefined: nothing is remembered. */
  readonly records: Records | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly secrets: Pick<Secrets, 'isIn'>;
  /** This process, and whether another still runs: what is under way is left to its owner. */
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

const KIND = 'uploads1';
const MAX_AGE_MS = 24 * 3_600_000;
/** Distribution and its kin, Azure, olareg. */
const KNOWN_QUERY: ReadonlySet<string> = new Set(['_state', '_nouploadcache', 'state', 'chunk']);

export function createUploadMemory({ records, clock, secrets, pid, isAlive }: UploadMemoryRoom): UploadMemory {
  const own = new Set<string>();
  const begunAt = new Map<string, number>();
  const clear = async (key: string): Promise<void> => {
    own.delete(key);
    begunAt.delete(key);
    // What was never noted needs no write.
    if (((await records?.read(KIND, key)) ?? '') !== '') await records?.write(KIND, key, '');
  };
  return {
    async take(at, digest) {
      const key = keyOf(at, digest);
      if (own.has(key)) return undefined;
      const note = parseNote((await records?.read(KIND, key)) ?? '');
      if (note === undefined || Math.abs(clock.now().getTime() - note.begunMs) > MAX_AGE_MS) return undefined;
      if (note.pid !== pid && isAlive(note.pid)) return undefined;
      const url = urlOf(note.place, at.endpoint);
      if (url === undefined) return undefined;
      begunAt.set(key, note.begunMs);
      return { url, minChunk: note.minChunk };
    },
    async keep(at, digest, { url, minChunk }) {
      const place = placeOf(url, at.endpoint);
      if (records === undefined) return;
      const key = keyOf(at, digest);
      if (place === undefined || secrets.isIn(place)) return clear(key);
      own.add(key);
      const begunMs = begunAt.get(key) ?? clock.now().getTime();
      begunAt.set(key, begunMs);
      await records.write(KIND, key, JSON.stringify({ place, minChunk, begunMs, pid } satisfies Note));
    },
    isKept: (at, digest) => own.has(keyOf(at, digest)),
    forget: (at, digest) => clear(keyOf(at, digest)),
  };
}

/**
 * Removes the notes that no run goes on by any more, those of uploads that ended among them. A note is written anew with
 * each piece, so that of an upload that is under way is never old.
 */
export async function forgetOldUploads(records: Pick<KeptRecords, 'list' | 'remove'>, now: Date): Promise<void> {
  for (const { key, writtenAt } of await records.list(KIND))
    if (Math.abs(now.getTime() - writtenAt.getTime()) > MAX_AGE_MS) await records.remove(KIND, key);
}

interface Note {
  /** Path and query. */
  readonly place: string;
  readonly minChunk: number;
  readonly begunMs: number;
  readonly pid: number;
}

function parseNote(text: string): Note | undefined {
  const json = parseJsonObject(Buffer.from(text));
  const { place, minChunk, begunMs, pid } = json ?? {};
  const isWhole =
    typeof place === 'string' && typeof minChunk === 'number' && typeof begunMs === 'number' && typeof pid === 'number';
  return isWhole ? { place, minChunk, begunMs, pid } : undefined;
}

/** Says nothing of the registry or the blob to who finds it. */
const keyOf = ({ base }: Where, digest: Digest): string =>
  createHash('sha256').update(`${base} ${digest}`).digest('hex');

function placeOf(url: string, { origin }: Pick<Endpoint, 'origin'>): string | undefined {
  const { username, password, pathname, search, searchParams } = new URL(url);
  const isOwn = isSameOrigin(url, origin) && username === '' && password === '';
  return isOwn && [...searchParams.keys()].every((name) => KNOWN_QUERY.has(name)) ? `${pathname}${search}` : undefined;
}

function urlOf(place: string, { origin }: Pick<Endpoint, 'origin'>): string | undefined {
  if (!place.startsWith('/') || !URL.canParse(place, origin)) return undefined;
  const { href } = new URL(place, origin);
  return isSameOrigin(href, origin) ? href : undefined;
}
