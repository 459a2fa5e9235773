/**
 * A request and its answer, without the socket: what handlers take and give. `exchange.ts` carries both over HTTP.
 */
import { formatRegistryError } from '../../oci/registry-error.ts';
import { type WireErrorCode, wireErrors } from '../../oci/wire-errors.ts';

export interface Call {
  /** Upper case. */
  readonly method: string;
  readonly query: URLSearchParams;
  /** By its name in lower case. */
  header(name: string): string | undefined;
  /** Whether the request said that it has a body. */
  readonly hasBody: boolean;
  /** The body, once. Asking for it is what lets a client that waits for `100 Continue` send it. */
  body(): AsyncIterable<Uint8Array>;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
}

/** An answer without a body. */
export const answer = (status: number, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: status === 204 ? headers : { 'content-length': '0', ...headers },
});

/** An answer in JSON. */
export function answerJson(value: unknown, headers: Answer['headers'] = {}): Answer {
  const body = JSON.stringify(value);
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return { status: 200, headers: { 'content-type': 'application/json', ...length, ...headers }, body };
}

/** A refusal in the specification's shape, with the status of its code unless another one fits better. */
export function refuse(
  code: WireErrorCode,
  message: string,
  { status = wireErrors[code], headers = {} }: { readonly status?: number; readonly headers?: Answer['headers'] } = {},
): Answer {
  const body = formatRegistryError({ code, message });
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return { status, headers: { 'content-type': 'application/json', ...length, ...headers }, body };
}
