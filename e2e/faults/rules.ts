/**
 * What a scripted proxy is told: which requests, and what happens to them.
 *
 *     { when: { method: 'PUT', path: /\/manifests\//, nth: 1 }, do: answer(503) }
 */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Seen } from './requests.ts';

export interface Rule {
  readonly when: When;
  readonly do: Action;
  /** Waits so long before anything happens, in ms. */
  readonly afterMs?: number;
}

/** All given parts must hold; none given matches every request. */
export interface When {
  readonly method?: string;
  /** Against path and query: equal as text, or found by a pattern. */
  readonly path?: string | RegExp;
  /** Only the nth request, or these, that this rule's other parts match; 1 is the first. */
  readonly nth?: number | readonly number[];
  /** Anything else that a test wants to look at. */
  readonly if?: (seen: Seen) => boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export type Action =
  /** To the upstream and back, unchanged. */
  | { readonly kind: 'pass' }
  /** The proxy's own answer; the upstream hears nothing. */
  | { readonly kind: 'answer'; readonly with: Reply | ((seen: Seen) => Reply | Promise<Reply>) }
  /** To the upstream and back, unchanged; between the two, when all of the answer is there, the call. */
  | { readonly kind: 'forward then'; readonly call: (seen: Seen) => void | Promise<void> }
  /** Reads the request and never answers. */
  | { readonly kind: 'hang' }
  | ({ readonly kind: 'cut' } & Cut)
  | ({ readonly kind: 'alter' } & Alter);

/** Ends the connection after so many bytes of a body. */
export interface Cut {
  /** `request`: of what the client sends (the upstream gets those bytes too); `response`: of what it is sent. */
  readonly direction: 'request' | 'response';
  /** 0: before the first byte of the body, and for a response before its headers too. */
  readonly bytes: number;
  /** `reset` (TCP RST) or `end` (orderly close, too early); default `reset`. */
  readonly how?: 'reset' | 'end';
}

/** Changes the upstream's answer on its way. */
export interface Alter {
  readonly status?: number;
  /** Set, or removed where null. Names in lower case. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Headers as the upstream is to see them; null removes one. */
  readonly requestHeaders?: Readonly<Record<string, string | null>>;
  /** The whole body in, another one out; a length header is corrected. */
  readonly body?: (bytes: Buffer) => Uint8Array | string;
}

/** The proxy's own answer. A body that is no text and no bytes is sent as JSON. */
export function answer(
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Uint8Array | object = '',
): Action {
  if (typeof body === 'string' || body instanceof Uint8Array)
    return { kind: 'answer', with: { status, headers, body } };
  const json = { 'content-type': 'application/json', ...headers };
  return { kind: 'answer', with: { status, headers: json, body: JSON.stringify(body) } };
}

/** An answer as registries give it: `{"errors":[{"code","message"}]}`. */
export function registryError(status: number, code: string, headers: OutgoingHttpHeaders = {}): Action {
  return answer(status, headers, { errors: [{ code, message: `scripted ${code}` }] });
}

export function redirect(location: string, status = 307): Action {
  return answer(status, { location });
}

/** What a guest network's login page answers to everything. */
export const captivePortal: Action = answer(
  200,
  { 'content-type': 'text/html; charset=utf-8' },
  '<!DOCTYPE html><html><body>Welcome to the guest network. Please sign in.</body></html>',
);

/** Rules with their counters. */
export function createMatcher(initial: readonly Rule[]): {
  add(...rules: readonly Rule[]): void;
  /** The first rule that matches; counts the request for every rule that it was tried on. */
  find(seen: Seen): Rule | undefined;
} {
  const counted = (rule: Rule) => ({ rule, count: 0 });
  let entries = initial.map(counted);
  return {
    add: (...rules) => {
      entries = [...rules.map(counted), ...entries];
    },
    find: (seen) =>
      entries.find((entry) => {
        if (!matches(entry.rule.when, seen)) return false;
        entry.count += 1;
        const { nth } = entry.rule.when;
        return nth === undefined || [nth].flat().includes(entry.count);
      })?.rule,
  };
}

function matches(when: When, seen: Seen): boolean {
  if (when.method !== undefined && when.method !== seen.method) return false;
  if (typeof when.path === 'string' && when.path !== seen.path) return false;
  if (when.path instanceof RegExp && seen.path.search(when.path) === -1) return false;
  return when.if?.(seen) ?? true;
}
