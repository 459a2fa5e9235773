/** The last lines of each step, kept so that those of a failed one can be repeated at the end. */
import type { Stamped, StepId } from '../events/event.ts';
import { plainLine } from '../lib/terminal-text.ts';

const KEPT = 20;

export interface Tails {
  add(event: Stamped): void;
  /** The heading and the lines of every step that failed, in the order in which they failed. */
  failed(): readonly string[];
}

export function createTails(): Tails {
  const titles = new Map<StepId, string>();
  const lines = new Map<StepId, string[]>();
  const failed: StepId[] = [];
  return {
    add(event) {
      if (event.type === 'run.planned') for (const step of event.steps) titles.set(step.id, step.title);
      if (event.type === 'step.finished' && event.outcome === 'failed') failed.push(event.step);
      if (event.type !== 'step.output') return;
      const line = plainLine(event.line);
      if (line.trim() === '') return;
      const kept = lines.get(event.step) ?? [];
      kept.push(line);
      if (kept.length > KEPT) kept.shift();
      lines.set(event.step, kept);
    },
    failed: () =>
      failed.flatMap((step) => {
        const kept = lines.get(step) ?? [];
        if (kept.length === 0) return [];
        return [`last lines of ${titles.get(step) ?? step}:`, ...kept.map((line) => `  ${line}`)];
      }),
  };
}
