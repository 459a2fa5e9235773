/**
 * How long to leave an API server alone that did not answer, or brought nothing: twice as long each time, up to 5 s,
 * so that one which comes back is noticed soon; never the same for two of us, so that they do not come all at once.
 *
 *     fails   0        1        2        …   6
 *     ms      50–100   100–200  200–400  …   2500–5000
 *
 * Pure.
 */
const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** @param fails In a row, before this one. @param random From 0 to 1. */
export const pauseMs = (fails: number, random: number): number =>
  Math.min(FIRST_MS * 2 ** fails, LONGEST_MS) * (0.5 + random / 2);
