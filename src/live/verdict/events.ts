/**
 * Events of the cluster: what was seen, how often, when last. Pure.
 * Source: core/v1 Event; recorders of both APIs write it (times and count, or eventTime and series).
 */
import type { LiveObject } from '../object.ts';
import { latest, numberAt, textAt, timeAt } from './fields.ts';

export interface SeenEvent {
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{app}`; empty for the whole object. */
  readonly fieldPath: string;
  /** Milliseconds since 1970. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Of this very object, the last first. @param reasons Only these. */
export function eventsOf(events: readonly LiveObject[], object: unknown, reasons: readonly string[]): SeenEvent[] {
  const uid = textAt(object, 'metadata', 'uid');
  return events
    .filter((event) => reasons.includes(textAt(event, 'reason') ?? '') && regards(event, object, uid))
    .map(seenEvent)
    .sort(
      (left, right) =>
        (right.last ?? 0) - (left.last ?? 0) ||
        compare(left.reason, right.reason) ||
        compare(left.message, right.message),
    );
}

function regards(event: LiveObject, object: unknown, uid: string | undefined): boolean {
  const regarded = textAt(event, 'involvedObject', 'uid');
  if (uid !== undefined && regarded !== undefined) return uid === regarded;
  return (
    textAt(event, 'involvedObject', 'kind') === textAt(object, 'kind') &&
    textAt(event, 'involvedObject', 'name') === textAt(object, 'metadata', 'name')
  );
}

function seenEvent(event: LiveObject): SeenEvent {
  const created = timeAt(event, 'metadata', 'creationTimestamp');
  const first = timeAt(event, 'firstTimestamp') ?? timeAt(event, 'eventTime') ?? created;
  const isRepeated = (numberAt(event, 'series', 'count') ?? 0) > 0;
  return {
    reason: textAt(event, 'reason') ?? '',
    message: textAt(event, 'message') ?? '',
    fieldPath: textAt(event, 'involvedObject', 'fieldPath') ?? '',
    first,
    last: latest([
      first,
      timeAt(event, 'lastTimestamp'),
      isRepeated ? timeAt(event, 'series', 'lastObservedTime') : undefined,
    ]),
  };
}

export const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
