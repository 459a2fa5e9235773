/** The API server's `Status` → a problem in its own words. Pure. Source: Kubernetes API conventions, Status. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { plainLine } from '../../lib/terminal-text.ts';

/** A field that the kind has not, or of another type: server-side apply answers 500 to it. */
const UNTYPED = /^failed to create typed patch object/;

const CONFLICT = 'FieldManagerConflict';

interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly Cause[] };
}

interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The fields that the server names; empty where it names none. */
export const refusedFields = ({ text }: { readonly text: string }): readonly string[] =>
  (parseStatus(text).details?.causes ?? []).flatMap(({ field }) => field ?? []);

/** The server says this of a webhook with side effects, as a bad request without a reason of its own. */
export const isUntriable = ({ status, text }: { readonly status: number; readonly text: string }): boolean =>
  status === 403 || (status === 400 && /does not support dry run/.test(parseStatus(text).message ?? ''));

/**
 * @param what What was asked, e.g. `apply Deployment shop/web`.
 * @param code For what is wrong with the request itself.
 */
export function statusError(
  what: string,
  answer: { readonly status: number; readonly text: string },
  code: Problem['code'] = 'CLUSTER_FAILED',
): OrchestratorError {
  const { message, details } = parseStatus(answer.text);
  const said = message === undefined ? `the API server answered ${answer.status}` : onOneLine(message);
  const causes = details?.causes ?? [];
  const conflicts = causes.filter(({ reason }) => reason === CONFLICT);
  if (answer.status === 409 && conflicts.length > 0) return new OrchestratorError(conflictOf(what, conflicts));
  if (isGoing(answer)) return new OrchestratorError({ code: 'APPLY_FAILED', message: `${what}: ${said}`, hint: GOING });
  if (answer.status === 401 || answer.status === 403)
    return new OrchestratorError({ code: 'CLUSTER_DENIED', message: `${what}: ${said}` });
  const isOurs = (answer.status >= 400 && answer.status < 500) || UNTYPED.test(said);
  return new OrchestratorError({ code: isOurs ? code : 'CLUSTER_FAILED', message: `${what}: ${said}` });
}

/**
 * Whether an apply that names uid and resourceVersion met another object than that. A conflict of field managers is none
 * of those, and an object that was made anew is told as a uid that cannot be changed.
 */
export function isOutdated(answer: { readonly status: number; readonly text: string }): boolean {
  const causes = parseStatus(answer.text).details?.causes ?? [];
  if (answer.status === 409) return !causes.some(({ reason }) => reason === CONFLICT);
  return answer.status === 422 && causes.some(({ field }) => field === 'metadata.uid');
}

/** An answer without the conflicts with some managers. @returns Undefined where these are all that is against it. */
export function withoutConflicts<T extends { readonly status: number; readonly text: string }>(
  answer: T,
  managers: readonly string[],
): T | undefined {
  const status = parseStatus(answer.text);
  const causes = status.details?.causes ?? [];
  if (answer.status !== 409 || managers.length === 0 || causes.length === 0) return answer;
  const left = causes.filter((cause) => cause.reason !== CONFLICT || !managers.includes(managerOf(cause) ?? ''));
  return left.length === 0 ? undefined : { ...answer, text: JSON.stringify({ ...status, details: { causes: left } }) };
}

const managerOf = ({ message = '' }: Cause): string | undefined => /conflict with "([^"]*)"/.exec(message)?.[1];

/** Whether its namespace is on its way out: a 403 that is nobody's lack of rights. */
export const isGoing = ({ text }: { readonly text: string }): boolean =>
  (parseStatus(text).details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating');

/** With what holds that namespace, in the server's words. */
export const withHold = ({ problems: [first, ...rest] }: OrchestratorError, hold: string): OrchestratorError =>
  new OrchestratorError([{ ...first, hint: `Wait until the namespace is gone. What holds it: ${hold}` }, ...rest]);

/** A template, as the server holds it; what is wrong with it is said behind it. */
const WHOLE = /(Invalid value: )\{.{160,}\}(?=: )/g;

/** Webhooks and others put texts of their own into it, escape codes too. */
const onOneLine = (message: string): string =>
  plainLine(message.trim().replace(/\s*\n\s*/g, ' ')).replace(WHOLE, '$1{…}');

const GOING = 'Wait until it is gone; its status.conditions say what holds it: kubectl get namespace NAME -o yaml.';

/** One problem that names every field with the manager that has it. */
function conflictOf(what: string, causes: readonly Cause[]): Problem {
  const fields = causes.map(({ field = '', message = '' }) => {
    return onOneLine(`${field} (of ${managerOf({ message }) ?? 'another manager'})`);
  });
  return {
    code: 'APPLY_CONFLICT',
    message: `${what}: other managers have ${fields.join(', ')} and say otherwise`,
    hint: 'Leave the field out, make the values the same, or take it over with --force-conflicts.',
  };
}

function parseStatus(text: string): Status {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Status) : {};
  } catch {
    return {};
  }
}
