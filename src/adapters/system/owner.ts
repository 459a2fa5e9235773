/**
 * Who holds something, so that another process can tell whether that one still runs.
 *
 *     "1234 567890 pid:[4026531836]"      pid, start, pid namespace
 *
 * The start tells two processes of one pid apart. One of another pid namespace, a container, cannot be asked.
 */
import { readFile, readlink } from 'node:fs/promises';

/** This process. */
export const ownerMark = async (): Promise<string> =>
  `${process.pid} ${await startOf(process.pid)} ${await namespaceOf()}`;

/** Whether the process of a mark runs; undefined where it cannot be known. */
export async function isRunning(mark: string): Promise<boolean | undefined> {
  const [pid = '', start, namespace] = mark.split(' ');
  if (namespace !== (await namespaceOf())) return undefined;
  return isThere(Number(pid)) && start === (await startOf(Number(pid)));
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The 22nd field of proc(5)'s stat; `-` where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

const namespaceOf = (): Promise<string> => readlink('/proc/self/ns/pid').catch(() => '-');
