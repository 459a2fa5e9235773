/** Tokens → pipelines: `$x := .A | printf "%s" (len .B)`. Pure. Source: text/template/parse, pipeline and operand. */
import type { Command, Operand, Pipe } from './ast.ts';
import { type Cursor, describeToken } from './cursor.ts';
import type { TemplateSpan } from './failure.ts';

/** @param context What it stands in, for messages; only a `range` declares two variables. */
export function parsePipe(cursor: Cursor, context: string): Pipe {
  cursor.skipSpace();
  const start = cursor.here();
  const [variables, isAssignment] = parseDeclaration(cursor, context);
  const commands: Command[] = [];
  for (;;) {
    const command = parseCommand(cursor, context);
    const [first] = command.operands;
    if (commands.length > 0 && command.operands.length === 1 && (first.kind === 'constant' || first.kind === 'dot'))
      cursor.fail('a pipeline cannot go into something that is no function', first.span);
    commands.push(command);
    cursor.skipSpace();
    if (!cursor.isMark('|')) break;
    cursor.move();
    cursor.skipSpace();
    // Go lets a pipeline end in its bar.
    if (cursor.peek()?.kind === 'close' || cursor.isMark(')')) break;
  }
  if (!isAssignment) cursor.scope = [...cursor.scope, ...variables];
  return { span: cursor.spanFrom(start), variables, isAssignment, commands };
}

/** `$x :=`, `$x =`, and `$i, $x :=` of a range. */
function parseDeclaration(cursor: Cursor, context: string): readonly [readonly string[], boolean] {
  const goBack = cursor.mark();
  const first = cursor.peek();
  const variables: string[] = [];
  for (let token = cursor.peek(); token?.kind === 'variable'; token = cursor.peek()) {
    variables.push(token.text);
    cursor.move();
    cursor.skipSpace();
    if (!cursor.isMark(',') || context !== 'range') break;
    cursor.move();
    cursor.skipSpace();
  }
  const isAssignment = cursor.isMark('=');
  if (variables.length === 0 || !(isAssignment || cursor.isMark(':='))) {
    goBack();
    return [[], false];
  }
  const unknown = isAssignment ? variables.find((name) => !cursor.scope.includes(name)) : undefined;
  if (unknown !== undefined) cursor.fail(`undefined variable "${unknown}"`, first);
  cursor.move();
  return [variables, isAssignment];
}

function parseCommand(cursor: Cursor, context: string): Command {
  cursor.skipSpace();
  const start = cursor.here();
  const operands: Operand[] = [];
  for (;;) {
    cursor.skipSpace();
    const operand = parseOperand(cursor);
    if (operand === undefined) break;
    operands.push(operand);
    const after = cursor.peek();
    const ends = after === undefined || after.kind === 'space' || after.kind === 'close' || after.kind === 'mark';
    if (!ends || cursor.isMark('(')) cursor.fail(`unexpected ${describeToken(after)} after an operand`);
  }
  const [first, ...rest] = operands;
  if (first === undefined) return cursor.fail(`missing value for ${context}`);
  return { span: cursor.spanFrom(start), operands: [first, ...rest] };
}

/** An operand with the fields that follow it. */
function parseOperand(cursor: Cursor): Operand | undefined {
  let operand = parseTerm(cursor);
  for (let token = cursor.peek(); operand !== undefined && token?.kind === 'field'; token = cursor.peek()) {
    if (operand.kind === 'constant' || operand.kind === 'dot')
      cursor.fail(`unexpected ".${token.text}" after an operand`, token);
    operand = { kind: 'field', of: operand, name: token.text, span: { start: operand.span.start, end: token.end } };
    cursor.move();
  }
  return operand;
}

function parseTerm(cursor: Cursor): Operand | undefined {
  const token = cursor.peek();
  if (token === undefined) return undefined;
  const span = { start: token.start, end: token.end };
  if (cursor.isMark('(')) return cursor.nested(() => parseParentheses(cursor, span));
  switch (token.kind) {
    case 'word':
      cursor.move();
      if (!cursor.functions.has(token.text)) cursor.functions.set(token.text, span);
      return { kind: 'function', name: token.text, span };
    case 'field':
      cursor.move();
      return { kind: 'field', of: { kind: 'dot', span }, name: token.text, span };
    case 'variable':
      if (!cursor.scope.includes(token.text)) cursor.fail(`undefined variable "${token.text}"`, span);
      cursor.move();
      return { kind: 'variable', name: token.text, span };
    case 'dot':
      cursor.move();
      return { kind: 'dot', span };
    case 'constant':
      cursor.move();
      return { kind: 'constant', value: token.value, span };
    default:
      return undefined;
  }
}

function parseParentheses(cursor: Cursor, span: TemplateSpan): Operand {
  cursor.move();
  const pipe = parsePipe(cursor, 'parentheses');
  cursor.skipSpace();
  if (!cursor.isMark(')')) cursor.fail(`unexpected ${describeToken(cursor.peek())} in parentheses`);
  cursor.move();
  return { kind: 'pipe', pipe, span: cursor.spanFrom(span.start) };
}
