/** Events as JSON lines, one object a line, for programs. The first line names the schema. */
import { recordOf } from '../errors/explain.ts';
import type { View } from '../events/bus.ts';
import type { Stamped } from '../events/event.ts';

export const EVENTS_SCHEMA_VERSION = 1;

export function createJsonLinesView(write: (line: string) => void): View {
  write(JSON.stringify({ type: 'stream.opened', schemaVersion: EVENTS_SCHEMA_VERSION }));
  return (event) => write(JSON.stringify(eventRecord(event)));
}

/** The event with its problems as records: places are file, line and column, and whole files stay out. */
function eventRecord(event: Stamped): object {
  if (event.type === 'notice' && event.problem !== undefined) return { ...event, problem: recordOf(event.problem) };
  if (event.type === 'step.finished' && event.problems !== undefined)
    return { ...event, problems: event.problems.map(recordOf) };
  if (event.type === 'run.finished') return { ...event, problems: event.problems.map(recordOf) };
  return event;
}
