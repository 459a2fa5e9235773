/**
 * kill -9 at the n-th system call of a kind, by strace's fault injection.
 *
 *     strace -f -e inject=rename:signal=SIGKILL:when=3 node orchestrator.cjs build
 *
 * strace counts the calls of each thread by itself; with one worker there is one count. The signal comes when the call
 * is entered, so that what it would have done is not done.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { TestContext } from 'vitest';
import { under } from './matrix/project.ts';
import { cleanEnv, programPath } from './program.ts';
import { createFolder } from './services/provided.ts';

export interface Traced {
  readonly context: Pick<TestContext, 'skip'>;
  readonly cwd: string;
  readonly words: readonly string[];
  /** One name for each architecture, e.g. `rename,renameat,renameat2`. */
  readonly call: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether the run came to its n-th call, and was killed there. Nothing but that kill ends a run so. */
export async function killAt(run: Traced, when: number): Promise<boolean> {
  const { exitCode, signal } = await trace(run, '/dev/null', '-e', `inject=${run.call}:signal=SIGKILL:when=${when}`);
  return exitCode === 137 || signal === 'SIGKILL';
}

/** How often the thread that makes most of these calls makes them in a run that nobody kills. */
export async function countCalls(run: Traced): Promise<number> {
  const log = join(await createFolder(), 'calls');
  const { exitCode, stderr } = await trace(run, log, '-e', `trace=${run.call}`);
  if (exitCode !== 0) throw new Error(`ended with ${exitCode}:\n${stderr}`);
  const counts = new Map<string, number>();
  for (const line of (await readFile(log, 'utf8')).split('\n')) {
    const [, thread = ''] = /^(\d+) +\w+\(/.exec(line) ?? [];
    if (thread !== '') counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function trace({ context, cwd, words, env }: Traced, log: string, ...options: readonly string[]) {
  const [strace = '', ...args] = under(context, 'strace', '-f', '-qq', '-o', log, ...options);
  return execa(strace, [...args, process.execPath, programPath, ...words], {
    cwd,
    env: cleanEnv(cwd, { UV_THREADPOOL_SIZE: '1', ...env }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}
