/** What a rule is: one thing that fields of a config say about each other, under a name. Pure. */
import type { ProblemCode } from '../../errors/problem.ts';
import type { Config } from '../config.schema.ts';
import type { Gap } from '../gaps.ts';
import type { ConfigPath } from '../resolved-config.ts';

export interface Finding {
  readonly path: ConfigPath;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly hint?: string;
  /** CONFIG_INVALID unless said. */
  readonly code?: ProblemCode;
  /** Offsets into a text that stands at the path, to point inside it. */
  readonly within?: { readonly text: string; readonly start: number; readonly end: number };
  /** Where the other half of the contradiction stands. */
  readonly other?: { readonly path: ConfigPath; readonly message: string };
  /**
   * Of a finding about something that is not there: where it would stand, `*` for any item; true for below the path.
   * Not said where what was left out as wrong may have stood there.
   */
  readonly lacks?: true | ConfigPath;
}

/** How much of all that belongs together a config holds. */
export interface Extent {
  /** False where other modules, which are not read, may hold what this config lacks. */
  readonly isWhole: boolean;
  /** What was left out as wrong. */
  readonly gaps: readonly Gap[];
}

export interface Rule {
  readonly name: string;
  /** Says nothing about a config that is a part of something. */
  readonly needsWhole?: boolean;
  readonly check: (config: Config) => readonly Finding[];
}
