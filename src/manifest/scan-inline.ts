/**
 * The fast path's tokens: what stands on one line. Anything unusual ends the fast path, never guesses.
 *
 *     key: "value"   # a comment        [a, b]        {cpu: 500m}
 *
 * Pure. Source: YAML 1.2.2, chapters 7.3 (scalars) and 7.4 (flow collections); escapes, lines that go on, anchors,
 * tags and aliases are left to the whole parser.
 */
import { type Entry, type Node, type ScalarNode, type ScalarStyle, scalarText } from './node.ts';

/** Thrown where the whole parser must read; made once, since its stack tells nobody anything. */
export const UNUSUAL = new Error('not in the subset of the fast path');

/** Where the scanner stands. */
export interface Cursor {
  readonly text: string;
  readonly end: number;
  at: number;
  depth: number;
  readonly maxDepth: number;
}

const TAB = 9;
const LF = 10;
const SPACE = 32;
const HASH = 35;
const COLON = 58;
const COMMA = 44;
const DASH = 45;
const DOUBLE = 34;
const SINGLE = 39;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
/** Longer implicit keys are not allowed (YAML 1.2.2, 7.4.2). */
const MAX_KEY = 1000;

/** More entries are left to the whole parser, which looks repeated keys up in a set. */
const MAX_ENTRIES = 64;

/** By code: 1 where a plain scalar may not start with it, or only before certain characters. */
const INDICATORS = new Uint8Array(128);
for (const one of '\t\n ,[]{}#&*!|>\'"%@`-?:') INDICATORS[one.charCodeAt(0)] = 1;

/** Whether what follows an indicator is white space or the end, so that it is an indicator. */
export const isSpaceOrEnd = (cursor: Cursor, at: number): boolean => {
  if (at >= cursor.end) return true;
  const code = cursor.text.charCodeAt(at);
  return code === SPACE || code === LF || code === TAB;
};

export function skipSpaces(cursor: Cursor): void {
  while (cursor.at < cursor.end && cursor.text.charCodeAt(cursor.at) === SPACE) cursor.at += 1;
}

/** Goes to the start of the next line, over spaces and a comment. */
export function endLine(cursor: Cursor): void {
  const from = cursor.at;
  skipSpaces(cursor);
  if (cursor.at >= cursor.end) return;
  const code = cursor.text.charCodeAt(cursor.at);
  if (code === HASH && (cursor.at > from || cursor.at === 0 || isSpaceOrEnd(cursor, cursor.at - 1))) {
    const lf = cursor.text.indexOf('\n', cursor.at);
    cursor.at = lf === -1 ? cursor.end : Math.min(lf + 1, cursor.end);
  } else if (code === LF) cursor.at += 1;
  else throw UNUSUAL;
}

/**
 * A key and its colon, or undefined where the line has no key here; then the cursor has not moved.
 * After it the cursor is behind the colon.
 */
export function readKey(cursor: Cursor): ScalarNode | undefined {
  const start = cursor.at;
  const code = cursor.text.charCodeAt(start);
  const key = code === DOUBLE || code === SINGLE ? readQuoted(cursor) : readPlainKey(cursor);
  if (key === undefined) return undefined;
  skipSpaces(cursor);
  const isKey = cursor.text.charCodeAt(cursor.at) === COLON && isSpaceOrEnd(cursor, cursor.at + 1);
  if (!isKey || cursor.at >= cursor.end) {
    cursor.at = start;
    return undefined;
  }
  if (key.end - start > MAX_KEY) throw UNUSUAL;
  cursor.at += 1;
  return key;
}

function readPlainKey(cursor: Cursor): ScalarNode | undefined {
  const { text, end } = cursor;
  const start = cursor.at;
  checkPlainStart(cursor);
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LF) return undefined;
    if (code === TAB) throw UNUSUAL;
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) return undefined;
    if (code !== COLON || !isSpaceOrEnd(cursor, at + 1)) continue;
    cursor.at = at;
    let last = at;
    while (text.charCodeAt(last - 1) === SPACE) last -= 1;
    return scalar('plain', start, last);
  }
  return undefined;
}

function checkPlainStart(cursor: Cursor): void {
  const code = cursor.text.charCodeAt(cursor.at);
  if (code >= 128 || INDICATORS[code] === 0) return;
  // `-1` and `--flag` are plain scalars; other indicators in front are left to the whole parser.
  const next = cursor.text.charCodeAt(cursor.at + 1);
  if (code !== DASH || cursor.at + 1 >= cursor.end || next >= 128 || (next !== DASH && INDICATORS[next] === 1))
    throw UNUSUAL;
}

/** A scalar or a flow collection that ends on its line; the cursor is behind it. */
export function readValue(cursor: Cursor, inFlow: boolean): Node {
  const code = cursor.text.charCodeAt(cursor.at);
  if (code === DOUBLE || code === SINGLE) return readQuoted(cursor);
  if (code === OPEN_LIST || code === OPEN_MAP) return readFlow(cursor);
  return readPlain(cursor, inFlow);
}

function readPlain(cursor: Cursor, inFlow: boolean): ScalarNode {
  const { text, end } = cursor;
  const start = cursor.at;
  checkPlainStart(cursor);
  let at = start;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LF) break;
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
    if (code === TAB) throw UNUSUAL;
    if (code === COLON && (isSpaceOrEnd(cursor, at + 1) || (inFlow && isFlowEnd(text.charCodeAt(at + 1)))))
      throw UNUSUAL;
    if (inFlow && isFlowEnd(code)) break;
  }
  cursor.at = at;
  while (text.charCodeAt(at - 1) === SPACE) at -= 1;
  return scalar('plain', start, at);
}

const isFlowEnd = (code: number) =>
  code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP;

function readQuoted(cursor: Cursor): ScalarNode {
  const { text, end } = cursor;
  const start = cursor.at;
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === BACKSLASH && quote === DOUBLE)) throw UNUSUAL;
    if (code !== quote) continue;
    if (quote === SINGLE && text.charCodeAt(at + 1) === SINGLE) throw UNUSUAL;
    cursor.at = at + 1;
    return scalar(quote === DOUBLE ? 'double' : 'single', start, at + 1);
  }
  throw UNUSUAL;
}

function readFlow(cursor: Cursor): Node {
  const start = cursor.at;
  const isList = cursor.text.charCodeAt(start) === OPEN_LIST;
  const close = isList ? CLOSE_LIST : CLOSE_MAP;
  const items: Node[] = [];
  const entries: Entry[] = [];
  cursor.at += 1;
  cursor.depth += 1;
  if (cursor.depth > cursor.maxDepth) throw UNUSUAL;
  for (;;) {
    skipSpaces(cursor);
    if (cursor.text.charCodeAt(cursor.at) === close && cursor.at < cursor.end) break;
    if (isList) items.push(readValue(cursor, true));
    else addEntry(entries, readFlowEntry(cursor));
    skipSpaces(cursor);
    const code = cursor.at < cursor.end ? cursor.text.charCodeAt(cursor.at) : -1;
    if (code === COMMA) cursor.at += 1;
    else if (code !== close) throw UNUSUAL;
  }
  cursor.at += 1;
  cursor.depth -= 1;
  return isList
    ? { kind: 'sequence', start, flow: true, anchor: undefined, items }
    : { kind: 'mapping', start, flow: true, anchor: undefined, entries, merges: false };
}

function readFlowEntry(cursor: Cursor): Entry {
  const key = readKey(cursor);
  if (key === undefined || /[,[\]{}]/.test(cursor.text.slice(key.start, key.end))) throw UNUSUAL;
  skipSpaces(cursor);
  const value = readValue(cursor, true);
  return { key, name: scalarText(cursor.text, key), value };
}

/** @throws UNUSUAL for a name that is there already, and for a merge key. */
export function addEntry(entries: Entry[], entry: Entry): void {
  if (entry.name === '<<' || entries.length === MAX_ENTRIES) throw UNUSUAL;
  for (const other of entries) if (other.name === entry.name) throw UNUSUAL;
  entries.push(entry);
}

export const scalar = (style: ScalarStyle, start: number, end: number): ScalarNode => ({
  kind: 'scalar',
  style,
  start,
  end,
  more: undefined,
});
