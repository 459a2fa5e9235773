/**
 * Plain scalars that mean one thing to Kubernetes and another to YAML 1.2, which editors, linters and other tools read.
 * Pure.
 *
 *     on: push       the key "true"      port: 0100      64, and 100 elsewhere      tls: yes      true, and "yes" elsewhere
 *
 * Nothing is said of file modes, where octal digits are meant, nor of documents that hold a Secret, whose lines are not shown.
 */
import type { Problem } from '../errors/problem.ts';
import { countOf } from '../lib/terminal-text.ts';
import { type Document, eachDocument, isDocument, spanOf } from './documents.ts';
import type { Node, ScalarNode } from './node.ts';
import { defaultLimits } from './parse.ts';
import type { ManifestSource } from './rendered.ts';
import { coreValue, plainValue, type ScalarValue } from './scalar.ts';

export interface Doubt {
  readonly source: ManifestSource;
  readonly node: ScalarNode;
  readonly isKey: boolean;
}

/** Problems that are told of one run; what is left is counted. */
const TOLD = 10;
/** `defaultMode: 0644` */
const OCTAL = /(?:mode|umask|permissions?)$/i;
/** No doubt is in a text without one of these. A superset: it has no idea of quotes and comments. No look goes past the next separator. */
const MAY_DOUBT =
  /(?:^|[\s[{,])(?:(?:[yYnN]|[yY](?:es|ES)|[nN][oO]|[oO](?:n|N|ff|FF))(?=[\s\]},:#]|$)|[-+]?0[^\s.]|[-+.0-9][^\s,[\]{}]*_)/;

/** In the order of the text. What cannot be read has none: whoever takes it says so. */
export function findDoubts(sources: readonly ManifestSource[]): readonly Doubt[] {
  return sources
    .filter(({ text }) => MAY_DOUBT.test(text))
    .flatMap((source) =>
      [...eachDocument(source, defaultLimits)].flatMap((read) =>
        read.ok && isDocument(read.value) ? doubtsOf(read.value) : [],
      ),
    );
}

export function doubtsOf({ source, root, objects }: Document): readonly Doubt[] {
  const doubts: Doubt[] = [];
  visit(root, '', (node, name) => {
    if (isDoubtful(source.text, node, name ?? '')) doubts.push({ source, node, isKey: name === undefined });
  });
  return doubts.length > 0 && objects.some(({ id }) => id.kind === 'Secret') ? [] : doubts;
}

/** What an alias stands for is visited where its anchor is. @param name The nearest key; none for a key. */
function visit(node: Node, name: string, scalar: (node: ScalarNode, name?: string) => void): void {
  switch (node.kind) {
    case 'alias':
      return;
    case 'scalar':
      scalar(node, name);
      return;
    case 'sequence':
      for (const item of node.items) visit(item, name, scalar);
      return;
    case 'mapping':
      for (const entry of node.entries) {
        scalar(entry.key);
        visit(entry.value, entry.name, scalar);
      }
  }
}

const [ZERO, NINE, PLUS, MINUS, DOT, UNDERSCORE] = [48, 57, 43, 45, 46, 95];
const SMALL = 32;
/** `y`, `n` and `o`. */
const WORDS: ReadonlySet<number> = new Set([121, 110, 111]);
const LONGEST_WORD = 3;

function isDoubtful(text: string, { style, start, end, more }: ScalarNode, name: string): boolean {
  if (style !== 'plain' || !mayDiffer(text, start, end)) return false;
  if (more?.tag !== undefined || more?.decode !== undefined) return false;
  const written = text.slice(start, end);
  const value = plainValue(written);
  if (Object.is(value, coreValue(written))) return false;
  return !(typeof value === 'number' && OCTAL.test(name) && /^0[0-7]+$/.test(written));
}

/** Tells nearly all scalars by a sign or two, since every scalar of every manifest comes by. */
function mayDiffer(text: string, start: number, end: number): boolean {
  const code = text.charCodeAt(start);
  if (code > NINE) return end - start <= LONGEST_WORD && WORDS.has(code | SMALL);
  const isSign = code === PLUS || code === MINUS;
  if (!isSign && code !== DOT && code < ZERO) return false;
  const digits = isSign ? start + 1 : start;
  if (text.charCodeAt(digits) === ZERO && end - digits > 1) return true;
  for (let at = digits; at < end; at += 1) if (text.charCodeAt(at) === UNDERSCORE) return true;
  return false;
}

/** The first of them, each with its place, and how many more there are. */
export function tellDoubts(doubts: readonly Doubt[]): readonly Problem[] {
  const told = doubts.slice(0, TOLD).map(problemOf);
  const left = doubts.length - told.length;
  if (left === 0) return told;
  const message = `so it is with ${countOf(left, 'more plain scalar')}`;
  return [...told, { code: 'MANIFEST_AMBIGUOUS', message, hint: '' }];
}

function problemOf({ source, node, isKey }: Doubt): Problem {
  const written = source.text.slice(node.start, node.end);
  const [value, other] = [plainValue(written), coreValue(written)];
  const [here, there] = isKey
    ? [JSON.stringify(String(value)), JSON.stringify(String(other))]
    : [show(value), show(other)];
  return {
    code: 'MANIFEST_AMBIGUOUS',
    message: `${isKey ? 'the key ' : ''}${written} is ${here} to Kubernetes, and ${there} to YAML 1.2`,
    hint: isKey ? 'Quote it, or write what is meant.' : `Write ${show(value)}, or quote it where text is meant.`,
    at: spanOf(source, node),
  };
}

const show = (value: ScalarValue): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));
