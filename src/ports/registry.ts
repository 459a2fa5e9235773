/**
 * An OCI registry as the pipeline sees it. Two implementations: adapters/registry speaks the distribution
 * protocol, servers/registry answers for the embedded registry without a socket. `cli/wire.ts` picks by host.
 *
 * Every byte is checked against its digest in both directions. Failures are OrchestratorErrors:
 * REGISTRY_UNREACHABLE, _UNAUTHORIZED, _DENIED, _NOT_FOUND, _LIMITED, _FAILED, DIGEST_MISMATCH, CANCELLED.
 */
import type { Digest } from '../image/digest.ts';
import type { ImageReference, Repository } from '../image/reference.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Lending } from './blobs.ts';

export interface FetchedManifest {
  readonly descriptor: Descriptor;
  /** Exactly as received: a manifest is never written anew, or its digest changes. */
  readonly bytes: Uint8Array;
}

/** Content that can be read several times: a retry starts over. */
export interface BlobSource {
  readonly descriptor: Descriptor;
  readonly open: (signal: AbortSignal, lending?: Lending) => AsyncIterable<Uint8Array>;
  /** Reading it fails before the last chunk where the bytes are not the descriptor's, so nobody needs to hash them again. */
  readonly isVerified?: boolean;
}

/**
 * A blob that is sent while it is made, before its digest is known: the push that is given it sends what is missing. It
 * never fails; what became of it shows in the push.
 */
export interface EarlyBlob {
  /** The next bytes from the start, which must not change any more. Some may be left to the push. */
  give(bytes: Uint8Array): void;
  /** Nobody will push it: what was sent is given up. Does nothing once a push has taken it. */
  drop(): Promise<void>;
}

export interface PushBlobOptions {
  /** Of this blob and this repository; who has it believes that the registry does not have the blob. */
  readonly early?: EarlyBlob | undefined;
  /** Repositories of the same registry that may hold it already: mounted from there, not sent. */
  readonly mountFrom?: readonly Repository[];
  /** Bytes that the registry has taken; the last call equals the size. */
  readonly onProgress?: (doneBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Registry {
  /** By digest where the reference has one, else by tag (`latest` where it has none). Undefined when it is not there. */
  resolve(reference: ImageReference, signal: AbortSignal): Promise<Descriptor | undefined>;
  pullManifest(reference: ImageReference, signal: AbortSignal): Promise<FetchedManifest>;
  pullBlob(repository: Repository, descriptor: Descriptor, signal: AbortSignal): AsyncIterable<Uint8Array>;
  hasBlob(repository: Repository, digest: Digest, signal: AbortSignal): Promise<boolean>;
  pushBlob(
    repository: Repository,
    source: BlobSource,
    options: PushBlobOptions,
  ): Promise<'present' | 'mounted' | 'sent'>;
  /**
   * Begins a blob whose digest is not known yet. Whoever begins it pushes or drops it. Absent, or undefined: there is
   * nothing to be gained.
   */
  beginBlob?(repository: Repository, signal: AbortSignal): Promise<EarlyBlob | undefined>;
  /** Under the tag where the reference has one, else under its digest. Blobs and children must be there already. */
  pushManifest(reference: ImageReference, manifest: FetchedManifest, signal: AbortSignal): Promise<void>;
  tags(repository: Repository, signal: AbortSignal): Promise<readonly string[]>;
  referrers(repository: Repository, subject: Digest, signal: AbortSignal): Promise<readonly Descriptor[]>;
  /** For whoever will push, and has time now: code is loaded. Opens no socket. */
  makeReady?(repository: Repository): Promise<void>;
}
