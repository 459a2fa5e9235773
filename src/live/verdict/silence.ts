/**
 * When no word of a kind has come for too long, so that what is known of its objects may be old. Pure.
 *
 *     listed                   heard
 *     heard, changed, deleted  heard, and connected
 *     lost                     not connected, from the first time on
 *
 * A healthy watch brings a bookmark about once a minute, and its first byte at once.
 *
 *     connected       silent when not heard of for over 75 s
 *     not connected   silent when neither heard of nor lost for 10 s
 */

/** What is heard of a kind, by its watch. */
export type Word = 'listed' | 'heard' | 'changed' | 'deleted' | 'lost';

/** Times in ms, by a clock that only goes forward. */
export interface LastWord {
  readonly heardMs: number;
  /** Since when it has no connection; undefined while it has one. */
  readonly lostMs: number | undefined;
}

/** A bookmark's minute, and what it may be late. */
const CONNECTED_MS = 75_000;
/** As long as a connection that ended may take to be made anew. */
const LOST_MS = 10_000;

/** Before its first list. */
export const startListening = (nowMs: number): LastWord => ({ heardMs: nowMs, lostMs: nowMs });

export function hearWord({ heardMs, lostMs }: LastWord, word: Word, nowMs: number): LastWord {
  if (word === 'lost') return { heardMs, lostMs: lostMs ?? nowMs };
  return { heardMs: nowMs, lostMs: word === 'listed' ? lostMs : undefined };
}

/** @returns How old the last word is, in ms; undefined where that is no silence. */
export function silenceMs({ heardMs, lostMs }: LastWord, nowMs: number): number | undefined {
  const age = nowMs - heardMs;
  const isSilent = lostMs === undefined ? age > CONNECTED_MS : nowMs - Math.max(heardMs, lostMs) >= LOST_MS;
  return isSilent ? age : undefined;
}

/** `pods: no word for 83 s`. */
export const silenceText = (resource: string, forMs: number): string =>
  `${resource}: no word for ${Math.round(forMs / 1000)} s`;
