/**
 * Ends a group when this process is killed and cannot do so itself. Else a build that nobody waits for would go on and
 * push, while the next run builds the same.
 *
 *     us ──pipe──► sh        a line: the group has ended; the end of the pipe without one: we were killed
 *
 * A shell, because it must outlive us and costs little. It leads a session of its own, so that what ends our group or
 * our terminal leaves it alone. It sees neither the command nor its environment.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** What ends sooner, such as a question to git, is not worth a shell. */
const UNGUARDED_MS = 50;

/** As `Group.end` does it. */
const SCRIPT = `trap '' HUP INT TERM
read -r ended && exit
kill -s TERM -- "-$1" && sleep 2 && kill -s KILL -- "-$1"`;

/**
 * @param pid Of the leader.
 * @returns Says that the group has ended.
 */
export function guardGroup(pid: number): () => void {
  let dismiss = (): void => undefined;
  const timer = setTimeout(() => {
    dismiss = startGuard(pid);
  }, UNGUARDED_MS);
  timer.unref();
  return () => {
    clearTimeout(timer);
    dismiss();
  };
}

/** Where none can be started, the group is as it was without one. */
function startGuard(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid)], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  // Neither keeps us from ending.
  guard.unref();
  (guard.stdin as Socket).unref();
  return () => void guard.stdin.end('ended\n');
}
