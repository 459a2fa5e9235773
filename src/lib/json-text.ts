/**
 * JSON whose values know where they were written, and whose mistakes have a place.
 *
 *     {"builds": [null]}     object ─ "builds" ─► list [11, 17) ─► scalar null [12, 16)
 *
 * Takes what JSON.parse takes, no more and no less, but for depth. Pure. Source: RFC 8259.
 */

/** Offsets into the text, in UTF-16 code units; `end` is exclusive. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}
export type JsonNode =
  | (JsonSpan & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (JsonSpan & { readonly kind: 'list'; readonly items: readonly JsonNode[] })
  | (JsonSpan & { readonly kind: 'scalar'; readonly value: string | number | boolean | null });

/** In the order of the text; a name that is repeated is here twice. */
export interface JsonMember {
  readonly name: string;
  readonly at: JsonSpan;
  readonly value: JsonNode;
}
/** The first mistake, e.g. `expected "," or "]"`. */
export interface JsonFault extends JsonSpan {
  readonly message: string;
}
export type JsonResult =
  | { readonly ok: true; readonly root: JsonNode }
  | { readonly ok: false; readonly fault: JsonFault };

/** Deeper than any file of ours, and far from the end of the stack. */
const DEEPEST = 500;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const BARE = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

/** Never throws. */
export function parseJsonText(text: string): JsonResult {
  const reader = { text, at: 0 };
  try {
    const root = readValue(reader, 0);
    skipSpace(reader);
    return reader.at === text.length ? { ok: true, root } : { ok: false, fault: faultAt(reader, 'expected the end') };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, fault: error.fault };
    throw error;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Leaves the recursion; never seen outside. */
class Stop extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function readValue(reader: Reader, depth: number): JsonNode {
  skipSpace(reader);
  if (depth > DEEPEST) throw new Stop(faultAt(reader, `more than ${DEEPEST} levels`));
  const start = reader.at;
  const char = reader.text[start];
  if (char === '{') {
    const members = readSequence(reader, '}', () => readMember(reader, depth + 1));
    return { kind: 'object', members, start, end: reader.at };
  }
  if (char === '[') {
    const items = readSequence(reader, ']', () => readValue(reader, depth + 1));
    return { kind: 'list', items, start, end: reader.at };
  }
  const written = char === '"' ? takeString(reader) : take(reader, BARE);
  if (written === undefined) throw new Stop(faultAt(reader, 'expected a value'));
  // What the expressions let through is a whole string, number or word.
  const value = JSON.parse(written) as string | number | boolean | null;
  return { kind: 'scalar', value, start, end: reader.at };
}

function readMember(reader: Reader, depth: number): JsonMember {
  const start = reader.at;
  const written = reader.text[start] === '"' ? takeString(reader) : undefined;
  if (written === undefined) throw new Stop(faultAt(reader, 'expected a name in double quotes'));
  const at = { start, end: reader.at };
  expectChar(reader, ':');
  return { name: String(JSON.parse(written)), at, value: readValue(reader, depth) };
}

/** What stands between brackets, with commas between and none at the end. */
function readSequence<T>(reader: Reader, close: ']' | '}', read: () => T): readonly T[] {
  reader.at += 1;
  skipSpace(reader);
  const found: T[] = [];
  if (reader.text[reader.at] === close) {
    reader.at += 1;
    return found;
  }
  for (;;) {
    skipSpace(reader);
    found.push(read());
    skipSpace(reader);
    const char = reader.text[reader.at];
    if (char !== ',' && char !== close) throw new Stop(faultAt(reader, `expected "," or "${close}"`));
    reader.at += 1;
    if (char === close) return found;
  }
}

function expectChar(reader: Reader, char: string): void {
  skipSpace(reader);
  if (reader.text[reader.at] !== char) throw new Stop(faultAt(reader, `expected "${char}"`));
  reader.at += 1;
}

function skipSpace(reader: Reader): void {
  take(reader, SPACE);
}

/** A string with its quotes. In pieces, because one expression for all of it would need stack for every escape. */
function takeString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  do take(reader, PLAIN);
  while (take(reader, ESCAPE) !== undefined);
  const char = reader.text[reader.at];
  if (char !== '"') throw new Stop(faultAt(reader, char === '\\' ? 'an escape that JSON has not' : `expected '"'`));
  reader.at += 1;
  return reader.text.slice(start, reader.at);
}

/** The text that a sticky expression finds here; undefined, and nothing is taken, where it finds none. */
function take(reader: Reader, expression: RegExp): string | undefined {
  expression.lastIndex = reader.at;
  const found = expression.exec(reader.text)?.[0];
  reader.at += found?.length ?? 0;
  return found;
}

const faultAt = ({ text, at }: Reader, message: string): JsonFault => ({
  message: at >= text.length ? `${message}, and the text ends` : message,
  start: Math.min(at, text.length),
  end: Math.min(at + 1, text.length),
});
