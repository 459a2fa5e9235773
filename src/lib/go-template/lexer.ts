/**
 * Template text → tokens.
 *
 *     a {{- if .X }}b{{/* note *\/}}{{ end }}      `{{- ` and ` -}}` take the white space beside them away
 *
 * Pure. Source: text/template/parse/lex.go.
 */
import { TemplateFailure, type TemplateSpan } from './failure.ts';
import { numberOf, readChar, readQuoted } from './literals.ts';

export type Token = TemplateSpan &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'open' | 'close' | 'space' }
    /** One of ( ) | , := = */
    | { readonly kind: 'mark'; readonly text: string }
    | { readonly kind: 'word'; readonly text: string }
    /** With its dot or its `$`. */
    | { readonly kind: 'field' | 'variable'; readonly text: string }
    | { readonly kind: 'dot' }
    | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  );

const OPEN = '{{';
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const NUMBER = /[+-]?(?:0[xX][0-9A-Fa-f_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?\.?)/y;
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, nil: null };

export function lexTemplate(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < text.length) {
    const open = text.indexOf(OPEN, at);
    const end = open === -1 ? text.length : open;
    const trimsBefore = open !== -1 && /^\{\{-[ \t\r\n]/.test(text.slice(open, open + 4));
    let piece = text.slice(at, end);
    if (trimsNext) piece = piece.replace(/^[ \t\r\n]+/, '');
    if (trimsBefore) piece = trimEnd(piece);
    if (piece !== '') tokens.push({ kind: 'text', text: piece, start: at, end });
    if (open === -1) break;
    [at, trimsNext] = lexAction(text, open, open + (trimsBefore ? 3 : 2), tokens);
  }
  return tokens;
}

/** Reads from behind `{{` to behind `}}`. @returns Where text goes on, and whether its white space is taken away. */
function lexAction(text: string, open: number, start: number, tokens: Token[]): readonly [number, boolean] {
  const comment = /[ \t\r\n]*\/\*/y;
  comment.lastIndex = start;
  if (comment.test(text)) return skipComment(text, open, comment.lastIndex);
  tokens.push({ kind: 'open', start: open, end: start });
  let at = start;
  let depth = 0;
  for (;;) {
    const close = /(?:[ \t\r\n]-)?\}\}/y;
    close.lastIndex = at;
    const closed = close.exec(text);
    if (closed !== null) {
      if (depth > 0) throw new TemplateFailure('a "(" is not closed', { start: at, end: at + 2 });
      tokens.push({ kind: 'close', start: at, end: close.lastIndex });
      return [close.lastIndex, closed[0].length > 2];
    }
    if (at >= text.length) throw new TemplateFailure('"{{" is not closed', { start: open, end: open + 2 });
    const token = readToken(text, at);
    if (token.kind === 'mark' && token.text === '(') depth++;
    if (token.kind === 'mark' && token.text === ')') depth--;
    if (depth < 0) throw new TemplateFailure('a ")" closes nothing', token);
    tokens.push(token);
    at = token.end;
  }
}

function skipComment(text: string, open: number, start: number): readonly [number, boolean] {
  const end = text.indexOf('*/', start);
  if (end === -1) throw new TemplateFailure('a comment is not closed', { start: open, end: open + 4 });
  const close = /[ \t\r\n]*?(?:[ \t\r\n]-)?\}\}/y;
  close.lastIndex = end + 2;
  const closed = close.exec(text);
  if (closed === null) throw new TemplateFailure('a comment ends before "}}"', { start: end, end: end + 2 });
  return [close.lastIndex, closed[0].endsWith('-}}')];
}

function readToken(text: string, at: number): Token {
  const char = text[at] ?? '';
  const span = (end: number): TemplateSpan => ({ start: at, end });
  if (/[ \t\r\n]/.test(char))
    return { kind: 'space', ...span(at + (/^[ \t\r\n]+/.exec(text.slice(at))?.[0].length ?? 1)) };
  if (text.startsWith(':=', at)) return { kind: 'mark', text: ':=', ...span(at + 2) };
  if ('()|,='.includes(char)) return { kind: 'mark', text: char, ...span(at + 1) };
  if (char === '"' || char === '`') {
    const [value, end] = readQuoted(text, at);
    return { kind: 'constant', value, ...span(end) };
  }
  if (char === "'") {
    const [value, end] = readChar(text, at);
    return { kind: 'constant', value, ...span(end) };
  }
  const name = match(NAME, text, at + (char === '.' || char === '$' ? 1 : 0));
  if (char === '$') return { kind: 'variable', text: `$${name}`, ...span(at + 1 + name.length) };
  if (char === '.' && name !== '') return { kind: 'field', text: name, ...span(at + 1 + name.length) };
  if (char !== '.' && name !== '') return wordToken(name, span(at + name.length));
  const number = match(NUMBER, text, at);
  if (number !== '') {
    const value = numberOf(number);
    const end = at + number.length;
    if (value === undefined || match(NAME, text, end) !== '') throw new TemplateFailure('bad number', span(end + 1));
    return { kind: 'constant', value, ...span(end) };
  }
  if (char === '.') return { kind: 'dot', ...span(at + 1) };
  throw new TemplateFailure(`unexpected ${JSON.stringify(char)} in an action`, span(at + 1));
}

function wordToken(name: string, span: TemplateSpan): Token {
  const value = Object.hasOwn(constants, name) ? constants[name] : undefined;
  return value === undefined ? { kind: 'word', text: name, ...span } : { kind: 'constant', value, ...span };
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Without a regular expression: one that is anchored at the end is quadratic. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text[end - 1] ?? 'x')) end--;
  return text.slice(0, end);
}
