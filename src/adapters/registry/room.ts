/** What the parts of the client share. */
import type { Digest } from '../../image/digest.ts';
import type { Clock } from '../../ports/system.ts';
import type { Ask } from './conversation.ts';
import type { Endpoint } from './endpoint.ts';
import type { Persistence } from './persistence.ts';
import type { PieceBook } from './piece-book.ts';
import type { Secrets } from './secrets.ts';
import type { UploadMemory } from './upload-memory.ts';

export interface Room {
  readonly ask: Ask;
  readonly persistence: Persistence;
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Origins by what they turned out not to have, kept for the run. */
  readonly lacks: Lacks;
  readonly pieces: PieceBook;
  /** How long a registry may take to check and store what it was sent. */
  readonly commitMs: number;
  /** Uploads of earlier runs. */
  readonly uploads: UploadMemory;
  readonly onResume?: ((resumed: Resumed) => void) | undefined;
}

/** What is told of an upload that goes on where an earlier run left it. */
export interface Resumed {
  readonly host: string;
  readonly digest: Digest;
  /** Bytes that the registry has, of all. */
  readonly offset: number;
  readonly size: number;
}

export interface Lacks {
  readonly head: Set<string>;
  readonly chunks: Set<string>;
  readonly referrers: Set<string>;
  /** Mirrors that cannot be reached. */
  readonly mirrors: Set<string>;
}

/** A repository of one endpoint, with what its URLs start with. */
export interface At {
  readonly endpoint: Endpoint;
  /** With the endpoint's prefix. */
  readonly repository: string;
  /** `ORIGIN/v2/REPOSITORY/`. */
  readonly base: string;
}

export function locate(endpoint: Endpoint, repository: string): At {
  const full = `${endpoint.prefix}${repository}`;
  const path = full.split('/').map(encodeURIComponent).join('/');
  return { endpoint, repository: full, base: `${endpoint.origin}/v2/${path}/` };
}

/** Where a manifest is, by tag or digest. */
export const manifestUrl = ({ base }: At, which: string): string =>
  `${base}manifests/${encodeURIComponent(which).replace('%3A', ':')}`;
