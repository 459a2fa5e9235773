/** Why an exchange came to no end: what the retry asks, and the sentence for a person. No bytes of it were used. */
import { OrchestratorError } from '../../errors/problem.ts';

export type FailureKind =
  /** No address, nobody there, or silence while connecting. */
  | 'unreachable'
  /** The name is not known at all: asking again is pointless. */
  | 'unknown-host'
  /** The certificate or the handshake: asking again is pointless. */
  | 'tls'
  /** The connection broke, or nothing came for too long. */
  | 'broken'
  /** The body ended in order, but before the length that was announced. */
  | 'short'
  /** What came is no HTTP. */
  | 'protocol'
  /** A proxy does not let us through: asking again is pointless. */
  | 'proxy';

export class WireFailure extends Error {
  readonly kind: FailureKind;
  /** Whether a kept connection broke before a byte of the answer: the server had closed it, no more. */
  readonly wasKept: boolean;

  constructor(
    kind: FailureKind,
    message: string,
    options: { readonly cause?: unknown; readonly wasKept?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'WireFailure';
    this.kind = kind;
    this.wasKept = options.wasKept ?? false;
  }
}

export const isRepeatable = (kind: FailureKind): boolean =>
  kind === 'unreachable' || kind === 'broken' || kind === 'short';

const NAMES: Readonly<Record<string, readonly [FailureKind, string]>> = {
  ECONNREFUSED: ['unreachable', 'nobody listens there'],
  EHOSTUNREACH: ['unreachable', 'there is no way to that host'],
  ENETUNREACH: ['unreachable', 'there is no network'],
  ETIMEDOUT: ['unreachable', 'the connection timed out'],
  EAI_AGAIN: ['unreachable', 'its name cannot be looked up now'],
  ENOTFOUND: ['unknown-host', 'its name is not known'],
  ECONNRESET: ['broken', 'the connection was reset'],
  EPIPE: ['broken', 'the connection was closed'],
  ERR_STREAM_PREMATURE_CLOSE: ['short', 'the answer ended early'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', 'its certificate is for another name'],
  CERT_HAS_EXPIRED: ['tls', 'its certificate has expired'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'its certificate is signed by itself'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'its certificate is of an unknown authority'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', 'its certificate is of an unknown authority'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', 'its certificate is of an unknown authority'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['tls', 'it does not speak TLS'],
  EPROTO: ['tls', 'it does not speak TLS as it should'],
};

/** Node's error as a failure; OrchestratorErrors and failures pass unchanged. */
export function toFailure(error: unknown, wasKept = false): WireFailure | OrchestratorError {
  if (error instanceof WireFailure || error instanceof OrchestratorError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException; // Node's sockets reject with nothing else
  // Both ends of one story have one code; only an orderly end says "aborted".
  if (code === 'ECONNRESET' && message === 'aborted')
    return new WireFailure('short', 'the answer ended early', { cause: error });
  const known = NAMES[code];
  if (known !== undefined) return new WireFailure(known[0], known[1], { cause: error, wasKept });
  if (code.startsWith('HPE_')) return new WireFailure('protocol', 'it does not speak HTTP', { cause: error });
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('CERT_'))
    return new WireFailure('tls', `the TLS handshake failed (${code})`, { cause: error });
  return new WireFailure('broken', `the connection failed${code === '' ? '' : ` (${code})`}`, { cause: error });
}
