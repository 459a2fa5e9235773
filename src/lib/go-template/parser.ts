/**
 * Tokens → templates by name. The text itself is the template ''; `define` and `block` add others.
 *
 * Pure. Source: text/template/parse/parse.go.
 */
import type { Command, Operand, Piece, Pipe } from './ast.ts';
import { TemplateFailure, type TemplateSpan } from './failure.ts';
import { lexTemplate, type Token } from './lexer.ts';

export interface Template {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly named: ReadonlyMap<string, readonly Piece[]>;
  /** Where each function is called first. */
  readonly functions: ReadonlyMap<string, TemplateSpan>;
}

const MOST_NESTED = 200;
/** What ends a list of pieces. */
type Ending = { readonly word: 'end' | 'else' | ''; readonly span: TemplateSpan };

export function parseText(text: string): Template {
  const tokens = lexTemplate(text);
  const named = new Map<string, readonly Piece[]>();
  const functions = new Map<string, TemplateSpan>();
  let at = 0;
  let depth = 0;
  let loops = 0;
  let scope: readonly string[] = ['$'];

  const peek = (): Token | undefined => tokens[at];
  const atEnd: TemplateSpan = { start: text.length, end: text.length };
  const fail = (message: string, span: TemplateSpan = peek() ?? atEnd): never => {
    throw new TemplateFailure(message, span);
  };
  const skipSpace = (): void => {
    while (peek()?.kind === 'space') at++;
  };
  const isMark = (mark: string): boolean => {
    const token = peek();
    return token?.kind === 'mark' && token.text === mark;
  };
  const close = (context: string): void => {
    skipSpace();
    if (peek()?.kind !== 'close') fail(`unexpected ${describe(peek())} in ${context}`);
    at++;
  };

  function pieces(): readonly [readonly Piece[], Ending] {
    if (++depth > MOST_NESTED) fail('the template is nested too deeply');
    const list: Piece[] = [];
    for (let token = peek(); token !== undefined; token = peek()) {
      at++;
      if (token.kind === 'text') {
        list.push({ kind: 'text', text: token.text });
        continue;
      }
      skipSpace();
      const head = peek();
      const word = head?.kind === 'word' ? head.text : '';
      if (word === 'end' || word === 'else') {
        at++;
        depth--;
        return [list, { word, span: head ?? token }];
      }
      const piece = action(word, token);
      if (piece !== undefined) list.push(piece);
    }
    depth--;
    return [list, { word: '', span: atEnd }];
  }

  function action(word: string, open: TemplateSpan): Piece | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        at++;
        return control(word, open);
      case 'define':
        at++;
        return define(open);
      case 'block':
        at++;
        return block(open);
      case 'template': {
        at++;
        const [name, span] = templateName();
        skipSpace();
        if (peek()?.kind === 'close') return finish({ kind: 'template', name, span });
        return finish({ kind: 'template', name, span, pipe: pipe('template') });
      }
      case 'break':
      case 'continue':
        if (loops === 0) fail(`"${word}" is outside of a range`);
        at++;
        return finish({ kind: word });
      default:
        return finish({ kind: 'print', pipe: pipe('an action') });
    }
  }

  function finish(piece: Piece): Piece {
    close(piece.kind === 'print' ? 'an action' : piece.kind);
    return piece;
  }

  /** Variables of the pipe and the body end with it. */
  function control(kind: 'if' | 'with' | 'range', open: TemplateSpan): Piece {
    const outer = scope;
    const head = pipe(kind);
    close(kind);
    if (kind === 'range') loops++;
    const [body, ending] = pieces();
    if (kind === 'range') loops--;
    const otherwise = ending.word === 'else' ? elseOf(kind, open) : [];
    if (ending.word === 'end') close('end');
    if (ending.word === '') fail(`"${kind}" has no "end"`, open);
    scope = outer;
    return { kind, pipe: head, body, otherwise };
  }

  function elseOf(kind: string, open: TemplateSpan): readonly Piece[] {
    skipSpace();
    const next = peek();
    // {{else if}} is {{else}}{{if}} that shares the end.
    if (next?.kind === 'word' && next.text === kind && kind !== 'range') {
      at++;
      return [control(kind === 'if' ? 'if' : 'with', open)];
    }
    close('else');
    const [list, ending] = pieces();
    if (ending.word !== 'end') fail(ending.word === 'else' ? 'a second "else"' : `"${kind}" has no "end"`, ending.span);
    close('end');
    return list;
  }

  function define(open: TemplateSpan): undefined {
    if (depth > 1) fail('"define" stands inside another action', open);
    const [name] = templateName();
    close('define');
    named.set(name, inFreshScope('define', open));
  }

  function block(open: TemplateSpan): Piece {
    const [name, span] = templateName();
    const argument = pipe('block');
    close('block');
    const body = inFreshScope('block', open);
    if (!named.has(name)) named.set(name, body);
    return { kind: 'template', name, span, pipe: argument };
  }

  function inFreshScope(kind: string, open: TemplateSpan): readonly Piece[] {
    const outer = { scope, loops };
    scope = ['$'];
    loops = 0;
    const [body, ending] = pieces();
    if (ending.word !== 'end') fail(`"${kind}" has no "end"`, open);
    close('end');
    scope = outer.scope;
    loops = outer.loops;
    return body;
  }

  function templateName(): readonly [string, TemplateSpan] {
    skipSpace();
    const token = peek();
    if (token?.kind !== 'constant' || typeof token.value !== 'string') return fail('a template is named by a string');
    at++;
    return [token.value, token];
  }

  function pipe(context: string): Pipe {
    skipSpace();
    const start = peek()?.start ?? text.length;
    const [variables, isAssignment] = declaration(context);
    const commands: Command[] = [];
    for (;;) {
      const made = command(context);
      const [first] = made.operands;
      if (commands.length > 0 && made.operands.length === 1 && (first.kind === 'constant' || first.kind === 'dot'))
        fail('a pipeline cannot go into something that is no function', first.span);
      commands.push(made);
      skipSpace();
      if (!isMark('|')) break;
      at++;
      skipSpace();
      // Go lets a pipeline end in its bar.
      if (peek()?.kind === 'close' || isMark(')')) break;
    }
    if (!isAssignment) scope = [...scope, ...variables];
    return { span: { start, end: tokens[at - 1]?.end ?? start }, variables, isAssignment, commands };
  }

  /** `$x :=`, `$x =`, and `$i, $x :=` of a range. */
  function declaration(context: string): readonly [readonly string[], boolean] {
    const before = at;
    const variables: string[] = [];
    for (let token = peek(); token?.kind === 'variable'; token = peek()) {
      variables.push(token.text);
      at++;
      skipSpace();
      if (!isMark(',') || context !== 'range') break;
      at++;
      skipSpace();
    }
    if (variables.length > 0 && (isMark(':=') || isMark('='))) {
      const isAssignment = isMark('=');
      const unknown = isAssignment ? variables.find((name) => !scope.includes(name)) : undefined;
      if (unknown !== undefined) fail(`undefined variable "${unknown}"`, tokens[before]);
      at++;
      return [variables, isAssignment];
    }
    at = before;
    return [[], false];
  }

  function command(context: string): Command {
    skipSpace();
    const start = peek()?.start ?? text.length;
    const operands: Operand[] = [];
    for (;;) {
      skipSpace();
      const operand = chained();
      if (operand === undefined) break;
      operands.push(operand);
      const after = peek();
      const ends = after === undefined || after.kind === 'space' || after.kind === 'close' || after.kind === 'mark';
      if (!ends) fail(`unexpected ${describe(after)} after an operand`);
      if (after?.kind === 'mark' && after.text === '(') fail('unexpected "(" after an operand');
    }
    const [first, ...rest] = operands;
    if (first === undefined) return fail(`missing value for ${context}`);
    return { span: { start, end: tokens[at - 1]?.end ?? start }, operands: [first, ...rest] };
  }

  /** An operand with the fields that follow it. */
  function chained(): Operand | undefined {
    let operand = single();
    for (let token = peek(); operand !== undefined && token?.kind === 'field'; token = peek()) {
      if (operand.kind === 'constant' || operand.kind === 'dot')
        fail(`unexpected ".${token.text}" after an operand`, token);
      operand = { kind: 'field', of: operand, name: token.text, span: { start: operand.span.start, end: token.end } };
      at++;
    }
    return operand;
  }

  function single(): Operand | undefined {
    const token = peek();
    if (token === undefined) return undefined;
    const span = { start: token.start, end: token.end };
    switch (token.kind) {
      case 'word':
        at++;
        if (!functions.has(token.text)) functions.set(token.text, span);
        return { kind: 'function', name: token.text, span };
      case 'field':
        at++;
        return { kind: 'field', of: { kind: 'dot', span }, name: token.text, span };
      case 'variable':
        at++;
        if (!scope.includes(token.text)) fail(`undefined variable "${token.text}"`, span);
        return { kind: 'variable', name: token.text, span };
      case 'dot':
        at++;
        return { kind: 'dot', span };
      case 'constant':
        at++;
        return { kind: 'constant', value: token.value, span };
      default:
        return isMark('(') ? parenthesised(span) : undefined;
    }
  }

  function parenthesised(span: TemplateSpan): Operand {
    if (++depth > MOST_NESTED) fail('the template is nested too deeply');
    at++;
    const inner = pipe('parentheses');
    skipSpace();
    if (!isMark(')')) fail(`unexpected ${describe(peek())} in parentheses`);
    at++;
    depth--;
    return { kind: 'pipe', pipe: inner, span: { start: span.start, end: tokens[at - 1]?.end ?? span.end } };
  }

  const [list, ending] = pieces();
  if (ending.word !== '') fail(`"${ending.word}" ends nothing`, ending.span);
  return { text, pieces: list, named, functions };
}

function describe(token: Token | undefined): string {
  if (token === undefined) return 'end of the template';
  if (token.kind === 'constant') return JSON.stringify(token.value);
  return 'text' in token ? `"${token.text}"` : token.kind === 'close' ? '"}}"' : `"${token.kind}"`;
}
