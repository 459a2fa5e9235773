/**
 * All objects of a kind, then every change: list, watch from there, and list anew where the history ends.
 *
 *     list ─► watch ──lines──► changed, deleted; heard with its first byte and each bookmark
 *       ▲       │ 410, or an ERROR line          the history is gone
 *       └───────┤ the connection ends            goes on from the last version that was seen
 *               ├ silent for a minute            the same; bookmarks come once a minute where nothing else does
 *               ├ 401, 403 where it was let in   the same, for half a minute
 *               └ away, where it was there       the same, for as long as somebody waits
 *
 * Each of these says `lost`. Before each try a pause, which doubles while tries bring nothing.
 *
 * Source: Kubernetes API concepts, efficient detection of changes.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ResourceKind } from '../../live/object.ts';
import type { ListedObjects, ListOptions, WatchEvent } from '../../ports/cluster.ts';
import type { Connection } from './connection.ts';
import { kindPath } from './path.ts';
import { pauseMs } from './pause.ts';
import { statusError } from './status.ts';

/** The server ends a watch by itself; before that, so that a stuck one is noticed. */
const WATCH_SECONDS = 300;
/** Bookmarks come about once a minute. */
const SILENCE_MS = 90_000;
/** An API server that has just started refuses everybody but administrators, until it has read who may do what. */
const STARTING_MS = 30_000;

type List = (kind: ResourceKind, options: ListOptions, signal: AbortSignal) => Promise<ListedObjects>;

export async function* watchKind(
  connection: Connection,
  list: List,
  kind: ResourceKind,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  let fails = 0;
  let from: string | undefined;
  let letInAt: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    let isMoved = false;
    try {
      if (from === undefined) {
        const listed = await list(kind, options, signal);
        yield { type: 'listed', items: listed.items };
        from = listed.resourceVersion;
      }
      const end: End = yield* follow(connection, kind, options, from, signal);
      isMoved = end.version !== from;
      from = end.isGone ? undefined : end.version;
      letInAt = performance.now();
    } catch (error) {
      const isStarting = letInAt !== undefined && performance.now() - letInAt < STARTING_MS;
      const isPassing = letInAt !== undefined && codeOf(error) === 'CLUSTER_UNREACHABLE';
      if (!isPassing && !(isStarting && codeOf(error) === 'CLUSTER_DENIED')) throw error;
    }
    yield { type: 'lost' };
    // A connection that brought something was a good one.
    fails = isMoved ? 0 : fails + 1;
    await sleep(pauseMs(fails, Math.random()), undefined, { signal });
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof OrchestratorError ? error.problems[0].code : undefined;

interface End {
  /** The last one that was seen. */
  readonly version: string;
  /** True where the server's history does not reach back to it. */
  readonly isGone: boolean;
}

async function* follow(
  connection: Connection,
  kind: ResourceKind,
  { namespace, labelSelector, fieldSelector }: ListOptions,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, End> {
  let version = from;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  timer.unref();
  const path = kindPath(kind, namespace, {
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: from,
    timeoutSeconds: String(WATCH_SECONDS),
    labelSelector,
    fieldSelector,
  });
  try {
    const incoming = await connection.open(path, AbortSignal.any([signal, silence.signal]));
    if ('text' in incoming) {
      if (incoming.status === 410) return { version, isGone: true };
      if (incoming.status === 429 || incoming.status >= 500) return { version, isGone: false };
      throw statusError(`watch ${kind.resource}`, incoming);
    }
    const lines = createInterface({ input: incoming });
    // After the last line that is wanted nobody listens to it, and its end by our own hand would end the process.
    lines.on('error', () => {});
    // Kept from here on: what comes while somebody hears of the connection would be lost otherwise.
    const received = lines[Symbol.asyncIterator]();
    yield { type: 'heard' };
    for await (const line of received) {
      timer.refresh();
      const event = parseEvent(line);
      // Half a line, or something that nobody knows: what follows cannot be trusted to be whole.
      if (event === undefined) return { version, isGone: true };
      if (event.type === 'ERROR') return { version, isGone: true };
      version = event.object.metadata.resourceVersion ?? version;
      if (event.type === 'DELETED') yield { type: 'deleted', object: event.object };
      else if (event.type === 'BOOKMARK') yield { type: 'heard' };
      else yield { type: 'changed', object: event.object };
    }
    return { version, isGone: false };
  } catch (error) {
    signal.throwIfAborted();
    if (isCut(error) || silence.signal.aborted) return { version, isGone: false };
    throw error;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

const isCut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);

const TYPES = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] as const;

type Line = { readonly type: 'ERROR' } | { readonly type: (typeof TYPES)[number]; readonly object: LiveObject };

function parseEvent(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as { readonly type?: unknown; readonly object?: LiveObject };
    if (value.type === 'ERROR') return { type: 'ERROR' };
    const type = TYPES.find((known) => known === value.type);
    return type === undefined || value.object === undefined ? undefined : { type, object: value.object };
  } catch {
    return undefined;
  }
}
