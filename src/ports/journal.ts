/**
 * What a run is about to do that outlives it, on the disk before it is done. Implemented in adapters/journal.
 *
 *     expect(several) ─► begin(one) ─► the effect ─► mark(one, done) ─► … ─► close
 *
 * Nothing is written before the first `begin`: a run that does nothing journals nothing. A run that ends, well or not,
 * closes its journal; what is left of one is of a run that was killed.
 */
import type { Digest } from '../image/digest.ts';

/** Names, digests and paths; never a secret. */
export type Effect =
  /** A tag in a registry of others. */
  | { readonly kind: 'tag'; readonly name: string; readonly tag: string; readonly digest?: Digest }
  /** A result: one file, replaced as a whole. Absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** A folder of files, changed one after the other. */
  | {
      readonly kind: 'folder';
      /** Absolute. */
      readonly path: string;
      /** Paths below it → sha256 of what they will hold, as hexadecimal. */
      readonly written: Readonly<Record<string, string>>;
      readonly removed: readonly string[];
    };

/** `begun`: it may have happened or not. `failed`: it has not, and the run said so. */
export type EffectState = 'expected' | 'begun' | 'done' | 'failed';

export interface JournalEntry {
  readonly effect: Effect;
  readonly state: EffectState;
}

/** What a run that was killed left. */
export interface InterruptedRun {
  readonly id: string;
  /** `build`; empty where the journal's own beginning was torn. */
  readonly command: string;
  /** RFC 3339; empty as well. */
  readonly began: string;
  readonly entries: readonly JournalEntry[];
}

export interface Journal {
  /** What will follow, if all goes well. Nothing is written yet. */
  expect(effects: readonly Effect[]): void;
  /**
   * Asked before the effect, which must not be done where this fails.
   *
   * @throws OrchestratorError DISK_FULL, FILE_FAILED. A state that is read-only costs a warning instead.
   */
  begin(effect: Effect): Promise<void>;
  /**
   * How far an effect is that was expected or begun. Not synced, and never fails: losing it to a power cut, or to a full
   * disk, makes the next run say less. Where nothing has begun, nothing is written.
   */
  mark(effect: Effect, state: Exclude<EffectState, 'expected'>): Promise<void>;
  /** Of this run. */
  entries(): readonly JournalEntry[];
  /** Takes this run's journal away. */
  close(): Promise<void>;
  /** Of runs that no longer are, oldest first. */
  interrupted(): Promise<readonly InterruptedRun[]>;
  /** They were told of, and gone on from. */
  forget(runs: readonly InterruptedRun[]): Promise<void>;
}
