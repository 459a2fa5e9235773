/** Where a parser stands in its tokens, and what it knows so far. Lives as long as one parse. */
import { TemplateFailure, type TemplateSpan } from './failure.ts';
import { lexTemplate, type Token } from './lexer.ts';

/** Lists, control actions and parentheses inside each other. */
const MOST_NESTED = 300;

export interface Cursor {
  readonly peek: () => Token | undefined;
  readonly move: () => void;
  readonly skipSpace: () => void;
  readonly isMark: (mark: string) => boolean;
  /** Expects `}}`. */
  readonly close: (context: string) => void;
  /** @throws TemplateFailure at the span, or at the next token. */
  readonly fail: (message: string, span?: TemplateSpan) => never;
  /** From the start to what was read last. */
  readonly spanFrom: (start: number) => TemplateSpan;
  /** Where the next token begins. */
  readonly here: () => number;
  /** Goes back to a token that was read before. */
  readonly mark: () => () => void;
  /** Runs one level deeper. */
  readonly nested: <T>(inner: () => T) => T;
  readonly level: () => number;
  /** Names of the variables that can be seen, with their `$`. */
  scope: readonly string[];
  /** Where each function is called first. */
  readonly functions: Map<string, TemplateSpan>;
}

export function createCursor(text: string): Cursor {
  const tokens = lexTemplate(text);
  let at = 0;
  let level = 0;
  const peek = (): Token | undefined => tokens[at];
  const fail = (message: string, span: TemplateSpan = peek() ?? { start: text.length, end: text.length }): never => {
    throw new TemplateFailure(message, span);
  };
  const skipSpace = (): void => {
    while (peek()?.kind === 'space') at++;
  };
  return {
    peek,
    move: () => {
      at++;
    },
    skipSpace,
    isMark: (mark) => {
      const token = peek();
      return token?.kind === 'mark' && token.text === mark;
    },
    close: (context) => {
      skipSpace();
      if (peek()?.kind !== 'close') fail(`unexpected ${describeToken(peek())} in ${context}`);
      at++;
    },
    fail,
    spanFrom: (start) => ({ start, end: tokens[at - 1]?.end ?? start }),
    here: () => peek()?.start ?? text.length,
    mark: () => {
      const marked = at;
      return () => {
        at = marked;
      };
    },
    nested: (inner) => {
      if (++level > MOST_NESTED) fail('the template is nested too deeply');
      const result = inner();
      level--;
      return result;
    },
    level: () => level,
    scope: ['$'],
    functions: new Map(),
  };
}

export function describeToken(token: Token | undefined): string {
  if (token === undefined) return 'end of the template';
  if (token.kind === 'constant') return JSON.stringify(token.value);
  return 'text' in token ? `"${token.text}"` : token.kind === 'close' ? '"}}"' : `"${token.kind}"`;
}
