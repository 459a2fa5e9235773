/**
 * A text as a stream of YAML documents, found by their marker lines alone.
 *
 *     # licence ┐
 *     ---       │ one chunk: what stands before the marker belongs to it
 *     kind: Pod ┘
 *     --- # none    a chunk of comments
 *     ...
 *
 * Exact without parsing: `---` and `...` at the start of a line, followed by white space, are markers wherever they
 * stand, block and quoted scalars included (YAML 1.2.2, production 206, c-forbidden). So a long stream is parsed one
 * document at a time, in bounded memory. Pure.
 */

export interface Chunk {
  readonly start: number;
  /** The `---` of it, or -1 where it has none. */
  readonly marker: number;
  /** Where the document itself begins: after `---`, or `start`. */
  readonly content: number;
  readonly end: number;
  readonly holds: 'nothing' | 'comments' | 'document';
}

const LF = 10;
const CR = 13;
const HASH = 35;
const PERCENT = 37;

/** All chunks in order; together they are the whole text. */
export function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let open = { start: 0, marker: -1, content: bomLength(text) };
  const close = (end: number) => {
    if (end > open.start) chunks.push({ ...open, end, holds: holdingOf(text, open.content, end) });
  };
  for (const at of markersIn(text)) {
    if (text.charCodeAt(at) === 0x2e) {
      const end = lineEnd(text, at);
      close(end);
      open = { start: end, marker: -1, content: end };
    } else if (open.marker === -1 && isPrelude(text, open.content, at)) {
      open = { start: open.start, marker: at, content: at + 3 };
    } else {
      close(at);
      open = { start: at, marker: at, content: at + 3 };
    }
  }
  close(text.length);
  return chunks;
}

/** Every `---` and `...` that is a marker, in order. Each is searched for by itself, many times as fast as both at once. */
function* markersIn(text: string): Generator<number> {
  let dashes = findMarker(text, '---', 0);
  let dots = findMarker(text, '...', 0);
  while (dashes < text.length || dots < text.length) {
    if (dashes < dots) {
      yield dashes;
      dashes = findMarker(text, '---', dashes + 3);
    } else {
      yield dots;
      dots = findMarker(text, '...', dots + 3);
    }
  }
}

/** The next marker of that kind, or the text's length. */
function findMarker(text: string, marker: '---' | '...', from: number): number {
  let at = text.indexOf(marker, from);
  while (at !== -1 && !isMarker(text, at)) at = text.indexOf(marker, at + 1);
  return at === -1 ? text.length : at;
}

function isMarker(text: string, at: number): boolean {
  const startsLine = at === 0 || (at === 1 && bomLength(text) === 1) || isBreak(text.charCodeAt(at - 1));
  const next = text.charCodeAt(at + 3);
  return startsLine && (at + 3 === text.length || next === 32 || next === 9 || isBreak(next));
}

/** Whether a chunk has directives (`%YAML 1.2`) before its marker. */
export const hasDirectives = (text: string, chunk: Chunk): boolean =>
  chunk.marker > chunk.start && /(?:^|[\n\r])%/.test(text.slice(chunk.start, chunk.marker));

/** 1 when the text starts with a byte order mark. */
export const bomLength = (text: string): number => (text.charCodeAt(0) === 0xfeff ? 1 : 0);

const isPrelude = (text: string, from: number, to: number) => contentAt(text, from, to, true) === to;

function holdingOf(text: string, from: number, to: number): Chunk['holds'] {
  const at = contentAt(text, from, to, false);
  if (at < to && !isEndMarker(text, at)) return 'document';
  return text.slice(from, to).includes('#') ? 'comments' : 'nothing';
}

const isEndMarker = (text: string, at: number) =>
  text.startsWith('...', at) && (at === bomLength(text) || isBreak(text.charCodeAt(at - 1))) && lineHolds(text, at + 3);

/** Whether nothing but white space follows on the line; `...` takes a comment too. */
const lineHolds = (text: string, at: number) => /^[ \t]*(?:#.*)?$/.test(text.slice(at, lineEnd(text, at)).trimEnd());

/** The first offset that is neither white space nor a comment (nor a directive, where these are allowed), or `to`. */
function contentAt(text: string, from: number, to: number, directives: boolean): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const startsLine = at === from || isBreak(text.charCodeAt(at - 1));
    if (code === HASH || (directives && code === PERCENT && startsLine)) at = lineEnd(text, at);
    else if (code === 32 || code === 9 || isBreak(code)) at += 1;
    else return at;
  }
  return to;
}

/** The offset after the line break that ends the line of `at`, or the text's end. */
export function lineEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === LF) return i + 1;
    if (code === CR) return text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
  }
  return text.length;
}

const isBreak = (code: number) => code === LF || code === CR;
