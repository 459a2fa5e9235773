/**
 * A row of the fault matrix: what is done to the program, what must come of it, and who proves it.
 *
 *     { id: 'F5', stimulus: 'disk full while …', expected: 'exit 11 …', proofs: [here, inTest(FILE, TITLE)] }
 */

export interface Row {
  /** A letter for the group, and a number. */
  readonly id: string;
  readonly stimulus: string;
  readonly expected: string;
  readonly proofs: readonly Proof[];
  /** What of it is not there yet, and why. */
  readonly open?: string;
}

export type Proof =
  /** Tests of `e2e/matrix/*.faults.ts` whose titles begin with the id and a colon. */
  | { readonly kind: 'here' }
  /** A test that `npm test` or `npm run e2e` runs. The title as it stands in the file, without its quotes. */
  | { readonly kind: 'elsewhere'; readonly file: string; readonly title: string };

export const here: Proof = { kind: 'here' };

export const inTest = (file: string, title: string): Proof => ({ kind: 'elsewhere', file, title });

/** A case of something that is not built yet. */
export const later = (id: string, stimulus: string, expected: string, open: string): Row => ({
  id,
  stimulus,
  expected,
  proofs: [],
  open,
});
