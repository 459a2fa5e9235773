/**
 * What a run is about to do to a set, as the parent says it: begun before the first write, ended after the last.
 *
 *     orchestrator.dev/intent: {"version":1,"number":7,"token":9,"state":"begun","by":"ann@laptop","began":"…",
 *                                 "program":"1.2.3","write":{"ConfigMap shop/a":"3f2a…"},"prune":["Service shop/s"]}
 *
 * A run that was killed leaves it begun: the next one says what was done, and what was not. Pure.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { nameSome } from '../lib/name-some.ts';
import { groupKind, type ObjectSet } from './applyset.ts';
import type { LiveObject, ObjectRef } from './object.ts';

export interface Intent {
  /** Of the revision: one more with each run that changes something of the set. */
  readonly number: number;
  /** Of the lease; a higher one has been given to every later run. */
  readonly token: number;
  /** `failed`: it ended by itself, and has said why. */
  readonly state: 'begun' | 'done' | 'failed';
  /** `ann@laptop`. */
  readonly by: string;
  /** By the server's clock, as this run saw it. */
  readonly began: string;
  /** Of the program. */
  readonly program: string;
  /** Of an undo: the revision that it undoes, or the one whose state it brings back. */
  readonly undoes?: number;
  readonly to?: number;
  /** When it runs hooks of the user. */
  readonly hooks?: readonly HookTime[];
  /** {@link changeKey} → the beginning of the hash that the object will carry. Gone when it is done. */
  readonly write?: Readonly<Record<string, string>>;
  /** {@link changeKey} of what will be deleted. */
  readonly prune?: readonly string[];
  /** Changes beyond those that are named. */
  readonly more?: number;
}

export type HookTime = 'before' | 'after';

/** What the cluster has of a set. */
export interface Standing {
  readonly key: string;
  readonly hash: string | undefined;
}

const ANNOTATION = 'orchestrator.dev/intent';
const VERSION = 1;
const HASH_LENGTH = 12;
/** Of names and hashes. All annotations of an object have 256 KiB. */
const ROOM = 16 * 1024;

/** `Deployment.apps shop/web`. */
export const changeKey = ({
  kind,
  namespace,
  name,
}: Pick<ObjectRef, 'namespace' | 'name'> & {
  readonly kind: Pick<ObjectRef['kind'], 'group' | 'kind'>;
}): string => `${groupKind(kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** @param hash As {@link Standing} has it. */
export function nameChanges(
  write: readonly { readonly key: string; readonly hash: string }[],
  prune: readonly string[],
): Required<Pick<Intent, 'write' | 'prune' | 'more'>> {
  let room = ROOM;
  const fits = (key: string): boolean => {
    room -= key.length + HASH_LENGTH + 6;
    return room >= 0;
  };
  const written = write.filter(({ key }) => fits(key)).map(({ key, hash }) => [key, short(hash)] as const);
  const pruned = prune.filter(fits);
  const more = write.length + prune.length - written.length - pruned.length;
  return { write: Object.fromEntries(written), prune: pruned, more };
}

export const intentText = (intent: Intent): Readonly<Record<string, string>> => ({
  [ANNOTATION]: JSON.stringify({ version: VERSION, ...intent }),
});

/** @returns Undefined where there was none; DEPLOY_REFUSED where it cannot be read. */
export function parseIntent(parent: LiveObject | undefined, set: ObjectSet): Result<Intent | undefined> {
  const text = parent?.metadata.annotations?.[ANNOTATION];
  if (text === undefined) return ok(undefined);
  const refused = (why: string, hint: string): Result<undefined> =>
    err({ code: 'DEPLOY_REFUSED', message: `the set "${set.name}": its annotation ${ANNOTATION} ${why}`, hint });
  const value = parseJson(text);
  const version = isMap(value) ? value['version'] : undefined;
  if (typeof version === 'number' && version > VERSION)
    return refused(`is of version ${version}, and this program knows ${VERSION}`, 'Use a newer orchestrator.');
  if (isMap(value) && version === VERSION && isIntent(value)) return ok(value);
  return refused('is none of ours', `Take it away: kubectl annotate configmap ${set.name} ${ANNOTATION}-`);
}

/** What a run that was killed has done, and what it has not, as far as it was named. */
export function standOf(
  { write = {}, prune = [] }: Intent,
  members: readonly Standing[],
): { readonly done: readonly string[]; readonly left: readonly string[] } {
  const hashes = new Map(members.map(({ key, hash = '' }) => [key, short(hash)]));
  const all = [
    ...Object.entries(write).map(([key, hash]) => ({
      text: key,
      isDone: (hashes.get(key) ?? hashes.get(bare(key))) === hash,
    })),
    ...prune.map((key) => ({ text: `${key}, to be deleted`, isDone: !hashes.has(key) })),
  ];
  return {
    done: all.filter(({ isDone }) => isDone).map(({ text }) => text),
    left: all.filter(({ isDone }) => !isDone).map(({ text }) => text),
  };
}

/** Told by the run that comes after. */
export function interruptionOf(intent: Intent, set: ObjectSet, members: readonly Standing[]): Problem {
  const { number, by, began, more = 0 } = intent;
  const stand = standOf(intent, members);
  const { done, left } = stand;
  const unknown = more === 0 ? '' : `; of ${more} more nothing is known`;
  const what = left.length === 0 ? 'none is left' : `left: ${nameSome(left, { separator: '; ' })}`;
  const message =
    `revision ${number} of the set "${set.name}", ${aimText(intent)}begun by ${by} at ${began}, did not end: ` +
    `${done.length} of ${done.length + left.length} changes were done, ${what}${unknown}${hooksOf(intent, stand)}`;
  return { code: 'RUN_INTERRUPTED', message, hint: 'This run does what is wanted now, whatever is left.' };
}

function aimText({ undoes, to }: Intent): string {
  if (undoes !== undefined) return `an undo of revision ${undoes}, `;
  return to === undefined ? '' : `an undo to revision ${to}, `;
}

/** Those before run ahead of the first change, those after behind the last. */
function hooksOf({ hooks = [], more = 0 }: Intent, { done, left }: ReturnType<typeof standOf>): string {
  const has = (time: HookTime): boolean => hooks.includes(time);
  const before = has('before') ? `; its hooks before the deploy ${done.length > 0 ? 'have run' : 'may have run'}` : '';
  const mayBeAll = left.length === 0 || more > 0;
  return `${before}${has('after') && mayBeAll ? '; its hooks after the deploy may have run' : ''}`;
}

const short = (hash: string): string => hash.replace(/^sha256:/, '').slice(0, HASH_LENGTH);

/** Of a kind that was not there yet it is not known whether its objects have a namespace. */
const bare = (key: string): string => key.replace(/ [^/]*\//, ' ');

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isIntent(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Intent {
  const {
    number,
    token,
    state,
    by,
    began,
    program,
    undoes = 0,
    to = 0,
    hooks = [],
    write = {},
    prune = [],
    more = 0,
  } = value;
  const texts = [
    by,
    began,
    program,
    ...(isMap(write) ? Object.values(write) : [0]),
    ...(Array.isArray(prune) ? prune : [0]),
    ...(Array.isArray(hooks) ? hooks : [0]),
  ];
  return (
    [number, token, undoes, to, more].every((one) => Number.isSafeInteger(one)) &&
    ['begun', 'done', 'failed'].includes(String(state)) &&
    texts.every((one) => typeof one === 'string')
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
