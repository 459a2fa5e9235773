/**
 * A command in a container, over a WebSocket of the API server: what it prints, line by line, and its exit code.
 *
 *     1 stdout, 2 stderr ─► lines        3 ─► the end, as a Status
 *
 * Nothing is sent twice: what was begun may have done something. A connection on which nothing comes for a minute,
 * although it is asked three times for a sign, is given up.
 *
 * Source: Kubernetes, `v4.channel.k8s.io` and `v5.channel.k8s.io` of remotecommand.
 */
import type { Duplex } from 'node:stream';
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef, type ObjectRef } from '../../live/object.ts';
import type { ExecOptions } from '../../ports/cluster.ts';
import { createLines } from '../system/output.ts';
import type { Connection } from './connection.ts';
import { objectPath } from './path.ts';
import { statusError } from './status.ts';
import { createFrames, frameOf, type Message } from './websocket.ts';

const PROTOCOLS = 'v5.channel.k8s.io, v4.channel.k8s.io';
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const PING_MS = 20_000;
const SILENCE_MS = 60_000;

/** @returns The exit code. @throws OrchestratorError CLUSTER_*, APPLY_FAILED where it cannot be run at all. */
export async function execIn(
  connection: Connection,
  pod: ObjectRef,
  { container, command, onLine }: ExecOptions,
  signal: AbortSignal,
): Promise<number> {
  const query = new URLSearchParams([
    ['container', container],
    ['stdout', 'true'],
    ['stderr', 'true'],
  ]);
  for (const word of command) query.append('command', word);
  const what = `run a command in ${describeRef(pod)}`;
  const opened = await connection.upgrade(`${objectPath(pod, {}, 'exec')}?${query}`, PROTOCOLS, signal);
  if ('status' in opened) throw statusError(what, opened);
  const lines = {
    [STDOUT]: createLines((line) => onLine('stdout', line)),
    [STDERR]: createLines((line) => onLine('stderr', line)),
  };
  let status: Status | undefined;
  const see = ({ kind, payload }: Message): void => {
    if (kind !== 'data') return;
    const [channel] = payload;
    if (channel === STDOUT || channel === STDERR) lines[channel].push(payload.subarray(1));
    if (channel === STATUS) status = JSON.parse(payload.subarray(1).toString('utf8')) as Status;
  };
  try {
    await converse(opened.socket, opened.head, see, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OrchestratorError({ code: 'CLUSTER_UNREACHABLE', message: `${what}: ${why}` }, { cause });
  }
  for (const one of Object.values(lines)) one.end();
  if (status === undefined)
    throw new OrchestratorError({ code: 'CLUSTER_FAILED', message: `${what}: the connection ended before it did` });
  return exitCodeOf(status, what);
}

/** Until the server ends it. */
function converse(socket: Duplex, head: Buffer, see: (message: Message) => void, signal: AbortSignal): Promise<void> {
  const frames = createFrames();
  let heardAt = performance.now();
  return new Promise<void>((resolve, reject) => {
    const end = (error?: unknown): void => {
      clearInterval(pinging);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const stop = (): void => end(signal.reason);
    const take = (chunk: Buffer): void => {
      heardAt = performance.now();
      try {
        for (const message of frames.push(chunk)) {
          see(message);
          if (message.kind === 'ping') socket.write(frameOf('pong', message.payload));
          if (message.kind === 'close') end();
        }
      } catch (error) {
        end(error);
      }
    };
    const pinging = setInterval(() => {
      if (performance.now() - heardAt > SILENCE_MS) end(new Error('nothing came for a minute'));
      else socket.write(frameOf('ping'));
    }, PING_MS);
    socket.on('data', take);
    socket.on('error', end);
    socket.on('close', () => end());
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else if (head.length > 0) take(head);
  });
}

interface Status {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

function exitCodeOf({ status, reason, message = 'it failed', details }: Status, what: string): number {
  if (status === 'Success') return 0;
  const code = details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message;
  if (reason === 'NonZeroExitCode' && code !== undefined) return Number(code);
  throw new OrchestratorError({ code: 'CLUSTER_FAILED', message: `${what}: ${message}` });
}
