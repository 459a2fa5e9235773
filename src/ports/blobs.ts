/**
 * The content-addressed store under `.orchestrator/registry`: blobs, upload sessions, and what repositories
 * know of them. Cache, embedded registry and the `layers` builder share it. Implemented in adapters/blobs.
 *
 * Crash-safe: content is written to a temp file, hashed on the way, fsynced, renamed. A reader sees all or nothing.
 */
import type { Digest, DigestAlgorithm } from '../image/digest.ts';
import type { Descriptor } from '../oci/descriptor.ts';

/** Inclusive, as HTTP ranges are. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How pieces are given. */
export interface Lending {
  /**
   * Whoever reads is done with each piece when it asks for the next, so its memory may be used again. Fresh memory for
   * each piece costs more than reading and hashing it.
   */
  readonly lends?: boolean;
}

export interface Blobs {
  /** Digests of all that is there, in no order. */
  list(): Promise<readonly Digest[]>;
  /** Size in bytes, or undefined when it is not there. */
  size(digest: Digest): Promise<number | undefined>;
  /** Checked against the digest when read whole; fails with STORE_DAMAGED and sets the file aside. */
  read(
    digest: Digest,
    options: Lending & { readonly range?: ByteRange; readonly signal: AbortSignal },
  ): AsyncIterable<Uint8Array>;
  /**
   * Stores a stream under its digest. A chunk must not be changed once it was given.
   *
   * @throws OrchestratorError DIGEST_MISMATCH when `expected` is given and the bytes are others, DISK_FULL.
   */
  write(
    source: AsyncIterable<Uint8Array> | Uint8Array,
    options: { readonly expected?: Digest; readonly algorithm?: DigestAlgorithm; readonly signal: AbortSignal },
  ): Promise<{ readonly digest: Digest; readonly size: number }>;
  /** False when it was not there. */
  remove(digest: Digest): Promise<boolean>;
}

/** Uploads that arrive in pieces; they survive the process. */
export interface Uploads {
  create(repository: string): Promise<string>;
  /** Bytes received so far, or undefined when there is no such upload. */
  offset(repository: string, id: string): Promise<number | undefined>;
  /** Appends at the end; returns the new offset. */
  append(repository: string, id: string, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number>;
  /** Turns the upload into a blob. @throws OrchestratorError DIGEST_MISMATCH; the upload is then gone. */
  finish(repository: string, id: string, expected: Digest, signal: AbortSignal): Promise<void>;
  cancel(repository: string, id: string): Promise<boolean>;
}

/** Which repository holds which manifests, tags and blobs. */
export interface Repositories {
  list(): Promise<readonly string[]>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  linkBlob(repository: string, digest: Digest): Promise<void>;
  unlinkBlob(repository: string, digest: Digest): Promise<boolean>;
  /** By tag or digest. */
  findManifest(repository: string, reference: string): Promise<Descriptor | undefined>;
  /** The bytes must be in {@link Blobs} already. `subject` makes it a referrer. */
  putManifest(
    repository: string,
    descriptor: Descriptor,
    options: { readonly tag?: string; readonly subject?: Digest },
  ): Promise<void>;
  /** By tag: the tag alone. By digest: the manifest and all its tags. False when it was not there. */
  removeManifest(repository: string, reference: string): Promise<boolean>;
  /** Sorted in ASCII order. Undefined when the repository is not known. */
  tags(repository: string): Promise<readonly string[] | undefined>;
  referrers(repository: string, subject: Digest): Promise<readonly Descriptor[]>;
}

export interface Store {
  readonly blobs: Blobs;
  readonly uploads: Uploads;
  readonly repositories: Repositories;
}
