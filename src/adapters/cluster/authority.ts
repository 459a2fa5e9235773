/** The certificate authority that a server's chain ends in. Pure. */
import { createHash } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';

/** `sha256:…` of the last certificate of a chain; a root is its own issuer. */
export function authorityOf(leaf: DetailedPeerCertificate): string {
  let last = leaf;
  while (last.issuerCertificate !== undefined && last.issuerCertificate.fingerprint256 !== last.fingerprint256)
    last = last.issuerCertificate;
  return `sha256:${createHash('sha256').update(last.raw).digest('hex')}`;
}
