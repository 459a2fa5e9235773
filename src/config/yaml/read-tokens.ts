/**
 * The first, cheap half of reading YAML: scanning under limits, before anything is built out of the text. The scanner
 * is stopped as soon as a limit is passed, so the cost of a hostile file is bounded by the limits, not by its size.
 * Pure.
 */
import { type CST, Lexer, Parser } from 'yaml';
import type { Problem, SourceSpan } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import type { Limits } from './limits.ts';

export function readTokens(text: string, file: string, limits: Limits): Result<readonly CST.Token[]> {
  const at = (start: number): SourceSpan => ({ file, start, end: start, text: '' });
  if (text.length > limits.characters) return err(overLimit(`${limits.characters} characters`, at(0)));
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > limits.tokens) return err(overLimit(`${limits.tokens} words and marks`, { ...at(0), text }));
    tokens.push(...parser.next(lexeme));
    if (tokens.length > limits.tokens) break;
  }
  tokens.push(...parser.end());
  const documents = tokens.filter((token) => token.type === 'document');
  if (documents.length > limits.documents) return err(overLimit(`${limits.documents} documents`, { ...at(0), text }));
  const deep = findDeep(documents, limits.depth);
  if (deep !== undefined)
    return err(overLimit(`${limits.depth} levels of maps and lists`, { ...at(deep), text, end: deep + 1 }));
  return ok(tokens);
}

export const overLimit = (limit: string, at: SourceSpan): Problem => ({
  code: 'CONFIG_LIMIT',
  message: `${at.file} holds more than ${limit}`,
  at,
});

/** The offset of the first token that lies too deep. Walks without recursion: depth is what is in question. */
function findDeep(documents: readonly CST.Token[], limit: number): number | undefined {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = documents.map((token) => ({
    token,
    depth: 0,
  }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > limit) return token.offset;
    const children =
      token.type === 'document'
        ? [token.value]
        : 'items' in token
          ? token.items.flatMap((item) => [item.key, item.value])
          : [];
    for (const child of children)
      if (child !== undefined && child !== null) stack.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}
