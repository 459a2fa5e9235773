/**
 * Runs a parsed template over data.
 *
 * Pure but for the functions it is given. Source: text/template/exec.go. Left out: methods, channels, and functions to
 * range over. Bounded: {@link MOST_STEPS} steps and {@link MOST_CHARACTERS} characters of output.
 */
import type { Command, Operand, Piece, Pipe } from './ast.ts';
import { ArgumentFailure, TemplateFailure, type TemplateSpan } from './failure.ts';
import type { TemplateFunctions } from './functions.ts';
import type { Template } from './parser.ts';
import { formatValue, isMap, isTrue, keyOf, sortedKeys, typeOf } from './value.ts';

const MOST_STEPS = 1_000_000;
const MOST_CHARACTERS = 16_777_216;
const MOST_NESTED = 500;
const MOST_VALUES = 1_000_000;

export interface Evaluation {
  readonly functions: TemplateFunctions;
  readonly missingKey: 'default' | 'error';
  readonly exportedFields: boolean;
}

/** A variable and its value now. */
interface Variable {
  readonly name: string;
  value: unknown;
}

/** How a list of pieces ended. */
type Ending = 'done' | 'break' | 'continue';

export function evaluate(
  template: Template,
  data: unknown,
  { functions, missingKey, exportedFields }: Evaluation,
): string {
  const output: string[] = [];
  let length = 0;
  let steps = 0;
  let depth = 0;
  const weights = new WeakMap<object, { readonly weight: number; readonly depth: number }>();
  let variables: Variable[] = [{ name: '$', value: data }];

  const fail = (message: string, span: TemplateSpan): never => {
    throw new TemplateFailure(message, span);
  };
  const write = (text: string): void => {
    length += text.length;
    if (length > MOST_CHARACTERS)
      fail(`the template writes more than ${MOST_CHARACTERS} characters`, { start: 0, end: 0 });
    output.push(text);
  };

  function run(pieces: readonly Piece[], dot: unknown): Ending {
    if (++depth > MOST_NESTED)
      fail(`actions run inside each other more than ${MOST_NESTED} deep`, { start: 0, end: 0 });
    const ending = runEach(pieces, dot);
    depth--;
    return ending;
  }

  function runEach(pieces: readonly Piece[], dot: unknown): Ending {
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'text':
          write(piece.text);
          break;
        case 'print': {
          const value = pipe(piece.pipe, dot);
          if (piece.pipe.variables.length === 0) write(formatValue(value));
          break;
        }
        case 'if':
        case 'with':
        case 'range': {
          const ending = inScope(() => control(piece, dot));
          if (ending !== 'done') return ending;
          break;
        }
        case 'template':
          call(piece, dot);
          break;
        case 'break':
        case 'continue':
          return piece.kind;
      }
    }
    return 'done';
  }

  /** Variables made inside end with it. */
  function inScope<T>(inner: () => T): T {
    const outer = variables;
    variables = [...outer];
    const result = inner();
    variables = outer;
    return result;
  }

  function control(piece: Extract<Piece, { kind: 'if' | 'with' | 'range' }>, dot: unknown): Ending {
    if (piece.kind === 'range') return loop(piece, dot);
    const value = pipe(piece.pipe, dot);
    if (isTrue(value)) return run(piece.body, piece.kind === 'with' ? value : dot);
    return run(piece.otherwise, dot);
  }

  function loop(
    { pipe: head, body, otherwise }: Extract<Piece, { kind: 'if' | 'with' | 'range' }>,
    dot: unknown,
  ): Ending {
    const over = pipe({ ...head, variables: [] }, dot);
    let any = false;
    for (const [key, value] of itemsOf(over, head.span)) {
      any = true;
      tick(head.span);
      const [first, second] = head.variables;
      const ending = inScope(() => {
        if (first !== undefined) setVariable(first, second === undefined ? value : key, head.isAssignment);
        if (second !== undefined) setVariable(second, value, head.isAssignment);
        return run(body, value);
      });
      if (ending === 'break') break;
    }
    return any ? 'done' : run(otherwise, dot);
  }

  function itemsOf(over: unknown, span: TemplateSpan): Iterable<readonly [unknown, unknown]> {
    if (Array.isArray(over)) return over.entries();
    if (isMap(over)) return sortedKeys(over).map((key) => [key, over[key]] as const);
    if (over === undefined || over === null) return [];
    if (typeof over === 'number' && Number.isInteger(over)) return countTo(over);
    return fail(`cannot range over ${typeOf(over)}`, span);
  }

  function call(piece: Extract<Piece, { kind: 'template' }>, dot: unknown): void {
    const body = template.named.get(piece.name);
    if (body === undefined) fail(`template "${piece.name}" is not defined`, piece.span);
    const argument = piece.pipe === undefined ? undefined : pipe(piece.pipe, dot);
    const outer = variables;
    variables = [{ name: '$', value: argument }];
    run(body ?? [], argument);
    variables = outer;
  }

  function pipe({ commands, variables: names, isAssignment }: Pipe, dot: unknown): unknown {
    let value: unknown;
    for (const [index, command] of commands.entries()) value = run1(command, dot, index === 0 ? [] : [value]);
    for (const name of names) setVariable(name, value, isAssignment);
    return value;
  }

  function setVariable(name: string, value: unknown, isAssignment: boolean): void {
    const known = isAssignment ? variables.findLast((variable) => variable.name === name) : undefined;
    if (known !== undefined) known.value = value;
    else variables.push({ name, value });
  }

  function run1({ operands: [first, ...rest], span }: Command, dot: unknown, piped: readonly unknown[]): unknown {
    tick(span);
    if (first.kind === 'function') return callFunction(first, rest, dot, piped);
    if (rest.length > 0 || piped.length > 0) fail('only a function takes arguments', first.span);
    if (first.kind === 'constant' && first.value === null) fail('nil is no command', first.span);
    return operandValue(first, dot);
  }

  function callFunction(
    { name, span }: Extract<Operand, { kind: 'function' }>,
    operands: readonly Operand[],
    dot: unknown,
    piped: readonly unknown[],
  ): unknown {
    if (name === 'and' || name === 'or') return shortCircuit(name, operands, dot, piped, span);
    const values = [...operands.map((operand) => operandValue(operand, dot)), ...piped];
    const body = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (body === undefined) return fail(`function "${name}" is not defined`, span);
    try {
      return bounded(body(...values), name, span);
    } catch (error) {
      if (error instanceof ArgumentFailure) return fail(`"${name}" ${error.message}`, span);
      throw error;
    }
  }

  /** Refuses what grew beyond any use, also where a list holds another many times over. */
  function bounded(value: unknown, name: string, span: TemplateSpan): unknown {
    const isTooMuch = typeof value === 'string' ? value.length > MOST_CHARACTERS : weigh(value) > MOST_VALUES;
    return isTooMuch ? fail(`"${name}" makes too large a value`, span) : value;
  }

  /** What a value would be with all that it holds written out; endless where it is too deep to write. */
  function weigh(value: unknown, level = 0): number {
    if (typeof value !== 'object' || value === null) return 1;
    if (level > MOST_NESTED) return Number.POSITIVE_INFINITY;
    const known = weights.get(value);
    if (known !== undefined) return known.depth + level > MOST_NESTED ? Number.POSITIVE_INFINITY : known.weight;
    let weight = 1;
    let below = 0;
    for (const item of Object.values(value)) {
      weight += weigh(item, level + 1);
      if (typeof item === 'object' && item !== null) below = Math.max(below, (weights.get(item)?.depth ?? 0) + 1);
    }
    weights.set(value, { weight, depth: below });
    return weight;
  }

  /** The first value that decides; what follows it is not looked at. */
  function shortCircuit(
    name: 'and' | 'or',
    operands: readonly Operand[],
    dot: unknown,
    piped: readonly unknown[],
    span: TemplateSpan,
  ): unknown {
    if (operands.length + piped.length === 0) fail(`"${name}" wants at least 1 argument, got 0`, span);
    let value: unknown;
    for (const operand of operands) {
      value = operandValue(operand, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  function operandValue(operand: Operand, dot: unknown): unknown {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'constant':
        return operand.value;
      case 'function':
        return callFunction(operand, [], dot, []);
      case 'variable':
        return variables.findLast((variable) => variable.name === operand.name)?.value;
      case 'pipe':
        return pipe(operand.pipe, dot);
      case 'field':
        return field(operandValue(operand.of, dot), operand.name, operand.span);
    }
  }

  function field(value: unknown, name: string, span: TemplateSpan): unknown {
    if (isMap(value)) {
      const exported = name.charAt(0).toLowerCase() + name.slice(1);
      const key = exportedFields && !Object.hasOwn(value, name) ? exported : name;
      if (missingKey === 'error' && !Object.hasOwn(value, key)) fail(`there is no "${name}"`, span);
      return keyOf(value, key);
    }
    if (value === undefined && missingKey === 'default') return undefined;
    return fail(`there is no "${name}" in ${typeOf(value)}`, span);
  }

  function tick(span: TemplateSpan): void {
    if (++steps > MOST_STEPS) fail(`the template takes more than ${MOST_STEPS} steps`, span);
  }

  run(template.pieces, data);
  return output.join('');
}

function* countTo(end: number): Iterable<readonly [number, number]> {
  for (let count = 0; count < end; count++) yield [count, count];
}
