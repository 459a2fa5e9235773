/**
 * Assembles WebAssembly's text format: the folded form, one memory, functions and globals of i32 and i64.
 *
 *     (module (memory (export "memory") 1) (func (export "twice") (param $n i32) (result i32)
 *       (i32.shl (local.get $n) (i32.const 1))))                            ─► 00 61 73 6d 01 00 00 00 …
 *
 * Everything has a name; there are no numbers in place of names, no tables and no imports. The encoding is that of
 * https://webassembly.github.io/spec/core/binary. Used while the program is made, never while it runs. Pure.
 */
import { instructions, valueTypes } from './wasm-opcodes.ts';

type Node = string | readonly Node[];

/** @throws Error for text outside this form, with what was found. */
export function assembleWasm(text: string): Uint8Array {
  const [module] = parse(text);
  const fields = list(module).slice(1).map(list);
  const ofKind = (kind: string): readonly (readonly Node[])[] => fields.filter(([head]) => head === kind);
  const funcs = ofKind('func').map(readFunc);
  const globals = ofKind('global');
  const names: Names = {
    funcs: indexOf(funcs.map(({ name }) => name)),
    globals: indexOf(globals.map(([, name]) => word(name))),
  };
  const memories = ofKind('memory');
  const exported = [
    ...memories.map((memory) => [...string(exportOf(memory) ?? 'memory'), 2, 0]),
    ...funcs.flatMap((func, index) =>
      func.exported === undefined ? [] : [[...string(func.exported), 0, ...leb(index)]],
    ),
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      funcs.map(({ params, results }) => [0x60, ...types(params.map(([, type]) => type)), ...types(results)]),
    ),
    ...section(
      3,
      funcs.map((_, index) => leb(index)),
    ),
    ...section(
      5,
      memories.map((memory) => [0, ...leb(Number(word(memory.at(-1))))]),
    ),
    ...section(
      6,
      globals.map(([, , type, value]) => globalOf(list(type), list(value), names)),
    ),
    ...section(7, exported),
    ...section(
      10,
      funcs.map((func) => sized(bodyOf(func, names))),
    ),
    ...section(
      11,
      ofKind('data').map(([, at, bytes]) => [0, ...code(list(at), noPlace(names)), END, ...sized(data(word(bytes)))]),
    ),
  ]);
}

interface Func {
  readonly name: string;
  readonly exported: string | undefined;
  readonly params: readonly (readonly [name: string, type: string])[];
  readonly locals: readonly (readonly [name: string, type: string])[];
  readonly results: readonly string[];
  readonly body: readonly (readonly Node[])[];
}

function readFunc(field: readonly Node[]): Func {
  const parts = field
    .slice(1)
    .filter((part) => typeof part !== 'string')
    .map(list);
  const named = (kind: string) =>
    parts.filter(([head]) => head === kind).map(([, name, type]) => [word(name), word(type)] as const);
  return {
    name: typeof field[1] === 'string' ? field[1] : '',
    exported: exportOf(field),
    params: named('param'),
    locals: named('local'),
    results: parts.filter(([head]) => head === 'result').map(([, type]) => word(type)),
    body: parts.filter(([head]) => !['param', 'local', 'result', 'export'].includes(word(head))),
  };
}

function exportOf(field: readonly Node[]): string | undefined {
  const found = field.find((part) => Array.isArray(part) && part[0] === 'export');
  return found === undefined ? undefined : word(list(found)[1]).slice(1, -1);
}

interface Names {
  readonly funcs: ReadonlyMap<string, number>;
  readonly globals: ReadonlyMap<string, number>;
}

interface Place extends Names {
  readonly locals: ReadonlyMap<string, number>;
  /** The innermost last; `if` without a name counts too. */
  readonly labels: readonly string[];
}

function bodyOf({ params, locals, body }: Func, names: Names): readonly number[] {
  const place = { ...names, locals: indexOf([...params, ...locals].map(([name]) => name)), labels: [] };
  const declared = locals.flatMap(([, type]) => [1, typeOf(type)]);
  return [...leb(locals.length), ...declared, ...body.flatMap((one) => code(one, place)), END];
}

function globalOf(type: readonly Node[], value: readonly Node[], names: Names): readonly number[] {
  return [typeOf(word(type[1])), 1, ...code(value, noPlace(names)), END];
}

const noPlace = (names: Names): Place => ({ ...names, locals: new Map(), labels: [] });

/** Bytes as two hexadecimal digits each: "\10\11". */
const data = (text: string): readonly number[] => [...Buffer.from(text.replace(/["\\]/g, ''), 'hex')];

const END = 0x0b;
const ELSE = 0x05;

function code(node: Node, place: Place): readonly number[] {
  const [head, ...rest] = list(node);
  const name = word(head);
  if (name === 'block' || name === 'loop') {
    const [label, ...body] = rest;
    return [name === 'block' ? 0x02 : 0x03, NOTHING, ...within(body, word(label), place), END];
  }
  if (name === 'if') {
    const branch = (kind: string) => rest.map((one) => list(one)).find((one) => one[0] === kind);
    const result = branch('result');
    const [yes, no] = [branch('then') ?? [], branch('else')];
    const condition = rest.map((one) => list(one)).filter((one) => !['then', 'else', 'result'].includes(word(one[0])));
    return [
      ...condition.flatMap((one) => code(one, place)),
      ...[0x04, result === undefined ? NOTHING : typeOf(word(result[1]))],
      ...within(yes.slice(1), '', place),
      ...(no === undefined ? [] : [ELSE, ...within(no.slice(1), '', place)]),
      END,
    ];
  }
  const immediates = rest.filter((one) => typeof one === 'string');
  const operands = rest.filter((one) => typeof one !== 'string');
  return [...operands.flatMap((one) => code(one, place)), ...plain(name, immediates, place)];
}

const NOTHING = 0x40;

const within = (body: readonly Node[], label: string, place: Place): readonly number[] =>
  body.flatMap((one) => code(one, { ...place, labels: [...place.labels, label] }));

function plain(name: string, immediates: readonly string[], place: Place): readonly number[] {
  const known = instructions.get(name);
  if (known === undefined) throw new Error(`no instruction "${name}"`);
  const [first = ''] = immediates;
  const [opcode, takes] = known;
  if (takes === 'local') return [...opcode, ...leb(get(place.locals, first))];
  if (takes === 'global') return [...opcode, ...leb(get(place.globals, first))];
  if (takes === 'func') return [...opcode, ...leb(get(place.funcs, first))];
  if (takes === 'number')
    return [...opcode, ...signedLeb(BigInt.asIntN(name === 'i32.const' ? 32 : 64, BigInt(first)))];
  if (takes === 'label') {
    const at = place.labels.lastIndexOf(first);
    if (at === -1) throw new Error(`no label "${first}" around "${name}"`);
    return [...opcode, ...leb(place.labels.length - 1 - at)];
  }
  // Whatever the alignment, the result is the same; 0 promises nothing.
  if (takes === 'address') return [...opcode, 0, ...leb(Number(first.replace(/^offset=/, '') || 0))];
  return opcode;
}

/** Nested lists of words; `;;` begins a comment. */
function parse(text: string): readonly Node[] {
  const open: Node[][] = [[]];
  for (const [token] of text.replace(/;;.*$/gm, '').matchAll(/[()]|"[^"]*"|[^\s()"]+/g)) {
    const inner = open.at(-1);
    if (token === '(') open.push([]);
    else if (token !== ')') inner?.push(token);
    else if (open.length === 1 || inner === undefined) throw new Error('a ")" too many');
    else {
      open.pop();
      open.at(-1)?.push(inner);
    }
  }
  if (open.length !== 1) throw new Error('a ")" is missing');
  return open[0] ?? [];
}

function list(node: Node | undefined): readonly Node[] {
  if (typeof node !== 'object') throw new Error(`a list is missing, not ${JSON.stringify(node)}`);
  return node;
}

function word(node: Node | undefined): string {
  if (typeof node !== 'string') throw new Error(`a word is missing, not ${JSON.stringify(node)}`);
  return node;
}

function get(map: ReadonlyMap<string, number>, name: string): number {
  const found = map.get(name);
  if (found === undefined) throw new Error(`nothing is called "${name}"`);
  return found;
}

const indexOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, index) => [name, index]));

const typeOf = (name: string): number => get(valueTypes, name);
const types = (names: readonly string[]): readonly number[] => [...leb(names.length), ...names.map(typeOf)];
const string = (text: string): readonly number[] => sized([...Buffer.from(text)]);
const sized = (bytes: readonly number[]): readonly number[] => [...leb(bytes.length), ...bytes];

function section(id: number, items: readonly (readonly number[])[]): readonly number[] {
  return items.length === 0 ? [] : [id, ...sized([...leb(items.length), ...items.flat()])];
}

/** Unsigned LEB128. */
function leb(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(Math.floor(value / 0x80))];
}

function signedLeb(value: bigint): readonly number[] {
  const byte = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
  return isLast ? [byte] : [byte | 0x80, ...signedLeb(rest)];
}
