/**
 * Whether a port that somebody else has leads into our own store: another run of the same project has it then.
 *
 *     our store: a new upload, empty ──► PATCH 32 bytes to the port ──► our store: the upload has 32 bytes
 *
 * Nobody else can write there, so the answer itself need not be believed, and is not read. Both loopback addresses
 * are asked, since `localhost` is either.
 */
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { createDeadline } from '../../lib/deadline.ts';
import { formatRoute } from '../../oci/routes.ts';
import type { Store } from '../../ports/blobs.ts';

/** `gone`: nobody listens any more. */
export type PortOwner = 'same store' | 'other' | 'gone';

/** No image's repository: an upload alone makes none. */
const REPOSITORY = 'orchestrator/same-store';
const PROOF = new Uint8Array(32);
const PATIENCE_MS = 2_000;

/** Leaves nothing in the store. */
export async function findPortOwner(port: number, store: Store, signal: AbortSignal): Promise<PortOwner> {
  const first = await askOwner('127.0.0.1', port, store, signal);
  const second = await askOwner('::1', port, store, signal);
  if (first === 'other' || second === 'other') return 'other';
  return first;
}

async function askOwner(host: string, port: number, { uploads }: Store, signal: AbortSignal): Promise<PortOwner> {
  const id = await uploads.create(REPOSITORY);
  try {
    const path = formatRoute({ kind: 'upload', repository: REPOSITORY, id });
    if (!(await send(host, port, path, signal))) return 'gone';
    return (await uploads.offset(REPOSITORY, id)) === PROOF.length ? 'same store' : 'other';
  } finally {
    await uploads.cancel(REPOSITORY, id);
  }
}

/** False where nobody listens; whatever else happens, the store says what it was worth. */
async function send(host: string, port: number, path: string, signal: AbortSignal): Promise<boolean> {
  const { signal: within, end } = createDeadline(PATIENCE_MS, signal);
  const sent = request({ host, port, path, method: 'PATCH', agent: false, signal: within });
  sent.end(PROOF);
  try {
    await once(sent, 'response', { signal: within });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return !(error instanceof Error && 'code' in error && UNREACHABLE.has(String(error.code)));
  } finally {
    end();
    discard(sent);
  }
}

/** The second address of a machine without IPv6 is as free as one that nobody has. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETUNREACH']);

/** What an aborted request says afterwards is nobody's failure. */
function discard(sent: ClientRequest): void {
  sent.on('error', () => undefined);
  sent.destroy();
}
