/**
 * A process group: a child that leads it, and all that it started and that did not leave on purpose (setsid).
 *
 *     TERM ──► 2 s ──► KILL
 *
 * Signalling only the child would leave its children behind: `sh -c "a | b"` dies, a and b live on.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardGroup } from './guard.ts';

const GRACE_MS = 2000;
const LOOK_EVERY_MS = 20;

/** Groups that live now. Whatever ends this process ends them too; after a SIGKILL their guards do it. */
const living = new Set<number>();

export interface Group {
  /** Ends all of it: SIGTERM, and SIGKILL to what is left after 2 s. */
  end(): Promise<void>;
  /** Nothing of it is left, or nothing more can be done. */
  forget(): void;
}

/** @param pid Of the leader, which was started detached. */
export function createGroup(pid: number): Group {
  if (living.size === 0) process.on('exit', killAll);
  living.add(pid);
  const dismissGuard = guardGroup(pid);
  return {
    async end() {
      if (!signal(pid, 'SIGTERM')) return;
      const end = performance.now() + GRACE_MS;
      while (await isAlive(pid)) {
        if (performance.now() >= end) return void signal(pid, 'SIGKILL');
        await sleep(LOOK_EVERY_MS);
      }
    },
    forget() {
      living.delete(pid);
      dismissGuard();
      if (living.size === 0) process.off('exit', killAll);
    },
  };
}

function killAll(): void {
  for (const pid of living) signal(pid, 'SIGKILL');
}

/** False where nobody is left. */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(-pid, name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether anybody in the group still runs. The dead whom nobody has waited for count as members to kill(2), and
 * in a container whose first process is no init they stay for good: Linux says in /proc who is dead.
 */
async function isAlive(pid: number): Promise<boolean> {
  if (!signal(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(names.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')));
  // PID (NAME) STATE PARENT GROUP …, where NAME may hold anything.
  return states.some((text) => {
    const [state, , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return group === String(pid) && state !== 'Z' && state !== 'X';
  });
}
