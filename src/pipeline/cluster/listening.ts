/** How long ago each watch of a wait was heard of. A value that changes; one wait has one. */
import type { ResourceKind } from '../../live/object.ts';
import { hearWord, type LastWord, silenceMs, startListening, type Word } from '../../live/verdict/silence.ts';
import type { Clock } from '../../ports/system.ts';
import { type Source, sourceOf } from './follow-kinds.ts';

/** A kind of which no word has come for too long. */
export interface Silent {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  /** Age of its last word. */
  readonly forMs: number;
  /** When that came. */
  readonly since: Date;
}

export interface Watch extends Source {
  readonly kind: ResourceKind;
}

export interface Listening {
  /** From now on something should be heard of it. */
  start(watch: Watch): void;
  hear(watch: Source, word: Word): void;
  /** It is not watched any more: nothing is expected. */
  stop(watch: Source): void;
  /** Those that are silent by now, longest first. */
  silent(): readonly Silent[];
}

export function createListening(clock: Pick<Clock, 'now' | 'monotonicMs'>): Listening {
  const watches = new Map<string, { readonly watch: Watch; readonly last: LastWord }>();
  return {
    start: (watch) => void watches.set(sourceOf(watch), { watch, last: startListening(clock.monotonicMs()) }),
    hear(source, word) {
      const known = watches.get(sourceOf(source));
      if (known === undefined) return;
      watches.set(sourceOf(source), { ...known, last: hearWord(known.last, word, clock.monotonicMs()) });
    },
    stop: (source) => void watches.delete(sourceOf(source)),
    silent() {
      const [now, nowMs] = [clock.now().getTime(), clock.monotonicMs()];
      return [...watches.values()]
        .flatMap(({ watch: { kind, namespace }, last }) => {
          const forMs = silenceMs(last, nowMs);
          return forMs === undefined ? [] : [{ kind, namespace, forMs, since: new Date(now - forMs) }];
        })
        .toSorted((a, b) => b.forMs - a.forMs);
    },
  };
}
