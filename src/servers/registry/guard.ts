/**
 * Who may ask at all, decided from the request's head before anything else is read.
 *
 *     Host     one of our names: a page that had its own name rebound to 127.0.0.1 sends that name
 *     Origin   absent: only browsers send one, and no page has business here
 *     password where the registry is open to others than this machine
 *
 * Pure. Source: architecture, "Embedded registry"; RFC 9110, 7.2; Fetch standard, "Origin" header; RFC 7617 (Basic).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Answer, refuse } from './answer.ts';

export interface Policy {
  /** Names and addresses that the registry is called by, lower case, without ports; IPv6 without brackets. */
  readonly hosts: ReadonlySet<string>;
  /** Any user name goes with it. */
  readonly password?: string;
}

export interface RequestHead {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** The address of ours that the client reached; a literal address cannot be rebound. */
  readonly localAddress?: string | undefined;
}

/** The names that this machine has for itself. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** The refusal, or undefined where the request may go on. */
export function findRefusal(head: RequestHead, policy: Policy): Answer | undefined {
  const { host, origin, authorization } = head;
  const name = host === undefined ? undefined : hostName(host);
  const reached = head.localAddress?.replace(/^::ffff:(?=\d+\.)/, '').toLowerCase();
  if (name === undefined || !(policy.hosts.has(name) || name === reached)) {
    return refuse('DENIED', `this registry is not called "${host ?? ''}"`);
  }
  if (origin !== undefined) return refuse('DENIED', 'requests of web pages are refused');
  if (policy.password !== undefined && !hasPassword(authorization, policy.password)) {
    const headers = { 'www-authenticate': 'Basic realm="orchestrator"' };
    return refuse('UNAUTHORIZED', 'log in with the password of this registry', { headers });
  }
  return undefined;
}

/** The name in `NAME[:PORT]`, lower case, IPv6 without its brackets; undefined for anything else. */
export function hostName(host: string): string | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?)\.?)(?::\d{1,5})?$/i.exec(host);
  return (found?.[1] ?? found?.[2])?.toLowerCase();
}

function hasPassword(authorization: string | undefined, password: string): boolean {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = given.indexOf(':');
  return colon !== -1 && isSame(given.slice(colon + 1), password);
}

/** In a time that says nothing of where the two differ, or of their lengths. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(hashOf(a), hashOf(b));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
