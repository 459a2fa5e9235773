/**
 * A Dockerfile as its instructions, each with its place in the text.
 *
 *     # escape=`                      ─► directives
 *     RUN --mount=type=cache,… make \     keyword RUN, flags, text "make all"
 *       # a comment in between
 *       all
 *     COPY <<EOF /etc/motd            ─► heredocs
 *
 * Pure. Source: moby/buildkit `frontend/dockerfile/parser` (v0.29), which is the classic builder's grammar and heredocs.
 * What an instruction means is not decided here; unknown ones are kept, since a later Docker may know them.
 */
import type { SourceSpan } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';

export interface Dockerfile {
  /** Names in lower case: `syntax`, `escape`, `check`. */
  readonly directives: Readonly<Record<string, string>>;
  /** Where the values of the directives stand. */
  readonly directivePlaces: Readonly<Record<string, SourceSpan>>;
  readonly instructions: readonly Instruction[];
  readonly escapeSign: '\\' | '`';
}

export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, on one line, trimmed. */
  readonly text: string;
  /** The words of `text`: of a JSON array its items, else what spaces separate, quotes included. */
  readonly words: readonly Word[];
  readonly isJson: boolean;
  /** Names of the here-documents, quotes removed; their contents are not kept. */
  readonly heredocs: readonly string[];
  readonly at: SourceSpan;
}

/** `--from=build`: the name without dashes, the value without quotes. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
  /** What commas and quotes separate in the value: `from=build` of a mount. */
  readonly parts: readonly Word[];
}

export interface Word {
  readonly text: string;
  readonly at: SourceSpan;
}

const DIRECTIVE = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(.+?)[ \t]*$/;
const COMMENT = /^[ \t]*#/;
const HEREDOC = /^\d*<<(-?)(['"]?)([A-Za-z_][A-Za-z0-9_.]*)\2$/;
/** The instructions that may hold one. */
const WITH_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Reads a Dockerfile.
 *
 * @param file How places name it.
 * @returns One INPUT_INVALID where there is no FROM, or a here-document does not end. Never throws.
 */
export function parseDockerfile(text: string, file: string): Result<Dockerfile> {
  const lines = splitLines(text);
  const { directives, places, count } = readDirectives(lines, { file, text });
  const escapeSign = directives['escape'] === '`' ? '`' : '\\';
  const instructions: Instruction[] = [];
  for (let index = count; index < lines.length; ) {
    const first = lines[index];
    if (first === undefined || isEmpty(first.text)) {
      index += 1;
      continue;
    }
    const logical = joinLines(lines, index, escapeSign);
    const instruction = readInstruction(logical, { file, text });
    const end = skipHeredocs(lines, logical.next, instruction);
    if (end === undefined)
      return err({
        code: 'INPUT_INVALID',
        message: `a here-document of ${instruction.keyword} does not end`,
        hint: `Its last line is ${instruction.heredocs.join(', ')}, alone.`,
        at: instruction.at,
      });
    instructions.push(instruction);
    index = end;
  }
  if (!instructions.some(({ keyword }) => keyword === 'FROM'))
    return err({ code: 'INPUT_INVALID', message: `"${file}" has no FROM`, hint: 'A Dockerfile begins with FROM.' });
  return ok({ directives, directivePlaces: places, instructions, escapeSign });
}

interface Line {
  /** Without its end. */
  readonly text: string;
  readonly offset: number;
}

/** An instruction's text without continuations, and where each piece of it stands. */
interface Logical {
  readonly text: string;
  readonly pieces: readonly { readonly at: number; readonly offset: number }[];
  readonly end: number;
  /** Index of the line after it. */
  readonly next: number;
}

function splitLines(text: string): readonly Line[] {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const lines: Line[] = [];
  for (let offset = start; offset < text.length; ) {
    const end = text.indexOf('\n', offset);
    const stop = end === -1 ? text.length : end;
    lines.push({ text: text.slice(offset, stop).replace(/\r$/, ''), offset });
    offset = stop + 1;
  }
  return lines;
}

/** Directives end at the first line that is none, an empty one included. */
function readDirectives(lines: readonly Line[], { file, text }: Source) {
  const directives: Record<string, string> = Object.create(null);
  const places: Record<string, SourceSpan> = Object.create(null);
  let count = 0;
  for (const line of lines) {
    const [, name = '', value = ''] = DIRECTIVE.exec(line.text.trim()) ?? [];
    const key = name.toLowerCase();
    if (name === '' || key in directives) break;
    const start = line.offset + line.text.indexOf(value, line.text.indexOf('=') + 1);
    directives[key] = value;
    places[key] = { file, text, start, end: start + value.length };
    count += 1;
  }
  return { directives, places, count };
}

const isEmpty = (text: string): boolean => text.trim() === '' || COMMENT.test(text);

function joinLines(lines: readonly Line[], from: number, escapeSign: string): Logical {
  const pieces: { at: number; offset: number }[] = [];
  let text = '';
  let end = 0;
  let index = from;
  for (let goesOn = true; goesOn && index < lines.length; index += 1) {
    const line = lines[index];
    // Comments and empty lines inside an instruction are not there.
    if (line === undefined || (index > from && isEmpty(line.text))) continue;
    const start = index === from ? line.text.length - line.text.trimStart().length : 0;
    const continued = line.text.trimEnd();
    goesOn = continued.endsWith(escapeSign);
    const piece = goesOn ? continued.slice(start, -1) : line.text.slice(start);
    pieces.push({ at: text.length, offset: line.offset + start });
    text += piece;
    end = line.offset + line.text.length;
  }
  return { text, pieces, end, next: index };
}

interface Source {
  readonly file: string;
  readonly text: string;
}

function readInstruction(logical: Logical, source: Source): Instruction {
  const [, name = '', gap = ''] = /^(\S+)(\s*)/.exec(logical.text) ?? [];
  const keyword = name.toUpperCase();
  const { flags, end } = readFlags(logical, name.length + gap.length, source);
  const text = logical.text.slice(end).trim();
  const json = keyword === 'FROM' || keyword === 'ARG' ? undefined : readJson(text);
  const words = json?.map((item) => ({ text: item, at: spanOf(logical, end, logical.text.length, source) }));
  const split = words ?? splitWords(logical, end, source);
  const heredocs = WITH_HEREDOC.has(keyword) && json === undefined ? split.flatMap(heredocOf) : [];
  return {
    keyword,
    flags,
    text,
    words: split,
    isJson: json !== undefined,
    heredocs,
    at: spanOf(logical, 0, logical.text.length, source),
  };
}

/** Flags stand before everything else; a quote may hold spaces. */
function readFlags(logical: Logical, from: number, source: Source) {
  const flag = /--([A-Za-z][A-Za-z0-9-]*)(?:=((?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])*))?(?=\s|$)\s*/y;
  const flags: Flag[] = [];
  let end = from;
  for (flag.lastIndex = from; ; ) {
    const found = flag.exec(logical.text);
    if (found === null) return { flags, end };
    const [whole, name = '', value] = found;
    const start = found.index + whole.trimEnd().length - (value ?? '').length;
    const parts = [...(value ?? '').matchAll(/[^\s,"'][^,"']*/g)].map((part) => {
      const at = start + part.index;
      return { text: part[0], at: spanOf(logical, at, at + part[0].length, source) };
    });
    flags.push({ name: name.toLowerCase(), value: value?.replace(/["']/g, ''), parts });
    end = flag.lastIndex;
  }
}

function readJson(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

const splitWords = (logical: Logical, from: number, source: Source): readonly Word[] =>
  [...logical.text.slice(from).matchAll(/\S+/g)].map((found) => {
    const start = from + found.index;
    return { text: found[0], at: spanOf(logical, start, start + found[0].length, source) };
  });

const heredocOf = ({ text }: Word): readonly string[] => {
  const name = HEREDOC.exec(text)?.[3];
  return name === undefined ? [] : [name];
};

export const isHeredoc = (word: string): boolean => HEREDOC.test(word);

/** The index of the line after the last here-document; undefined where one does not end. */
function skipHeredocs(lines: readonly Line[], from: number, { heredocs, words }: Instruction): number | undefined {
  let index = from;
  for (const name of heredocs) {
    const dashed = words.some(({ text }) => HEREDOC.exec(text)?.[1] === '-' && HEREDOC.exec(text)?.[3] === name);
    const isEnd = ({ text }: Line): boolean => (dashed ? text.replace(/^\t+/, '') : text) === name;
    const end = lines.findIndex((line, at) => at >= index && isEnd(line));
    if (end === -1) return undefined;
    index = end + 1;
  }
  return index;
}

function spanOf({ pieces }: Logical, from: number, to: number, { file, text }: Source): SourceSpan {
  const offsetOf = (at: number, isEnd: boolean): number => {
    const piece = pieces.findLast((one) => (isEnd ? one.at < at : one.at <= at)) ?? pieces[0];
    return piece === undefined ? 0 : piece.offset + at - piece.at;
  };
  return { file, text, start: offsetOf(from, false), end: offsetOf(to, true) };
}
