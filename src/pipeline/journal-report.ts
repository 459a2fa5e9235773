/**
 * What a run did and did not do before it was stopped, as one problem. Pure.
 *
 *     warning RUN_INTERRUPTED: the "build" that began 2026-08-11T07:30:00.000Z was stopped midway
 *       because RUN_INTERRUPTED: a.example/web:v1 is sha256:ab12…
 *       because RUN_INTERRUPTED: b.example/web:v1 may be sha256:ab12… by now
 *       because RUN_INTERRUPTED: c.example/web:v1 was not made sha256:ab12…
 *       because RUN_INTERRUPTED: artifacts.json was not written
 */
import type { Problem } from '../errors/problem.ts';
import { nameSome } from '../lib/name-some.ts';
import type { Effect, EffectState, JournalEntry } from '../ports/journal.ts';

/** How far a folder is, by what lies in it now. Paths below it. */
export interface FolderState {
  readonly ready: readonly string[];
  readonly left: readonly string[];
}

export interface Told extends JournalEntry {
  /** A path as the user would write it. */
  readonly shown: string;
  /** Of a folder that was begun. */
  readonly folder?: FolderState | undefined;
}

/** @returns Undefined where nothing was done or may have been, or nothing is left to do. */
export function interruption(which: string, told: readonly Told[]): Problem | undefined {
  const facts = order.flatMap((state) =>
    kinds.flatMap((kind) => told.filter((one) => one.state === state && one.effect.kind === kind)),
  );
  const isTouched = facts.some(({ state }) => state === 'begun' || state === 'done');
  const isWhole = facts.every(({ state }) => state === 'done');
  if (!isTouched || isWhole) return undefined;
  return {
    code: 'RUN_INTERRUPTED',
    message: `${which} was stopped midway`,
    because: facts.map((fact) => ({ code: 'RUN_INTERRUPTED', message: sentence(fact), hint: '' })),
  };
}

/** One that failed was told by its own run. */
const order: readonly EffectState[] = ['done', 'begun', 'expected'];
const kinds: readonly Effect['kind'][] = ['tag', 'file', 'folder'];

function sentence({ effect, state, shown, folder }: Told): string {
  if (effect.kind === 'tag') return aboutTag(effect, state);
  if (effect.kind === 'file') return `${shown} ${inWords[state]}`;
  if (state === 'done') return `${shown} was written`;
  return folder === undefined ? `${shown} was not touched` : aboutFolder(shown, folder);
}

const inWords: Readonly<Record<EffectState, string>> = {
  expected: 'was not written',
  begun: 'may be written by now',
  done: 'was written',
  failed: 'could not be written',
};

function aboutTag({ name, tag, digest }: Effect & { readonly kind: 'tag' }, state: EffectState): string {
  const what = digest ?? 'what was built';
  if (state === 'done') return `${name}:${tag} is ${what}`;
  return state === 'begun' ? `${name}:${tag} may be ${what} by now` : `${name}:${tag} was not made ${what}`;
}

function aboutFolder(shown: string, { ready, left }: FolderState): string {
  const all = ready.length + left.length;
  if (left.length === 0) return `${shown} has all ${all} changes`;
  return `${shown} has ${ready.length} of ${all} changes${ready.length === 0 ? '' : `: ${nameSome(ready)}`}; it lacks ${nameSome(left)}`;
}
