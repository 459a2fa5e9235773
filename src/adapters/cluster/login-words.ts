/**
 * What a connection logs in with, so that no answer of a server, or of a proxy before it, carries it to a person.
 *
 *     {"message": "who is Bearer eyJhbGci…?"}  ─►  {"message": "who is Bearer ***?"}
 */
import type { RequestOptions } from 'node:https';
import type { Answer } from './answer.ts';

export interface LoginWords {
  /** Of each login: tokens run out, and an old one may still be good. */
  learn(login: Pick<RequestOptions, 'headers' | 'auth'>): void;
  /** The answer without them, where it is a failure; warnings in any case. */
  hide(answer: Answer): Answer;
}

/** Shorter ones are in any word. */
const SHORTEST = 4;

export function createLoginWords(): LoginWords {
  const known = new Set<string>();
  const add = (...words: readonly string[]): void => {
    for (const word of words) if (word.length >= SHORTEST) known.add(word);
  };
  const hide = (text: string): string =>
    [...known].toSorted((a, b) => b.length - a.length).reduce((rest, word) => rest.replaceAll(word, '***'), text);
  return {
    learn({ headers, auth }) {
      const header = (headers as Readonly<Record<string, unknown>> | undefined)?.['Authorization'];
      if (typeof header === 'string') add(header.slice(header.indexOf(' ') + 1));
      if (typeof auth !== 'string') return;
      add(Buffer.from(auth).toString('base64'), auth, auth.slice(auth.indexOf(':') + 1));
    },
    hide(whole) {
      const answer = whole.warnings === undefined ? whole : { ...whole, warnings: whole.warnings.map(hide) };
      if (answer.status < 400 || known.size === 0) return answer;
      try {
        // As strings, since JSON may write a sign in more than one way.
        const said: unknown = JSON.parse(answer.text, (_, value: unknown) =>
          typeof value === 'string' ? hide(value) : value,
        );
        return { ...answer, text: JSON.stringify(said) };
      } catch {
        return { ...answer, text: hide(answer.text) };
      }
    },
  };
}
