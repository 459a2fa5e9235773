/**
 * Long-running programs: started, probed until they answer, stopped with everything they started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from './run.ts';
import { findProgram } from './tools.ts';

/** How long a program may take to answer its first probe, in ms. A busy machine needs much more than an idle one. */
const READY_MS = 60_000;
/** How long a program may take to end after SIGTERM, in ms. */
const STOP_MS = 15_000;
const PROBE_EVERY_MS = 25;

export interface Daemon {
  readonly pid: number;
  /** Absolute path of the file with its stdout and stderr. */
  readonly log: string;
  /** Ends it: SIGTERM, then SIGKILL to its whole process group. Resolves when it is gone; may be called twice. */
  stop(): Promise<void>;
}

export interface DaemonOptions {
  /** Names the log file; unique within the run. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** True when the service answers. It may throw: that counts as "not yet". */
  readonly probe: () => Promise<boolean>;
  /** SIGTERM unless said; SIGKILL for one that would take its time and has nothing to save. */
  readonly stopSignal?: NodeJS.Signals;
}

/**
 * Starts a program and waits until its probe answers.
 *
 * @throws Error with the last lines of its log, when it ends early or does not answer in time.
 */
export async function startDaemon(run: Run, options: DaemonOptions): Promise<Daemon> {
  const log = join(run.logs, `${options.name}.log`);
  const file = await open(log, 'a');
  // A group of its own: a Ctrl-C in the terminal reaches the tests first, and a stop reaches all of it.
  const child = spawn(options.program, options.args, {
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
    env: { ...process.env, ...options.env, ORCHESTRATOR_E2E_RUN: run.folder },
  });
  // Both listen from the start: the event comes before a file is closed.
  await Promise.all([once(child, 'spawn'), file.close()]);
  const stop = () => stopGroup(child, options.stopSignal ?? 'SIGTERM');
  try {
    await waitUntilReady(run, child, options);
  } catch (cause) {
    await stop();
    throw new Error(`${options.name} did not get ready: ${await readTail(log)}`, { cause });
  }
  return { pid: child.pid ?? 0, log, stop };
}

/** Removes a service's folder, undoing what is still mounted below it. */
export async function removeFolder(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .sort()
    .reverse();
  const umount = findProgram('umount') ?? '/bin/umount';
  for (const mount of mounts) await once(spawn(umount, ['-l', mount], { stdio: 'ignore' }), 'exit');
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function waitUntilReady(run: Run, child: ChildProcess, options: DaemonOptions): Promise<void> {
  const end = performance.now() + READY_MS;
  while (true) {
    run.signal.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended early');
    if (await options.probe().catch(() => false)) return;
    if (performance.now() > end) throw new Error(`no answer within ${READY_MS / 1000} s`);
    await sleep(PROBE_EVERY_MS);
  }
}

async function stopGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  if (!hasEnded()) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await Promise.race([exit, sleep(STOP_MS, undefined, { ref: false })]);
  }
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    // Nobody was left in the group.
  }
  if (!hasEnded()) await once(child, 'exit');
}

async function readTail(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
  return `${lines.slice(-15).join('\n')}\n(log: ${log})`;
}
