/**
 * `.dockerignore`: which files of a context are left out.
 *
 *     node_modules        the last rule that matches a path, or a folder above it, decides
 *     **\/*.log           ** is any number of folders
 *     !keep.log           back in again
 *
 * Pure. Source: github.com/moby/patternmatcher v0.6 (`patternmatcher.go`, `ignorefile/ignorefile.go`) and
 * the Docker CLI's `TrimBuildFilesFromExcludes`. One thing is better than there: a folder is pruned only
 * when no later `!` rule can match below it, `!**\/keep` included, as BuildKit does it.
 */
import { posix } from 'node:path';
import { err, ok, type Result } from '../errors/result.ts';
import type { Decide, Decision } from './decide.ts';
import { parsePatternClass } from './pattern-class.ts';
import { createLiteral, createWildcard, literally, type Token, type Wildcard } from './wildcard.ts';

export interface DockerIgnoreOptions {
  /** How problems name the text, e.g. `web/.dockerignore`. */
  readonly file?: string;
  /** Paths that are sent whatever the rules say: the Dockerfile and `.dockerignore`. */
  readonly always?: readonly string[];
}

/** Files that may hold the rules, the first that exists alone counts. Paths as the Dockerfile's own. */
export const dockerIgnoreNames = (dockerfile: string): readonly [string, string] => [
  `${dockerfile}.dockerignore`,
  '.dockerignore',
];

/** Reads the text of a `.dockerignore`. Problems are INPUT_INVALID, one a line. */
export function createDockerIgnore(text: string, options: DockerIgnoreOptions = {}): Result<Decide> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const patterns = lines.flatMap((line, index) => {
    const pattern = line.startsWith('#') ? '' : cleanRule(line);
    return pattern === '' ? [] : [{ pattern, place: `${options.file ?? '.dockerignore'}:${index + 1}` }];
  });
  return createRules(patterns, options.always ?? []);
}

/** The same language, one pattern an element: `ignore` lists of a config. */
export function createIgnoreList(patterns: readonly string[], place = 'ignore'): Result<Decide> {
  const cleaned = patterns.map((pattern, index) => ({ pattern: cleanRule(pattern), place: `${place}[${index}]` }));
  return createRules(
    cleaned.filter(({ pattern }) => pattern !== ''),
    [],
  );
}

interface Rule {
  readonly negative: boolean;
  readonly wildcard: Wildcard;
  /** Folders of which the rule takes everything below, and not the folder: `heap` of `heap/**`. */
  readonly emptied?: Wildcard;
}

function createRules(
  patterns: readonly { readonly pattern: string; readonly place: string }[],
  always: readonly string[],
): Result<Decide> {
  const rules: Rule[] = [];
  for (const { pattern, place } of patterns) {
    const negative = pattern.startsWith('!');
    const wildcard = parsePattern(negative ? pattern.slice(1) : pattern);
    if (wildcard === undefined)
      return err({
        code: 'INPUT_INVALID',
        message: `${place}: "${pattern}" is not a pattern`,
        hint: 'A "[" needs its "]", and a lone "!" or a "\\" at the end mean nothing.',
      });
    const head = negative || !pattern.endsWith('/**') ? '' : pattern.slice(0, -'/**'.length);
    const emptied = parsePattern(head);
    rules.push({ negative, wildcard, ...(emptied !== undefined && { emptied }) });
  }
  const kept = always.map((path) => ({ negative: true, wildcard: createLiteral(posix.normalize(path)) }));
  return ok(decideBy([...rules, ...kept]));
}

/** The last rule that matches the path or a folder above it wins; -1 is none. */
function decideBy(rules: readonly Rule[]): Decide {
  const literals = new Map(
    rules.flatMap(({ wildcard }, index) => (wildcard.literal === undefined ? [] : [[wildcard.literal, index]])),
  );
  const wild = rules
    .flatMap((rule, index) => (rule.wildcard.literal === undefined ? [{ ...rule, index }] : []))
    .reverse();
  const negatives = rules.flatMap((rule, index) => (rule.negative ? [{ ...rule, index }] : []));
  const emptying = rules.flatMap(({ emptied }, index) => (emptied === undefined ? [] : [{ emptied, index }])).reverse();
  const folders = new Map<string, number>();

  const lastOf = (path: string): number => {
    const slash = path.lastIndexOf('/');
    const above = slash === -1 ? -1 : lastOfFolder(path.slice(0, slash));
    const exact = Math.max(above, literals.get(path) ?? -1);
    const matched = wild.find(({ index, wildcard }) => index < exact || wildcard.matches(path));
    return Math.max(exact, matched?.index ?? -1);
  };
  const lastOfFolder = (path: string): number => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const last = lastOf(path);
    folders.set(path, last);
    return last;
  };

  return (path, kind) => {
    // Most are files, and nothing is below them.
    if (kind !== 'folder') return rules[lastOf(path)]?.negative === false ? LEFT_OUT : KEPT;
    const last = lastOfFolder(path);
    const keep = rules[last]?.negative ?? true;
    const emptiedBy = emptying.find(({ emptied }) => emptied.matches(path))?.index ?? -1;
    // Of what lies below, only rules after these can keep anything.
    const from = Math.max(keep ? -1 : last, emptiedBy > last ? emptiedBy : -1);
    const descend = from === -1 || negatives.some(({ index, wildcard }) => index > from && wildcard.reaches(path));
    return { keep, descend };
  };
}

const KEPT: Decision = { keep: true, descend: false };
const LEFT_OUT: Decision = { keep: false, descend: false };

/** `!` stays in front; the path is cleaned as Go's filepath.Clean does it, and never starts with a slash. */
function cleanRule(line: string): string {
  const trimmed = line.trim();
  if (trimmed === '') return '';
  const negative = trimmed.startsWith('!');
  const path = negative ? trimmed.slice(1).trim() : trimmed;
  const cleaned =
    path === ''
      ? ''
      : posix
          .normalize(path)
          .replace(/(?<=.)\/$/, '')
          .replace(/^\/(?=.)/, '');
  return `${negative ? '!' : ''}${cleaned}`;
}

/** Undefined where it is malformed. */
function parsePattern(pattern: string): Wildcard | undefined {
  if (pattern === '') return undefined;
  if (!/[*?[\\]/.test(pattern)) return createLiteral(pattern);
  // `**foo` with no other wildcard is "ends with foo"; everywhere else ** is whole folders.
  if (/^\*\*[^*?[\]\\/][^*?[\]\\]*$/.test(pattern))
    return createWildcard([{ is: 'rest' }, ...literally(pattern.slice(2))]);
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at);
    if (pattern.startsWith('**', at)) {
      const next = pattern[at + 2] === '/' ? at + 3 : at + 2;
      tokens.push({ is: next >= pattern.length ? 'rest' : 'folders' });
      at = next;
    } else if (char === '[') {
      const set = parsePatternClass(pattern, at, '^');
      if (set === undefined) return undefined;
      tokens.push({ is: 'class', has: set.has });
      at = set.end;
    } else if (char === '\\') {
      if (at + 1 === pattern.length) return undefined;
      tokens.push(...literally(pattern.charAt(at + 1)));
      at += 2;
    } else {
      tokens.push(
        char === '*' ? { is: 'star' } : char === '?' ? { is: 'one' } : { is: 'char', code: pattern.charCodeAt(at) },
      );
      at += 1;
    }
  }
  return createWildcard(tokens);
}
