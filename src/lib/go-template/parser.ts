/**
 * Text → templates by name. The text itself is the first; `define` and `block` add others.
 *
 * Pure. Source: text/template/parse/parse.go.
 */
import type { Piece } from './ast.ts';
import { createCursor } from './cursor.ts';
import type { TemplateSpan } from './failure.ts';
import { parsePipe } from './pipe.ts';

export interface Template {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly named: ReadonlyMap<string, readonly Piece[]>;
  /** Where each function is called first. */
  readonly functions: ReadonlyMap<string, TemplateSpan>;
}

/** What ended a list of pieces; '' is the end of the text. */
interface Ending {
  readonly word: 'end' | 'else' | '';
  readonly span: TemplateSpan;
}
type List = readonly [readonly Piece[], Ending];
type Control = 'if' | 'with' | 'range';

/** @throws TemplateFailure */
export function parseText(text: string): Template {
  const cursor = createCursor(text);
  const named = new Map<string, readonly Piece[]>();
  /** How many ranges are open here. */
  let loops = 0;

  const pieces = (): List => cursor.nested(readPieces);

  function readPieces(): List {
    const list: Piece[] = [];
    for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
      cursor.move();
      if (token.kind === 'text') {
        list.push({ kind: 'text', text: token.text });
        continue;
      }
      cursor.skipSpace();
      const head = cursor.peek();
      const word = head?.kind === 'word' ? head.text : '';
      if (word === 'end' || word === 'else') {
        cursor.move();
        return [list, { word, span: head ?? token }];
      }
      const piece = action(word, token);
      if (piece !== undefined) list.push(piece);
    }
    return [list, { word: '', span: { start: text.length, end: text.length } }];
  }

  /** @param open The `{{` that it begins with. */
  function action(word: string, open: TemplateSpan): Piece | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        cursor.move();
        return control(word, open);
      case 'define':
        cursor.move();
        return define(open);
      case 'block':
        cursor.move();
        return block(open);
      case 'template':
        cursor.move();
        return call();
      case 'break':
      case 'continue':
        if (loops === 0) cursor.fail(`"${word}" is outside of a range`);
        cursor.move();
        cursor.close(word);
        return { kind: word };
      default: {
        const pipe = parsePipe(cursor, 'an action');
        cursor.close('an action');
        return { kind: 'print', pipe };
      }
    }
  }

  const control = (kind: Control, open: TemplateSpan): Piece => cursor.nested(() => readControl(kind, open));

  /** Variables of the pipe and of the body end with it. */
  function readControl(kind: Control, open: TemplateSpan): Piece {
    const outer = cursor.scope;
    const pipe = parsePipe(cursor, kind);
    cursor.close(kind);
    if (kind === 'range') loops++;
    const [body, ending] = pieces();
    if (kind === 'range') loops--;
    const otherwise = ending.word === 'else' ? elseOf(kind, open) : [];
    if (ending.word === 'end') cursor.close('end');
    if (ending.word === '') cursor.fail(`"${kind}" has no "end"`, open);
    cursor.scope = outer;
    return { kind, pipe, body, otherwise };
  }

  function elseOf(kind: Control, open: TemplateSpan): readonly Piece[] {
    cursor.skipSpace();
    const next = cursor.peek();
    // {{else if}} is {{else}}{{if}} that shares the end.
    if (next?.kind === 'word' && next.text === kind && kind !== 'range') {
      cursor.move();
      return [control(kind, open)];
    }
    cursor.close('else');
    const [list, ending] = pieces();
    if (ending.word === 'else') cursor.fail('a second "else"', ending.span);
    if (ending.word === '') cursor.fail(`"${kind}" has no "end"`, open);
    cursor.close('end');
    return list;
  }

  function define(open: TemplateSpan): undefined {
    if (cursor.level() > 1) cursor.fail('"define" stands inside another action', open);
    const [name] = templateName();
    cursor.close('define');
    named.set(name, inFreshScope('define', open));
  }

  function block(open: TemplateSpan): Piece {
    const [name, span] = templateName();
    const pipe = parsePipe(cursor, 'block');
    cursor.close('block');
    const body = inFreshScope('block', open);
    if (!named.has(name)) named.set(name, body);
    return { kind: 'template', name, span, pipe };
  }

  function call(): Piece {
    const [name, span] = templateName();
    cursor.skipSpace();
    const argument = cursor.peek()?.kind === 'close' ? {} : { pipe: parsePipe(cursor, 'template') };
    cursor.close('template');
    return { kind: 'template', name, span, ...argument };
  }

  function inFreshScope(kind: string, open: TemplateSpan): readonly Piece[] {
    const outer = { scope: cursor.scope, loops };
    cursor.scope = ['$'];
    loops = 0;
    const [body, ending] = pieces();
    if (ending.word !== 'end') cursor.fail(`"${kind}" has no "end"`, open);
    cursor.close('end');
    cursor.scope = outer.scope;
    loops = outer.loops;
    return body;
  }

  function templateName(): readonly [string, TemplateSpan] {
    cursor.skipSpace();
    const token = cursor.peek();
    if (token?.kind !== 'constant' || typeof token.value !== 'string')
      return cursor.fail('a template is named by a string');
    cursor.move();
    return [token.value, token];
  }

  const [list, ending] = pieces();
  if (ending.word !== '') cursor.fail(`"${ending.word}" ends nothing`, ending.span);
  return { text, pieces: list, named, functions: cursor.functions };
}
