/**
 * New entries for mappings that are there: lines or flow entries in the style of their neighbours, nothing else moves.
 *
 *     metadata:                 metadata: {name: web}         {"metadata": {
 *       name: web # c   ──►       {name: web, namespace: x}      "name": "web",
 *       namespace: x                                             "namespace": "x"
 *
 * Pure.
 */
import type { Edit } from './edit.ts';
import { newlineOf } from './join.ts';
import type { Entry, MappingNode, ScalarNode } from './node.ts';
import { scalarLine } from './write-scalar.ts';

/** A text, or a map of texts that is written in block style where that fits. */
export type NewValue = string | Readonly<Record<string, string>>;

export interface Insertion {
  readonly entries: Readonly<Record<string, NewValue>>;
  /** Names of entries after the last of which they go; else they go first. */
  readonly after: readonly string[];
  /** JSON: everything in double quotes. */
  readonly isJson: boolean;
}

/** Adds entries; the mapping must not have their keys. */
export const insertEntries = (source: string, mapping: MappingNode, insertion: Insertion): Edit =>
  mapping.flow ? insertFlow(source, mapping, insertion) : insertBlock(source, mapping, insertion);

/** Gives entries to a key whose value is null: below it in block style, else in braces. */
export function fillEmpty(
  source: string,
  parent: MappingNode,
  entry: Entry & { readonly value: ScalarNode },
  map: Readonly<Record<string, string>>,
  isJson: boolean,
): Edit {
  const { start, end } = entry.value;
  if (parent.flow || start !== end) return { start, end, text: `${start === end ? ' ' : ''}${flowText(map, isJson)}` };
  const at = endOfLine(source, end);
  return { start: at, end: at, text: blockLines(source, map, indentOf(source, entry.key.start) + STEP) };
}

const STEP = '  ';

function insertBlock(source: string, mapping: MappingNode, { entries, after }: Insertion): Edit {
  const newline = newlineOf(source);
  const indent = indentOf(source, mapping.start);
  const lines = Object.entries(entries).map(([key, value]) => {
    const nested = typeof value === 'string' ? ` ${scalarLine(value)}` : blockLines(source, value, indent + STEP);
    return `${scalarLine(key)}:${nested}`;
  });
  const neighbour = lastLineOf(mapping, after);
  if (neighbour === undefined)
    return { start: mapping.start, end: mapping.start, text: lines.map((line) => line + newline + indent).join('') };
  const at = endOfLine(source, neighbour.end);
  return { start: at, end: at, text: lines.map((line) => newline + indent + line).join('') };
}

function insertFlow(source: string, mapping: MappingNode, { entries, after, isJson }: Insertion): Edit {
  const texts = Object.entries(entries).map(([key, value]) => {
    const written = typeof value === 'string' ? textIn(value, isJson) : flowText(value, isJson);
    return `${textIn(key, isJson)}: ${written}`;
  });
  const [first] = mapping.entries;
  if (first === undefined) return { start: mapping.start + 1, end: mapping.start + 1, text: texts.join(', ') };
  const lead = leadOf(source, first.key.start);
  const separator = lead === undefined ? ', ' : `,${newlineOf(source)}${lead}`;
  const neighbour = lastLineOf(mapping, after);
  if (neighbour !== undefined)
    return { start: neighbour.end, end: neighbour.end, text: texts.map((text) => separator + text).join('') };
  return { start: first.key.start, end: first.key.start, text: texts.map((text) => text + separator).join('') };
}

/** The last of the named entries, if it ends with a scalar of its own line. */
function lastLineOf(mapping: MappingNode, names: readonly string[]): ScalarNode | undefined {
  const value = mapping.entries.findLast((entry) => names.includes(entry.name))?.value;
  return value?.kind === 'scalar' && value.more?.block === undefined ? value : undefined;
}

const blockLines = (source: string, map: Readonly<Record<string, string>>, indent: string): string =>
  Object.entries(map)
    .map(([key, value]) => `${newlineOf(source)}${indent}${scalarLine(key)}: ${scalarLine(value)}`)
    .join('');

const flowText = (map: Readonly<Record<string, string>>, isJson: boolean): string =>
  `{${Object.entries(map)
    .map(([key, value]) => `${textIn(key, isJson)}: ${textIn(value, isJson)}`)
    .join(', ')}}`;

const textIn = (text: string, isJson: boolean) => (isJson ? JSON.stringify(text) : scalarLine(text));

/** The white space before a place, if it is the first on its line; JSON on one line may be megabytes long. */
function leadOf(source: string, at: number): string | undefined {
  let start = at;
  while (source[start - 1] === ' ' || source[start - 1] === '\t') start -= 1;
  return start === 0 || source[start - 1] === '\n' || source[start - 1] === '\r' ? source.slice(start, at) : undefined;
}

/** As many spaces as stand before the place on its line, dashes of lists included. */
const indentOf = (source: string, at: number) => ' '.repeat(at - lineStart(source, at));

const lineStart = (source: string, at: number) =>
  Math.max(source.lastIndexOf('\n', at - 1), source.lastIndexOf('\r', at - 1)) + 1;

/** Where the line break of a place's line starts. */
function endOfLine(source: string, at: number): number {
  const next = /[\r\n]/g;
  next.lastIndex = at;
  return next.exec(source)?.index ?? source.length;
}
