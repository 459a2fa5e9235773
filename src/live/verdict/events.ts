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
  readonly times: number;
}

/** Of this very object, the last first. @param reasons Only these. */
export const eventsOf = (events: readonly LiveObject[], object: unknown, reasons: readonly string[]): SeenEvent[] =>
  seenEvents(events, object, (event) => reasons.includes(textAt(event, 'reason') ?? ''));

/** The last that tells of something that went wrong. */
export const lastWarning = (events: readonly LiveObject[], object: unknown): SeenEvent | undefined =>
  seenEvents(events, object, (event) => textAt(event, 'type') === 'Warning')[0];

function seenEvents(
  events: readonly LiveObject[],
  object: unknown,
  isMeant: (event: LiveObject) => boolean,
): SeenEvent[] {
  const uid = textAt(object, 'metadata', 'uid');
  return events
    .filter((event) => isMeant(event) && regards(event, object, uid))
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
  const series = numberAt(event, 'series', 'count') ?? 0;
  const isRepeated = series > 0;
  return {
    reason: textAt(event, 'reason') ?? '',
    message: textAt(event, 'message') ?? '',
    fieldPath: textAt(event, 'involvedObject', 'fieldPath') ?? '',
    first,
    times: Math.max(series, numberAt(event, 'count') ?? 1),
    last: latest([
      first,
      timeAt(event, 'lastTimestamp'),
      isRepeated ? timeAt(event, 'series', 'lastObservedTime') : undefined,
    ]),
  };
}

export const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
