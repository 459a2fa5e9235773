/**
 * Paths against patterns with wildcards, in time linear in the path: every position of the pattern that
 * could still match is followed at once, so nothing is ever tried twice.
 *
 *     src/**\/*.ts     against     src/cli/main.ts
 *     s r c / [any folders] [not "/"]* . t s
 *
 * Regular expressions made of the same patterns need 61 s for `*a*a*a*a*b` against 255 times "a".
 * Pure. The languages that compile to these tokens are in `docker-ignore.ts` and `globs.ts`.
 */
export type Token =
  /** This very UTF-16 code unit. */
  | { readonly is: 'char'; readonly code: number }
  /** One code unit but `/`. */
  | { readonly is: 'one' }
  /** One code unit of a set. */
  | { readonly is: 'class'; readonly has: (code: number) => boolean }
  /** Any number of code units but `/`. */
  | { readonly is: 'star' }
  /** Nothing, or whole folders with their slash. */
  | { readonly is: 'folders' }
  /** Nothing, or a slash and all that follows. */
  | { readonly is: 'below' }
  /** Anything at all. */
  | { readonly is: 'rest' };

export interface Wildcard {
  /** The text that alone matches, where there is no wildcard. */
  readonly literal?: string;
  matches(path: string): boolean;
  /** Whether a path below this folder could match. */
  reaches(folder: string): boolean;
}

const SLASH = 0x2f;

/** The tokens of a text without wildcards. */
export const literally = (text: string): readonly Token[] =>
  Array.from({ length: text.length }, (_, at) => ({ is: 'char', code: text.charCodeAt(at) }) as const);

/** A text without wildcards. */
export const createLiteral = (literal: string): Wildcard => ({
  literal,
  matches: (path) => path === literal,
  reaches: (folder) => literal.startsWith(folder) && literal.charCodeAt(folder.length) === SLASH,
});

export function createWildcard(tokens: readonly Token[]): Wildcard {
  const first = tokens.findIndex(isWild);
  if (first === -1) return createLiteral(textOf(tokens));
  const head = textOf(tokens.slice(0, first));
  const tail = textOf(tokens.slice(tokens.findLastIndex(isWild) + 1));
  // Most patterns of a long list are never asked beyond their head.
  let ready: Run | undefined;
  const run: Run = (text) => {
    ready ??= createRun(tokens.flatMap(statesOf));
    return ready(text);
  };
  return {
    matches: (path) => path.startsWith(head) && path.endsWith(tail) && run(path).matched,
    reaches: (folder) => {
      const prefix = `${folder}/`;
      const possible = prefix.length < head.length ? head.startsWith(prefix) : prefix.startsWith(head);
      return possible && run(prefix).open;
    },
  };
}

type State =
  | Exclude<Token, { readonly is: 'folders' | 'below' }>
  | { readonly is: 'fork'; readonly to: number }
  | Folder;
/** Within folders: stays on anything, goes on after a slash. */
type Folder = { readonly is: 'folder' } | { readonly is: 'slash' };

/** `folders` is "skip two, or be inside"; `below` is "end, or a slash and the rest". */
const statesOf = (token: Token): readonly State[] => {
  switch (token.is) {
    case 'folders':
      return [{ is: 'fork', to: 2 }, { is: 'folder' }];
    case 'below':
      return [{ is: 'fork', to: 3 }, { is: 'slash' }, { is: 'rest' }];
    default:
      return [token];
  }
};

const isWild = (token: Token): boolean => token.is !== 'char';

const textOf = (tokens: readonly Token[]): string =>
  tokens.map((token) => (token.is === 'char' ? String.fromCharCode(token.code) : '')).join('');

type Run = (text: string) => {
  readonly matched: boolean;
  /** More text could make, or keep, a match. */
  readonly open: boolean;
};

/** The state after the last is the end. Two sets are used in turn: no garbage. */
function createRun(states: readonly State[]): Run {
  let now = new Set<number>();
  let next = new Set<number>();
  return (text) => {
    now.clear();
    reach(states, 0, now);
    for (let at = 0; at < text.length && now.size > 0; at++) {
      next.clear();
      const code = text.charCodeAt(at);
      for (const index of now) step(states, index, code, next);
      [now, next] = [next, now];
    }
    const matched = now.has(states.length);
    return { matched, open: now.size > (matched ? 1 : 0) };
  };
}

/** Adds a state and all that can be had from it for nothing. */
function reach(states: readonly State[], from: number, into: Set<number>): void {
  for (let index = from; !into.has(index); index++) {
    into.add(index);
    const state = states[index];
    if (state?.is === 'fork') reach(states, index + state.to, into);
    else if (state?.is !== 'star' && state?.is !== 'rest') return;
  }
}

function step(states: readonly State[], index: number, code: number, into: Set<number>): void {
  const state = states[index];
  switch (state?.is) {
    case 'char':
      if (code === state.code) reach(states, index + 1, into);
      return;
    case 'one':
      if (code !== SLASH) reach(states, index + 1, into);
      return;
    case 'class':
      if (state.has(code)) reach(states, index + 1, into);
      return;
    case 'star':
      if (code !== SLASH) reach(states, index, into);
      return;
    case 'rest':
      reach(states, index, into);
      return;
    case 'slash':
      if (code === SLASH) reach(states, index + 1, into);
      return;
    case 'folder':
      into.add(index);
      if (code === SLASH) reach(states, index + 1, into);
      return;
    case 'fork':
    case undefined:
      return;
  }
}
