/**
 * The fast path: the plain block style in which nearly every manifest is written, straight to the tree of places.
 *
 *     metadata:
 *       name: web        # one key, one line
 *     spec:
 *       containers:
 *       - image: web
 *         args: ["--port", "80"]
 *
 * Sound but not complete: what it reads it reads as js-yaml does, the rest is undefined and left to js-yaml, errors
 * included; a property test holds the two together. About six times as fast, since no events are made first. Pure.
 * Left out: anchors, aliases, tags, merge keys, `? ` keys, scalars and flow collections over several lines, escapes,
 * CRLF, tabs before content, characters beyond the basic plane.
 */
import { EVENT_ID, getScalarValue, type ScalarEvent } from 'js-yaml';
import type { Entry, MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { scalarText } from './node.ts';
import {
  addEntry,
  type Cursor,
  endLine,
  isSpaceOrEnd,
  readKey,
  readValue,
  scalar,
  skipSpaces,
  UNUSUAL,
} from './scan-inline.ts';

/** The tree of `[from, to)`, which starts after a `---`; undefined where the whole parser must read. */
export function scanDocument(text: string, from: number, to: number, maxDepth: number): Node | undefined {
  if (STRANGE.test(text.slice(from, to))) return undefined;
  const scan: Scan = { text, from, at: from, end: to, depth: 0, maxDepth, column: 0 };
  try {
    if (text.startsWith('---', from - 3) && from >= 3) endLine(scan);
    if (!findContent(scan)) return undefined;
    const root = blockNode(scan, -1);
    return findContent(scan) ? undefined : root;
  } catch (error) {
    if (error === UNUSUAL) return undefined;
    throw error;
  }
}

interface Scan extends Cursor {
  readonly from: number;
  /** Of the content that the cursor stands on. */
  column: number;
}

const STRANGE = /[^\n\t\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const LF = 10;
const SPACE = 32;
const HASH = 35;
const DASH = 45;
const BAR = 124;
const GREATER = 62;

/** From the start of a line to the next content, over blank lines and comments. False at the end. */
function findContent(scan: Scan): boolean {
  const { text, end } = scan;
  for (;;) {
    const lineStart = scan.at;
    skipSpaces(scan);
    if (scan.at >= end) return false;
    const code = text.charCodeAt(scan.at);
    if (code === HASH || code === LF) endLine(scan);
    else {
      scan.column = scan.at - lineStart;
      if (
        code === 9 ||
        (scan.column === 0 && (code === 37 || /^(?:\.\.\.|---)/.test(text.slice(scan.at, scan.at + 3))))
      )
        throw UNUSUAL;
      return true;
    }
  }
}

const isDash = (scan: Scan) => scan.text.charCodeAt(scan.at) === DASH && isSpaceOrEnd(scan, scan.at + 1);

/** The node that starts at the cursor, in a parent at column `parent`. After it the cursor is at the start of a line. */
function blockNode(scan: Scan, parent: number): Node {
  scan.depth += 1;
  if (scan.depth > scan.maxDepth) throw UNUSUAL;
  const node = isDash(scan) ? sequence(scan) : (mapping(scan) ?? lineValue(scan, parent));
  scan.depth -= 1;
  return node;
}

function sequence(scan: Scan): SequenceNode {
  const { column } = scan;
  const start = scan.at;
  const items: Node[] = [];
  for (;;) {
    const dash = scan.at;
    scan.at += 1;
    items.push(itemValue(scan, column, dash));
    if (!findContent(scan) || scan.column < column) break;
    if (scan.column > column) throw UNUSUAL;
    // `key:` at the column of its list's dashes: the mapping goes on.
    if (!isDash(scan)) break;
  }
  rewind(scan);
  return { kind: 'sequence', start, flow: false, anchor: undefined, items };
}

function itemValue(scan: Scan, column: number, dash: number): Node {
  skipSpaces(scan);
  const code = scan.at < scan.end ? scan.text.charCodeAt(scan.at) : LF;
  if (code === LF || code === HASH) {
    endLine(scan);
    const found = findContent(scan) && scan.column > column;
    if (found) return blockNode(scan, column);
    rewind(scan);
    return scalar('plain', dash + 1, dash + 1);
  }
  if (code === BAR || code === GREATER) return blockScalar(scan, column);
  scan.column = column + scan.at - dash;
  return blockNode(scan, column);
}

function mapping(scan: Scan): MappingNode | undefined {
  const { column } = scan;
  const start = scan.at;
  const entries: Entry[] = [];
  for (;;) {
    const key = readKey(scan);
    if (key === undefined) {
      if (entries.length === 0) return undefined;
      throw UNUSUAL;
    }
    const value = entryValue(scan, column);
    addEntry(entries, { key, name: scalarText(scan.text, key), value });
    if (!findContent(scan) || scan.column < column) break;
    if (scan.column > column || isDash(scan)) throw UNUSUAL;
  }
  rewind(scan);
  return { kind: 'mapping', start, flow: false, anchor: undefined, entries, merges: false };
}

function entryValue(scan: Scan, column: number): Node {
  const colon = scan.at;
  skipSpaces(scan);
  const code = scan.at < scan.end ? scan.text.charCodeAt(scan.at) : LF;
  if (code === BAR || code === GREATER) return blockScalar(scan, column);
  if (code !== LF && code !== HASH) return lineValue(scan, column);
  endLine(scan);
  if (findContent(scan)) {
    if (scan.column > column) return blockNode(scan, column);
    if (scan.column === column && isDash(scan)) return blockNode(scan, column - 1);
  }
  rewind(scan);
  return scalar('plain', colon, colon);
}

/** A value that ends on its line: a deeper next line would be its continuation. */
function lineValue(scan: Scan, parent: number): Node {
  const value = readValue(scan, false);
  endLine(scan);
  if (findContent(scan) && scan.column > parent) throw UNUSUAL;
  rewind(scan);
  return value;
}

/** Back to the start of the line that {@link findContent} looked at. */
function rewind(scan: Scan): void {
  while (scan.at > scan.from && scan.text.charCodeAt(scan.at - 1) === SPACE) scan.at -= 1;
}

/** `|` or `>` in a parent at column `parent`. */
function blockScalar(scan: Scan, parent: number): ScalarNode {
  const { text, from } = scan;
  const header = scan.at;
  const chomp = text[header + 1];
  scan.at += chomp === '-' || chomp === '+' ? 2 : 1;
  if (!isSpaceOrEnd(scan, scan.at)) throw UNUSUAL;
  endLine(scan);
  const start = scan.at;
  const indent = contentIndent(scan);
  if (indent <= parent || indent === 0) throw UNUSUAL;
  passLines(scan, indent);
  const event: ScalarEvent = {
    type: EVENT_ID.SCALAR,
    valueStart: start - from,
    valueEnd: scan.at - from,
    anchorStart: -1,
    anchorEnd: -1,
    tagStart: -1,
    tagEnd: -1,
    style: text.charCodeAt(header) === BAR ? 4 : 5,
    chomping: chomp === '-' ? 2 : chomp === '+' ? 3 : 1,
    indent,
    fast: false,
  };
  const part = { text, from, to: scan.end };
  return {
    ...scalar(text.charCodeAt(header) === BAR ? 'literal' : 'folded', header, scan.at),
    more: {
      decode: () => getScalarValue(part.text.slice(part.from, part.to), event),
      block: { start, indent },
    },
  };
}

/** The indentation of the first line that is not blank. */
function contentIndent(scan: Scan): number {
  let blank = 0;
  for (let line = scan.at; line < scan.end; ) {
    let at = line;
    while (at < scan.end && scan.text.charCodeAt(at) === SPACE) at += 1;
    if (at >= scan.end) break;
    const code = scan.text.charCodeAt(at);
    if (code === 9) throw UNUSUAL;
    if (code !== LF) return blank > at - line ? 0 : at - line;
    blank = Math.max(blank, at - line);
    line = at + 1;
  }
  return 0;
}

/** Over all lines that are blank or indented by `indent` at least. */
function passLines(scan: Scan, indent: number): void {
  const { text, end } = scan;
  while (scan.at < end) {
    let at = scan.at;
    while (at < end && at - scan.at < indent && text.charCodeAt(at) === SPACE) at += 1;
    const code = at < end ? text.charCodeAt(at) : -1;
    if (at - scan.at < indent && code === 9) throw UNUSUAL;
    if (code === -1 || (at - scan.at < indent && code !== LF)) return;
    const lf = text.indexOf('\n', at);
    scan.at = lf === -1 || lf >= end ? end : lf + 1;
  }
}
