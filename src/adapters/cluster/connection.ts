/**
 * Requests to one API server over kept-alive sockets. Retries what may be sent twice: everything here is idempotent,
 * since an apply says what is to be, and a delete names a UID.
 *
 *     429                wait as Retry-After says, 30 s at most, then again
 *     502 503 504, cut   a pause that doubles, then again
 *     a minute of 429s and cuts in a row ends it
 */
import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';

export interface Access {
  /** URL of the API server; a path below it is kept. */
  readonly server: string;
  /** TLS and authorization; asked for each request, since tokens run out. */
  readonly authorize: (options: RequestOptions) => Promise<void>;
}

export interface Ask {
  readonly method: 'GET' | 'PATCH' | 'DELETE' | 'POST';
  readonly path: string;
  readonly accept?: string;
  readonly body?: { readonly text: string; readonly type: string };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Connection {
  /** Any status but those that are retried. */
  ask(ask: Ask, signal: AbortSignal): Promise<Answer>;
  /** The body as it comes; the answer has status 200 or is read whole. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage>;
  /** What the server's clock is ahead of ours, in ms, by its last answer; it says whole seconds. */
  clockOffsetMs(): number;
  close(): void;
}

const SOCKETS = 32;
const GIVE_UP_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 100;
const HALF_A_SECOND_MS = 500;
/** A whole answer, from the request on. */
const ANSWER_MS = 60_000;
const BUSY = new Set([429, 502, 503, 504]);
const CUTS = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET']);

export function createConnection({ server, authorize }: Access): Connection {
  const base = new URL(server);
  const agents = new Map<string, Agent>();
  let clockOffsetMs = 0;

  /** One for each set of TLS settings: client-node makes a new agent for every request. */
  const agentFor = ({ ca, cert, key, rejectUnauthorized, servername }: RequestOptions): Agent => {
    const id = JSON.stringify([ca, cert, key, rejectUnauthorized, servername].map(String));
    const known = agents.get(id);
    if (known !== undefined) return known;
    const made = new Agent({
      keepAlive: true,
      maxSockets: SOCKETS,
      scheduling: 'fifo',
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
      ...(servername !== undefined && { servername }),
    });
    agents.set(id, made);
    return made;
  };

  const send = async ({ method, path, accept, body }: Ask, signal: AbortSignal): Promise<IncomingMessage> => {
    const options: RequestOptions = {
      method,
      host: base.hostname,
      port: base.port === '' ? 443 : base.port,
      path: `${base.pathname.replace(/\/$/, '')}${path}`,
      headers: {
        accept: accept ?? 'application/json',
        'user-agent': 'orchestrator',
        ...(body && { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) }),
      },
      signal,
    };
    await authorize(options);
    options.agent = agentFor(options);
    return new Promise((resolve, reject) => {
      const outgoing = request(options, (incoming) => {
        const offset = Date.parse(incoming.headers.date ?? '') + HALF_A_SECOND_MS - Date.now();
        // Below a second it is what the header leaves out.
        if (Number.isFinite(offset)) clockOffsetMs = Math.abs(offset) < 1000 ? 0 : offset;
        resolve(incoming);
      });
      outgoing.on('error', reject);
      outgoing.end(body?.text);
    });
  };

  const once = async (ask: Ask, signal: AbortSignal): Promise<Answer & { readonly waitMs: number | undefined }> => {
    const incoming = await send(ask, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
    const text = await readAll(incoming);
    const { statusCode = 0, headers } = incoming;
    return { status: statusCode, text, waitMs: secondsOf(headers['retry-after']) };
  };

  return {
    async ask(ask, signal) {
      const end = performance.now() + GIVE_UP_MS;
      for (let pause = FIRST_WAIT_MS; ; pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
        signal.throwIfAborted();
        const answer = await once(ask, signal).catch((error: unknown) => error as NodeJS.ErrnoException);
        signal.throwIfAborted();
        if (!(answer instanceof Error) && !BUSY.has(answer.status)) return answer;
        if (answer instanceof Error && !CUTS.has(answer.code ?? '') && answer.name !== 'TimeoutError')
          throw unreachable(server, answer);
        const asked = answer instanceof Error ? undefined : answer.waitMs;
        const wait = Math.min(asked ?? pause * (0.5 + Math.random()), LONGEST_WAIT_MS);
        if (performance.now() + wait > end) {
          if (answer instanceof Error) throw unreachable(server, answer);
          return answer;
        }
        await sleep(wait, undefined, { signal });
      }
    },
    open: (path, signal) => send({ method: 'GET', path }, signal),
    clockOffsetMs: () => clockOffsetMs,
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function unreachable(server: string, cause: NodeJS.ErrnoException): OrchestratorError {
  const why = cause.code ?? cause.message;
  return new OrchestratorError(
    { code: 'CLUSTER_UNREACHABLE', message: `the API server ${server} cannot be reached: ${why}` },
    { cause },
  );
}

/** Retry-After in ms; the API server only writes seconds. */
function secondsOf(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds * 1000;
}

export async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
