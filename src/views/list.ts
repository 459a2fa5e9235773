/**
 * Events as a live list of steps, drawn by listr2, for people at a terminal.
 * listr2 is a view here, not the engine: each task only waits for its step's `step.finished`. A task is drawn once its
 * step starts: of many steps, those that are at work are the last lines on the screen.
 */
import { DefaultRenderer, Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput, type SimpleRenderer } from 'listr2';
import { explain } from '../errors/explain.ts';
import type { View } from '../events/bus.ts';
import type { Step, StepId } from '../events/event.ts';
import { plainLine, wrapText } from '../lib/terminal-text.ts';
import { finishedLine, noticeLines } from './plain.ts';
import { createTails } from './tail.ts';
import { createTransfers } from './transfer.ts';
import { createWaits } from './waits.ts';

type Task = ListrTaskWrapper<unknown, typeof Renderer, typeof SimpleRenderer>;

export type Terminal = NodeJS.WriteStream;

/** Columns that listr2 writes before a line. */
const MARGIN = 8;

/** Lines of a wait, and those that are left to the rest of the screen. */
const LEAST_ROWS = 3;
const OTHER_ROWS = 3;

/** The last line of a step is one line on the screen, so that the list does not jump. */
const cut = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);

/** listr2 looks at standard output to see whether it may draw; whoever chose this view has looked at the terminal. */
class Renderer extends DefaultRenderer {
  static override nonTTY = true;
}

export interface ListView {
  readonly view: View;
  /** Resolves when the last list has been drawn. */
  closed(): Promise<void>;
}

/** @param terminal Where everything goes, whatever standard output is: that one is for results, and may be a file. */
export function createListView(terminal: Terminal): ListView {
  const write = (line: string): void => void terminal.write(`${line}\n`);
  // Asked anew each time, because a terminal may be resized. listr2 itself would take the width of standard output.
  const width = (): number => Math.max(10, (terminal.columns ?? 80) - MARGIN);
  const rows = new Map<StepId, Row>();
  const tails = createTails();
  const transfers = createTransfers();
  const waits = createWaits();
  const later: string[] = [];
  const countdown = createCountdown((step) => {
    const most = Math.max(LEAST_ROWS, (terminal.rows ?? 24) - rows.size - OTHER_ROWS);
    const lines = [waits.headline(step, Date.now()), ...waits.tree(step, most)];
    rows.get(step)?.output(lines.map((line) => cut(line, width())).join('\n'));
  });
  let drawn: Promise<unknown> = Promise.resolve();

  const view: View = (event) => {
    tails.add(event);
    const moved = transfers.add(event);
    switch (event.type) {
      case 'run.planned':
        for (const step of event.steps) rows.set(step.id, createRow(step, width));
        drawn = draw([...rows.values()], terminal);
        return;
      case 'step.started':
        rows.get(event.step)?.start();
        return;
      case 'step.progress':
        if (moved !== undefined) rows.get(event.step)?.output(moved.line);
        return;
      case 'step.waiting':
      case 'step.verdict':
        waits.add(event);
        countdown.start(event.step);
        return;
      case 'step.output':
        rows.get(event.step)?.output(cut(plainLine(event.line), width()));
        return;
      case 'step.finished':
        countdown.stop(event.step);
        rows.get(event.step)?.finish(event.outcome, finishedLine(event), event.lines?.map(plainLine));
        return;
      case 'notice':
        later.push(...noticeLines(event));
        return;
      case 'run.finished':
        countdown.stop();
        for (const row of rows.values()) row.finish('skipped', 'skipped');
        drawn = drawn.then(() => {
          for (const line of [...later, ...tails.failed(), ...explain(event.problems)]) write(line);
        });
        return;
      default:
        event satisfies never;
    }
  };
  return { view, closed: async () => void (await drawn) };
}

interface Countdown {
  /** Draws soon, and each second from now on. */
  start(step: StepId): void;
  /** All of them where none is named. */
  stop(step?: StepId): void;
}

/** Changes of many objects at once are drawn together. */
const SOON_MS = 50;

/** Its timers only draw: the run does not last for them. */
function createCountdown(drawStep: (step: StepId) => void): Countdown {
  const timers = new Map<StepId, NodeJS.Timeout>();
  const soon = new Map<StepId, NodeJS.Timeout>();
  const drawSoon = (step: StepId): void => {
    soon.delete(step);
    drawStep(step);
  };
  return {
    start(step) {
      if (!timers.has(step)) timers.set(step, setInterval(() => drawStep(step), 1000).unref());
      if (!soon.has(step)) soon.set(step, setTimeout(() => drawSoon(step), SOON_MS).unref());
    },
    stop(step) {
      for (const all of [timers, soon])
        for (const [one, timer] of all) {
          if (step !== undefined && step !== one) continue;
          clearTimeout(timer);
          all.delete(one);
        }
    },
  };
}

interface Row {
  readonly step: Step;
  /** listr2 asks before it draws anything, and again when it would run the task: the second answer waits. */
  isEnabled(): boolean | Promise<boolean>;
  run(task: Task): Promise<void>;
  start(): void;
  output(line: string): void;
  /** @param more Lines that stay below it. */
  finish(outcome: string, line: string, more?: readonly string[]): void;
}

/** One step between its events and listr2's task. listr2 may come for the task later than the first event. */
function createRow(step: Step, width: () => number): Row {
  let task: Task | undefined;
  let last = step.why ?? '';
  let end: { readonly outcome: string; readonly line: string; readonly more: readonly string[] } | undefined;
  let asked = false;
  let start: () => void = () => undefined;
  const started = new Promise<boolean>((resolve) => {
    start = () => resolve(true);
  });
  let settle: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    step,
    isEnabled() {
      if (asked) return started;
      asked = true;
      return false;
    },
    start,
    async run(wrapper) {
      task = wrapper;
      task.output = last;
      await ended;
      if (end === undefined) return;
      const lines = [`${step.title} ${end.line}`, ...end.more].flatMap((line) => wrapIndented(line, width()));
      task.title = lines.join('\n');
      if (end.outcome === 'failed' || end.outcome === 'cancelled') throw new Error(end.outcome);
      if (end.outcome === 'skipped') task.skip();
    },
    output(line) {
      last = line;
      if (task !== undefined) task.output = line;
    },
    finish(outcome, line, more = []) {
      end ??= { outcome, line, more };
      start();
      settle();
    },
  };
}

function wrapIndented(line: string, width: number): readonly string[] {
  const [indent = ''] = /^ */.exec(line) ?? [];
  return wrapText(line.trimStart(), width - indent.length).map((part) => `${indent}${part}`);
}

const draw = (rows: readonly Row[], terminal: Terminal): Promise<unknown> =>
  new Listr<unknown, typeof Renderer, 'simple'>(
    rows.map((row) => ({
      title: row.step.title,
      enabled: () => row.isEnabled(),
      task: (_, task) => row.run(task),
    })),
    {
      renderer: Renderer,
      concurrent: true,
      exitOnError: false,
      // Our own listener decides what a signal does; listr2's would end the program in the middle of its clean-up.
      registerSignalListeners: false,
      rendererOptions: {
        collapseErrors: false,
        showErrorMessage: false,
        logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: new ProcessOutput(terminal, terminal) }),
      },
    },
  ).run();
