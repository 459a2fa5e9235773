/**
 * What is known of the way to each registry: of this run, and of earlier ones by a note.
 *
 *     16 MiB, fast ─► one piece of up to 64 MiB on trial ─ came through ─► that size from now on, in other runs too
 *                                                        └ broke ───────► 16 MiB, and no trial for a week
 *
 * A registry ends each request by waiting for its disk, so larger pieces are faster; but what breaks off is sent again.
 * So a single piece is risked, on a connection of its own, and only where a piece takes no longer than a second.
 */
import { createHash } from 'node:crypto';
import { parseJsonObject } from '../../oci/descriptor-json.ts';
import type { Records } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import { type Break, learn, needsOwn, type Pieces, startPieces } from './pieces.ts';

export interface Piece {
  /** Bytes. */
  readonly size: number;
  /** On a connection that carries nothing else. */
  readonly isOwn: boolean;
}

export interface PieceBook {
  /** Bytes of a piece where nothing is known. */
  readonly start: number;
  /** Reads what earlier runs found out; to be waited for before an upload. */
  recall(origin: string): Promise<void>;
  /** What holds there now; the same value until something is learned. */
  of(origin: string): Pieces;
  /** How the next piece travels, where so many bytes are left. */
  next(origin: string, session: { readonly url: string; readonly offset: number }, rest: number): Piece;
  /** A piece of this size was taken, in so many milliseconds. */
  passed(origin: string, size: number, ms: number): Promise<void>;
  /** A connection broke. */
  learn(origin: string, broken: Break): Promise<void>;
}

export interface PieceBookRoom {
  /** Absent: nothing is tried, since nothing would be kept. */
  readonly records: Records | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

const KIND = 'pieces1';
const MAX_AGE_MS = 7 * 24 * 3_600_000;
/** What a piece on trial may hold, in pieces of the first size; less than two are not worth it. */
const MOST = 4;
const LEAST = 2;
/** A way is fast where a piece of the first size takes no longer. */
const FAST_MS = 1_000;

/** @param start Bytes. */
export function createPieceBook(start: number, { records, clock }: PieceBookRoom): PieceBook {
  const known = new Map<string, Pieces>();
  const recalled = new Map<string, Promise<void>>();
  const fast = new Set<string>();
  const tried = new Set<string>();
  const first = startPieces(start);
  const of = (origin: string): Pieces => known.get(origin) ?? first;

  const write = (origin: string, text: string): Promise<void> | undefined => records?.write(KIND, keyOf(origin), text);
  const note = (origin: string, size: number): Promise<void> | undefined =>
    write(origin, JSON.stringify({ size, atMs: clock.now().getTime() } satisfies Note));
  const recall = async (origin: string): Promise<void> => {
    const found = parseNote(await records?.read(KIND, keyOf(origin)));
    if (found === undefined || Math.abs(clock.now().getTime() - found.atMs) > MAX_AGE_MS || known.has(origin)) return;
    // Of this size nothing is noted but that larger ones broke.
    if (found.size <= start) tried.add(origin);
    else known.set(origin, { size: Math.min(found.size, start * MOST), isWary: false });
  };

  return {
    start,
    of,
    recall(origin) {
      const work = recalled.get(origin) ?? recall(origin);
      recalled.set(origin, work);
      return work;
    },
    next(origin, session, rest) {
      const now = of(origin);
      const mayTry = records !== undefined && !now.isWary && fast.has(origin) && !tried.has(origin);
      const larger = Math.min(rest, start * MOST);
      // At the start of an upload nothing else is lost with it.
      if (mayTry && session.offset === 0 && larger >= start * LEAST && larger > now.size) {
        tried.add(origin);
        return { size: larger, isOwn: true };
      }
      return { size: Math.min(now.size, rest), isOwn: needsOwn(now, session) };
    },
    async passed(origin, sent, ms) {
      const now = of(origin);
      const isFast = ms <= (FAST_MS * sent) / start;
      const size = Math.min(sent, start * MOST);
      if (size >= start && isFast) fast.add(origin);
      if (size <= start || now.isWary || isFast === size <= now.size) return;
      // Larger than what was known, and fast; or no larger than that, and slow.
      known.set(origin, { ...now, size: isFast ? size : start });
      await (isFast ? note(origin, size) : write(origin, ''));
    },
    async learn(origin, broken) {
      const before = of(origin);
      const after = learn(before, broken);
      if (after !== before) known.set(origin, { ...after, size: Math.min(after.size, start) });
      if (Math.max(before.size, broken.size) > start) await note(origin, start);
    },
  };
}

interface Note {
  readonly size: number;
  readonly atMs: number;
}

function parseNote(text: string | undefined): Note | undefined {
  const { size, atMs } = (text === undefined ? undefined : parseJsonObject(Buffer.from(text))) ?? {};
  const isWhole = typeof size === 'number' && Number.isSafeInteger(size) && typeof atMs === 'number';
  return isWhole ? { size, atMs } : undefined;
}

/** Says nothing of the registry to who finds it. */
const keyOf = (origin: string): string => createHash('sha256').update(origin).digest('hex');
