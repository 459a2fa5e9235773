/**
 * Passwords and tokens that this client holds, so that no text of a server can carry one of them to a person.
 *
 *     clean('denied: Bearer eyJhbGci… is stale')  ─►  'denied: Bearer [hidden] is stale'
 */
import { plainLine } from '../../lib/terminal-text.ts';

export interface Secrets {
  add(...secrets: readonly string[]): void;
  /** A stranger's text for a message: one printable line of at most 200 characters without any secret. */
  clean(text: string): string;
  /** Whether a text holds one, as it is or as a URL writes it. */
  isIn(text: string): boolean;
}

/** Shorter ones would hide half of every sentence; no registry takes such a password. */
const SHORTEST = 4;

export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add: (...secrets) => {
      for (const secret of secrets) if (secret.length >= SHORTEST) known.add(secret);
    },
    isIn: (text) => [...known].some((one) => text.includes(one) || text.includes(encodeURIComponent(one))),
    clean: (text) => {
      // Longest first, or a part of a longer one would be left.
      const longest = [...known].toSorted((a, b) => b.length - a.length);
      const hide = (line: string): string => longest.reduce((rest, one) => rest.replaceAll(one, '[hidden]'), line);
      // Once more afterwards: what escapes had torn apart is whole again when they are gone.
      const line = hide(plainLine(hide(text).replace(/\s+/g, ' ').trim()));
      return line.length > 200 ? `${line.slice(0, 199)}…` : line;
    },
  };
}

/** A URL for a message: without user, query and fragment, where signatures and tokens stand. */
export function showUrl(url: string): string {
  if (!URL.canParse(url)) return 'a malformed URL';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
