/**
 * A child from its start to the end of its group.
 *
 *     lines, tail ─► exit ─► output ends ─► what it left behind is ended ─► Finished
 *         └─ abort, timeout, broken input ─► the group is ended ─► that failure
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Finished, RunOptions } from '../../ports/system.ts';
import { codeOf } from '../blobs/disk-error.ts';
import type { Group } from './group.ts';
import { createLines, createTail } from './output.ts';

const KEEP_BYTES = 1024 * 1024;
/** How long output is awaited after the program is gone: only a process that it left behind can hold the pipe. */
const DRAIN_MS = 2000;

export type Child = Pick<ChildProcess, 'stdin' | 'stdout' | 'stderr'> & NodeJS.EventEmitter;

/** @param program For messages. */
export async function attend(child: Child, group: Group, options: RunOptions, program: string): Promise<Finished> {
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  const stdout = follow(child.stdout, 'stdout', options);
  const stderr = follow(child.stderr, 'stderr', options);
  const stopped = stopSignal(options, program);
  const input = sendInput(child, options.input);
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= group.end();
  };
  stopped.signal.addEventListener('abort', end, { once: true });
  if (stopped.signal.aborted) end();
  input.catch(end);
  try {
    const [code, signal] = await exited;
    await Promise.race([Promise.all([stdout.ended, stderr.ended]), stopped.after(DRAIN_MS)]);
    await (ending ?? group.end());
    await Promise.race([Promise.all([stdout.ended, stderr.ended]), stopped.after(DRAIN_MS)]);
    stdout.close();
    stderr.close();
    child.stdin?.destroy();
    await input;
    if (stopped.signal.aborted) throw abortError(stopped.signal);
    const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stopped.clear();
  }
}

interface Followed {
  readonly ended: Promise<void>;
  close(): void;
  text(): string;
}

function follow(stream: Readable | null, name: 'stdout' | 'stderr', options: RunOptions): Followed {
  const { onLine } = options;
  const lines = onLine && createLines((line) => onLine(name, line), options.maxLineBytes);
  const tail = createTail(options.keepBytes ?? KEEP_BYTES);
  const ended = new Promise<void>((resolve) => {
    stream?.on('data', (chunk: Buffer) => {
      lines?.push(chunk);
      tail.push(chunk);
    });
    stream?.once('close', () => resolve());
    if (stream === null) resolve();
  });
  return {
    ended,
    close() {
      stream?.destroy();
      lines?.end();
    },
    text: () => tail.text(),
  };
}

/** A child that reads only a part of its input, or none, is no failure; a source that fails is. */
async function sendInput(child: Child, input: RunOptions['input']): Promise<void> {
  if (input === undefined || child.stdin === null) return;
  const source = Readable.from(typeof input === 'string' ? [input] : input);
  try {
    await pipeline(source, child.stdin);
  } catch (error) {
    if (source.errored && !['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(codeOf(error))) throw error;
  }
}

/** The caller's signal and the time limit as one, and timers that end with the run. */
function stopSignal({ signal, timeoutMs }: RunOptions, program: string) {
  const controller = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const forward = (): void => controller.abort(abortError(signal));
  const later = (ms: number, work: () => void): void => void timers.add(setTimeout(work, ms));
  signal.addEventListener('abort', forward, { once: true });
  if (signal.aborted) forward();
  if (timeoutMs !== undefined)
    later(timeoutMs, () =>
      controller.abort(
        new OrchestratorError({ code: 'TIMED_OUT', message: `"${program}" did not end within ${timeoutMs} ms` }),
      ),
    );
  return {
    signal: controller.signal,
    after: (ms: number) => new Promise<void>((resolve) => later(ms, resolve)),
    clear(): void {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', forward);
    },
  };
}
