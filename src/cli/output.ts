/**
 * Standard output and error. Node's own streams take 3 ms to load, which a short command has no other use for:
 *
 *     a file     is written to as it is, as Node does
 *     a pipe     is opened anew so that a write does not wait; from the first that would have to, Node's stream goes on
 *     the rest   is Node's, from the first write on: sockets, devices; terminals from the beginning, for their width
 */
import { constants, fstatSync, openSync, type Stats, writeSync } from 'node:fs';

type Failed = (error: NodeJS.ErrnoException) => void;

/** What is used of a stream. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string, done?: (error?: Error | null) => void): unknown;
  on(event: 'error', failed: Failed): unknown;
}

/** @param stream Node's, for `fd`; asking for it loads it. */
export function openOutput(fd: 1 | 2, stream: () => NodeJS.WriteStream): Output {
  const found = statOf(fd);
  if (found?.isCharacterDevice()) return stream();
  const direct = found && directOf(fd, found);
  const listeners: Failed[] = [];
  let taken: NodeJS.WriteStream | undefined;
  const takeStream = (): NodeJS.WriteStream => {
    taken = stream();
    for (const failed of listeners) taken.on('error', failed);
    return taken;
  };
  return {
    write(text, done) {
      let rest = Buffer.from(text);
      try {
        while (direct !== undefined && taken === undefined && rest.length > 0)
          rest = rest.subarray(writeSync(direct, rest));
      } catch (error) {
        const failure: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
        if (failure.code !== 'EAGAIN') {
          if (done === undefined && listeners.length === 0) throw failure;
          for (const failed of listeners) failed(failure);
          return done?.(failure);
        }
      }
      return rest.length === 0 ? done?.() : (taken ?? takeStream()).write(rest, done);
    },
    on(event, failed) {
      listeners.push(failed);
      taken?.on(event, failed);
    },
  };
}

function statOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}

/** What can be written to without waiting, or undefined. */
function directOf(fd: number, found: Stats): number | undefined {
  if (found.isFile()) return fd;
  if (!found.isFIFO() || process.platform !== 'linux') return undefined;
  try {
    // Another way into the same pipe: whether writes wait is a matter of each way, and the one at hand is not ours alone.
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
