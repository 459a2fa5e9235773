/**
 * Content digests: `ALGORITHM:HEX`, as the OCI image-spec v1.1 writes them. sha256 and sha512 are the
 * registered algorithms; anything else is no digest here. Pure but for hashing.
 */
import { type Hash, hash } from 'node:crypto';

/** `sha256:` and 64, or `sha512:` and 128 lower-case hex digits. Made by {@link asDigest} and {@link digestOf} only. */
export type Digest = `${DigestAlgorithm}:${string}` & { readonly brand: 'Digest' };
export type DigestAlgorithm = 'sha256' | 'sha512';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export const isDigest = (text: string): text is Digest => DIGEST.test(text);

/** The text as a digest, or undefined where it is none. */
export const asDigest = (text: string): Digest | undefined => (isDigest(text) ? text : undefined);

export const algorithmOf = (digest: Digest): DigestAlgorithm => (digest.startsWith('sha512:') ? 'sha512' : 'sha256');

export const hexOf = (digest: Digest): string => digest.slice(digest.indexOf(':') + 1);

/** The digest of bytes that are all at hand. */
export const digestOf = (bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): Digest =>
  `${algorithm}:${hash(algorithm, bytes, 'hex')}` as Digest;

/** The digest of a hash that was fed elsewhere; ends the hash. */
export const finishDigest = (fed: Hash, algorithm: DigestAlgorithm = 'sha256'): Digest =>
  `${algorithm}:${fed.digest('hex')}` as Digest;

/** The first 12 hex digits, for people. */
export const shortDigest = (digest: Digest): string => hexOf(digest).slice(0, 12);
