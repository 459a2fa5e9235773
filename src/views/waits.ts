/**
 * What is waited for, folded from `step.waiting` and `step.verdict` events. Pure: time comes from the events, and from who
 * draws.
 *
 *     1 of 3 ready, 9 min 30 s left; pods: no word for 83 s
 *     Deployment shop/web: 1 of 2 replicas available
 *     └─ ReplicaSet web-5d9f: …
 */
import type { Stamped, StepId } from '../events/event.ts';
import { nameSome } from '../lib/name-some.ts';
import { countOf, formatDuration, plainLine } from '../lib/terminal-text.ts';
import { drawTree } from '../lib/text-tree.ts';

type Waiting = Extract<Stamped, { type: 'step.waiting' }>;
type Verdict = Extract<Stamped, { type: 'step.verdict' }>;

interface Wait {
  readonly state: Waiting | undefined;
  /** By object, in the order in which they were first told. */
  readonly verdicts: Map<string, Verdict>;
}

export interface Waits {
  /** @returns For the log: what is new in it; undefined where that was said before. */
  add(event: Waiting | Verdict): string | undefined;
  /** `1 of 3 ready, 9 min 30 s left`. */
  headline(step: StepId, nowMs: number): string;
  /** The same, with the names of what is missing. */
  heartbeat(step: StepId, nowMs: number): string;
  /** What is missing, in at most so many lines. */
  tree(step: StepId, most: number): readonly string[];
}

/** Objects that a heartbeat names. */
const NAMED = 3;
/** Silent kinds that a line names: mostly either one is silent or, with the server away, all are. */
const SILENT = 2;

export function createWaits(): Waits {
  const waits = new Map<StepId, Wait>();
  const of = (step: StepId): Wait => waits.get(step) ?? { state: undefined, verdicts: new Map() };
  const missing = (step: StepId): readonly Verdict[] =>
    [...of(step).verdicts.values()].filter(({ state }) => state !== 'ready');
  const headline: Waits['headline'] = (step, nowMs) => {
    const { state } = of(step);
    if (state === undefined) return '';
    const left = Math.max(0, Date.parse(state.deadline) - nowMs);
    // Whole seconds: tenths would only flicker.
    const time = left < 60_000 ? `${Math.round(left / 1000)} s` : formatDuration(left);
    return `${state.ready} of ${state.total} ready, ${time} left${silence(state, nowMs)}`;
  };
  return {
    add(event) {
      const { state, verdicts } = of(event.step);
      if (event.type === 'step.waiting') {
        waits.set(event.step, { state: event, verdicts });
        return silenceNews(state, event);
      }
      const before = verdicts.get(event.object);
      verdicts.set(event.object, event);
      waits.set(event.step, { state, verdicts });
      if (before?.state === event.state && before.reason === event.reason) return undefined;
      const text = plainLine(`${event.object}: ${event.reason}`);
      if (event.state !== 'ready') return text;
      // What was never missing is no news.
      return before === undefined ? undefined : `${plainLine(event.object)}: ready, ${plainLine(event.reason)}`;
    },
    headline,
    heartbeat(step, nowMs) {
      const names = missing(step).map(({ object }) => plainLine(object));
      return `${headline(step, nowMs)}; waiting for ${nameSome(names, { most: NAMED })}`;
    },
    tree(step, most) {
      const lines: string[] = [];
      const all = missing(step);
      for (const [index, { parts }] of all.entries()) {
        const more = parts.flatMap(drawTree).map(plainLine);
        const isLast = index === all.length - 1;
        if (lines.length + more.length <= (isLast ? most : most - 1)) lines.push(...more);
        else {
          // Of the first that does not fit, what there is room for.
          lines.push(...more.slice(0, Math.max(0, most - 1 - lines.length)));
          return [...lines, isLast ? '…' : `… and ${countOf(all.length - index - 1, 'more object')}`];
        }
      }
      return lines;
    },
  };
}

/** By resource, the longest first, with the time of the last word in ms. */
function silentOf({ silent }: Pick<Waiting, 'silent'>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { resource, since } of silent)
    found.set(resource, Math.min(Date.parse(since), found.get(resource) ?? Number.POSITIVE_INFINITY));
  return new Map([...found].toSorted(([, a], [, b]) => a - b));
}

/** `; pods: no word for 83 s`, or nothing. */
function silence(state: Waiting, nowMs: number): string {
  const told = [...silentOf(state)].map(([resource, sinceMs]) => noWord(resource, nowMs - sinceMs));
  return told.length === 0 ? '' : `; ${nameSome(told, { most: SILENT })}`;
}

/** What has fallen silent, and what is heard of again; undefined where neither is. */
function silenceNews(before: Waiting | undefined, now: Waiting): string | undefined {
  const [were, are] = [silentOf(before ?? { silent: [] }), silentOf(now)];
  const fell = [...are].filter(([resource]) => !were.has(resource));
  const back = [...were.keys()].filter((resource) => !are.has(resource));
  const news = [
    ...fell.map(([resource, sinceMs]) => noWord(resource, Date.parse(now.time) - sinceMs)),
    ...back.map((resource) => `${plainLine(resource)}: heard of again`),
  ];
  return news.length === 0 ? undefined : news.join(', ');
}

const noWord = (resource: string, forMs: number): string =>
  `${plainLine(resource)}: no word for ${Math.max(0, Math.round(forMs / 1000))} s`;
