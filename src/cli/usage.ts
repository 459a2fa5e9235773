/** Words of a command line that cannot be meant: USAGE_INVALID. */
import { OrchestratorError } from '../errors/problem.ts';
import { parseDuration } from '../lib/duration.ts';

/** @throws OrchestratorError USAGE_INVALID where the condition holds. */
export function refuse(condition: boolean, message: string, hint: string): void {
  if (condition) throw new OrchestratorError({ code: 'USAGE_INVALID', message, hint });
}

/** @throws OrchestratorError USAGE_INVALID where it is none. @returns Milliseconds. */
export function durationOf(name: string, text: string): number {
  const ms = parseDuration(text);
  refuse(ms === undefined, `--${name} "${text}" is no duration`, 'Write 90s, 10m or 1h30m.');
  return ms ?? 0;
}
