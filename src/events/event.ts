/**
 * Everything that people and programs see of a run, as one union. Views fold it; nothing else prints.
 *
 *     run.planned ─► step.started ─► step.progress|step.output|step.waiting|step.verdict … ─► step.finished ─► run.finished
 *
 * A `notice` may come at any time. The bus adds `seq` and `time`; emitters never do.
 */
import type { Problem } from '../errors/problem.ts';
import type { TextTree } from '../lib/text-tree.ts';

export type StepId = string;

export interface Step {
  readonly id: StepId;
  /** What people read, e.g. `build web`. */
  readonly title: string;
  readonly parent?: StepId;
  readonly needs: readonly StepId[];
  /** One line why it is done this way, e.g. `docker: the Dockerfile needs no BuildKit`. */
  readonly why?: string;
}

export type Outcome = 'done' | 'cached' | 'skipped' | 'failed' | 'cancelled';

export interface SilentResource {
  /** `pods`. */
  readonly resource: string;
  /** Left out for what is in none. */
  readonly namespace?: string;
  /** RFC 3339: when the last word of it came. */
  readonly since: string;
}

export type Event =
  | { readonly type: 'run.planned'; readonly command: string; readonly steps: readonly Step[] }
  | { readonly type: 'step.started'; readonly step: StepId }
  | {
      readonly type: 'step.progress';
      readonly step: StepId;
      /** What is counted, e.g. a layer's short digest; a step may have several at once. */
      readonly part: string;
      readonly done: number;
      readonly total?: number;
      readonly unit: 'bytes' | 'objects' | 'files';
    }
  | { readonly type: 'step.output'; readonly step: StepId; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  | {
      /** How a wait stands; at once where a kind falls silent or is heard of again, and every ten seconds. */
      readonly type: 'step.waiting';
      readonly step: StepId;
      readonly ready: number;
      readonly total: number;
      /** RFC 3339: when the wait is given up. */
      readonly deadline: string;
      /** Kinds of which no word comes, so that what is known of them may be old; empty while all are heard of. */
      readonly silent: readonly SilentResource[];
    }
  | {
      /** What is known of one object that is waited for, each time that it changes in words. */
      readonly type: 'step.verdict';
      readonly step: StepId;
      /** `Deployment shop/web`. */
      readonly object: string;
      readonly state: 'ready' | 'progressing' | 'terminal';
      readonly reason: string;
      /** What it lacks, down to the condition or event that says why. */
      readonly parts: readonly TextTree[];
    }
  | {
      readonly type: 'step.finished';
      readonly step: StepId;
      readonly outcome: Outcome;
      readonly durationMs: number;
      /** One line of result, e.g. the pinned reference. */
      readonly result?: string;
      /** One line: why it ended so, e.g. why nothing had to be built. */
      readonly why?: string;
      /** More of the result, a line each, that stays to be read: what a plan says. */
      readonly lines?: readonly string[];
      readonly problems?: readonly Problem[];
    }
  | {
      readonly type: 'notice';
      readonly level: 'info' | 'warning';
      readonly message: string;
      readonly problem?: Problem;
    }
  | {
      readonly type: 'run.finished';
      readonly outcome: Outcome;
      readonly durationMs: number;
      readonly problems: readonly Problem[];
    };

export type Emit = (event: Event) => void;

/** An event as views get it. */
export type Stamped = Event & {
  /** Counts from 1 within a run. */
  readonly seq: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
};
