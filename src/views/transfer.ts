/**
 * What has been moved so far, folded from `step.progress` events: bytes done, bytes in all, bytes a second.
 * Pure: time comes from the events.
 */
import type { Stamped, StepId } from '../events/event.ts';
import { formatBytes } from '../lib/terminal-text.ts';

interface Part {
  readonly done: number;
  readonly total: number | undefined;
}

interface Transfer {
  readonly startedMs: number;
  readonly nowMs: number;
  readonly unit: 'bytes' | 'objects' | 'files';
  readonly parts: Map<string, Part>;
}

export interface Transfers {
  /** Takes an event in; gives the step's line when it was a progress event. */
  add(
    event: Stamped,
  ): { readonly step: StepId; readonly line: string; readonly nowMs: number; readonly complete: boolean } | undefined;
}

export function createTransfers(): Transfers {
  const steps = new Map<StepId, Transfer>();
  return {
    add(event) {
      if (event.type !== 'step.progress') return undefined;
      const nowMs = Date.parse(event.time);
      const before = steps.get(event.step);
      const parts = before?.parts ?? new Map<string, Part>();
      parts.set(event.part, { done: event.done, total: event.total });
      const transfer = { startedMs: before?.startedMs ?? nowMs, nowMs, unit: event.unit, parts };
      steps.set(event.step, transfer);
      return { step: event.step, line: formatTransfer(transfer), nowMs, complete: isComplete(transfer) };
    },
  };
}

function formatTransfer({ parts, unit, startedMs, nowMs }: Transfer): string {
  const list = [...parts.values()];
  const done = list.reduce((sum, part) => sum + part.done, 0);
  const known = list.every((part) => part.total !== undefined);
  const total = list.reduce((sum, part) => sum + (part.total ?? 0), 0);
  const show = unit === 'bytes' ? formatBytes : (count: number) => `${count} ${unit}`;
  const seconds = (nowMs - startedMs) / 1000;
  const rate = unit === 'bytes' && seconds >= 0.5 ? `, ${formatBytes(done / seconds)}/s` : '';
  return `${show(done)}${known && total > 0 ? ` of ${show(total)}` : ''}${rate}`;
}

const isComplete = ({ parts }: Transfer): boolean =>
  [...parts.values()].every((part) => part.total !== undefined && part.done >= part.total);
