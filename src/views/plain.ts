/**
 * Events as plain lines: for logs, for CI, and wherever the output is no terminal.
 *
 *     [build web] docker: the engine's own builder is enough
 *     [build web] Step 1/3 : FROM scratch
 *     [build web] done in 1.2 s: reg/web:1@sha256:…
 */
import { explain } from '../errors/explain.ts';
import type { View } from '../events/bus.ts';
import type { Stamped, StepId } from '../events/event.ts';
import { formatDuration, plainLine } from '../lib/terminal-text.ts';
import { createTails } from './tail.ts';
import { createTransfers } from './transfer.ts';
import { createWaits } from './waits.ts';

/** A progress line at most this often for each step. */
const PROGRESS_EVERY_MS = 2000;
/** After so long without a line, a wait says that it goes on: a silent job is ended by those that run it. */
const HEARTBEAT_MS = 30_000;

export function createPlainView(write: (line: string) => void): View {
  const titles = new Map<StepId, string>();
  const lastProgressMs = new Map<StepId, number>();
  const tails = createTails();
  const transfers = createTransfers();
  const waits = createWaits();
  const lastSaidMs = new Map<StepId, number>();
  const started = new Set<StepId>();
  const say = (step: StepId, line: string, nowMs?: number): void => {
    if (nowMs !== undefined) lastSaidMs.set(step, nowMs);
    write(`[${titles.get(step) ?? step}] ${line}`);
  };

  return (event: Stamped) => {
    tails.add(event);
    switch (event.type) {
      case 'run.planned':
        for (const step of event.steps) titles.set(step.id, step.title);
        return;
      case 'step.started':
        started.add(event.step);
        return;
      case 'step.progress': {
        const moved = transfers.add(event);
        if (moved === undefined) return;
        const due = moved.nowMs - (lastProgressMs.get(event.step) ?? moved.nowMs - 1) >= PROGRESS_EVERY_MS;
        if (!lastProgressMs.has(event.step) || due) lastProgressMs.set(event.step, moved.nowMs);
        if (due) say(event.step, moved.line);
        return;
      }
      case 'step.waiting': {
        const nowMs = Date.parse(event.time);
        const news = waits.add(event);
        if (news !== undefined) say(event.step, news, nowMs);
        else if (nowMs - (lastSaidMs.get(event.step) ?? nowMs) >= HEARTBEAT_MS)
          say(event.step, waits.heartbeat(event.step, nowMs), nowMs);
        else if (!lastSaidMs.has(event.step)) lastSaidMs.set(event.step, nowMs);
        return;
      }
      case 'step.verdict': {
        const line = waits.add(event);
        if (line !== undefined) say(event.step, line, Date.parse(event.time));
        return;
      }
      case 'step.output':
        // A blank line says nothing, and would stand between the lines of other steps.
        if (plainLine(event.line).trim() !== '') say(event.step, plainLine(event.line));
        return;
      case 'step.finished':
        // The error names those that were not begun, all in one line.
        if (event.outcome === 'skipped' && !started.has(event.step)) return;
        for (const line of event.lines ?? []) say(event.step, plainLine(line));
        say(event.step, finishedLine(event));
        return;
      case 'notice':
        for (const line of noticeLines(event)) write(line);
        return;
      case 'run.finished':
        for (const line of [...tails.failed(), ...explain(event.problems)]) write(line);
        return;
      default:
        event satisfies never;
    }
  };
}

/** `cached in 1.2 s: result (why)`, without the time where it took none. */
export function finishedLine({
  outcome,
  durationMs,
  result,
  why,
}: Extract<Stamped, { type: 'step.finished' }>): string {
  const took = durationMs >= 1 ? ` in ${formatDuration(durationMs)}` : '';
  const reason = why === undefined ? '' : ` (${plainLine(why)})`;
  return `${outcome}${took}${result === undefined ? '' : `: ${plainLine(result)}`}${reason}`;
}

/** A warning with its code, place and hint where it has them, else one line. The sentence is the notice's: what it means here. */
export const noticeLines = ({ level, message, problem }: Extract<Stamped, { type: 'notice' }>): readonly string[] =>
  problem === undefined ? [`${level}: ${plainLine(message)}`] : explain([{ ...problem, message }], 'warning');
