/** One stream of events: emitters put in, views get each with its number and time. */
import type { Emit, Event, Stamped } from './event.ts';

export type View = (event: Stamped) => void;

/**
 * A view that throws is dropped, not the run.
 *
 * @param now The wall clock, for `time`.
 */
export function createBus(views: readonly View[], now: () => Date): Emit {
  const active = new Set(views);
  let seq = 0;
  return (event: Event) => {
    seq += 1;
    const stamped: Stamped = { ...event, seq, time: now().toISOString() };
    for (const view of active) {
      try {
        view(stamped);
      } catch {
        active.delete(view);
      }
    }
  };
}
