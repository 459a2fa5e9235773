/** What every handler of one registry stands on. */
import type { Problem } from '../../errors/problem.ts';
import type { Store } from '../../ports/blobs.ts';
import type { Turns } from './turns.ts';

export interface Site {
  readonly store: Store;
  /** Two requests for one upload wait for each other. */
  readonly uploads: Turns;
  /** Whether a manifest may name content that is not there. */
  readonly allowSparse: boolean;
  /** Told of what the client cannot mend: damaged files, a full disk, our own bugs. */
  readonly notify: (problem: Problem) => void;
}
