/**
 * Globs of a config: which files of a folder belong to something.
 *
 *     src/**\/*.{js,ts}    files below src         **   any folders, as a whole part only
 *     assets              the folder and all below it, as does a glob that matches a folder
 *     .                   everything
 *
 * `*`, `?` and classes match a leading dot and never a slash. What is ignored is written as in `.dockerignore`.
 * Pure. Source: github.com/bmatcuk/doublestar, which Skaffold uses, and Skaffold's `list.Files`.
 * Not read: paths outside the folder, and shell extensions such as `+(a|b)`, whose signs are ordinary here.
 */
import { posix } from 'node:path';
import { collect, err, ok, type Result } from '../errors/result.ts';
import { expandBraces } from './braces.ts';
import type { Decide } from './decide.ts';
import { createIgnoreList } from './docker-ignore.ts';
import { parsePatternClass } from './pattern-class.ts';
import { createWildcard, literally, type Token, type Wildcard } from './wildcard.ts';

export interface Globs {
  /** For `Tree.walk`. */
  readonly decide: Decide;
  /** Include patterns, as written, that none of the paths match: a misspelling, most often. Paths of folders count. */
  unmatched(paths: readonly string[]): readonly string[];
}

/** Compiles include globs and ignore rules. Problems are INPUT_INVALID, quoting the pattern. */
export function createGlobs(include: readonly string[], ignore: readonly string[] = []): Result<Globs> {
  const parsed = collect(include.map(parseGlob));
  const ignored = createIgnoreList(ignore);
  if (!parsed.ok) return parsed;
  if (!ignored.ok) return ignored;
  const globs = parsed.value;
  const inside = new Map<string, boolean>();

  const included = (path: string): boolean => includedAbove(path) || globs.some((glob) => glob.matches(path));
  const includedAbove = (path: string): boolean => path.includes('/') && includedFolder(posix.dirname(path));
  const includedFolder = (path: string): boolean => {
    const known = inside.get(path);
    if (known !== undefined) return known;
    const found = included(path);
    inside.set(path, found);
    return found;
  };

  return ok({
    decide(path, kind) {
      const rules = ignored.value(path, kind);
      const mine = kind === 'folder' ? includedFolder(path) : included(path);
      const descend = rules.descend && (mine || globs.some((glob) => glob.reaches(path)));
      return { keep: mine && rules.keep, descend };
    },
    unmatched: (paths) =>
      include.filter((_, index) => !globs[index]?.all && !paths.some((path) => matchesOrAbove(globs[index], path))),
  });
}

interface Glob {
  /** Means the folder itself: nothing needs to match. */
  readonly all: boolean;
  matches(path: string): boolean;
  reaches(folder: string): boolean;
}

function parseGlob(pattern: string): Result<Glob> {
  const bad = (why: string) => err({ code: 'INPUT_INVALID', message: `glob "${pattern}" ${why}`, hint: GRAMMAR });
  const plain = expandBraces(pattern);
  if (plain === undefined) return bad('stands for more than 1,000 patterns');
  const cleaned = plain.map((one) => posix.normalize(one).replace(/(?<=.)\/$/, ''));
  if (pattern === '' || cleaned.some((one) => one.startsWith('/'))) return bad('is not relative to the context');
  if (cleaned.some((one) => one === '..' || one.startsWith('../'))) return bad('leads out of the context');
  const wildcards: Wildcard[] = [];
  for (const one of cleaned) {
    const tokens = parsePattern(one);
    if (tokens === undefined) return bad('is malformed');
    wildcards.push(createWildcard(tokens));
  }
  const all = cleaned.includes('.') || cleaned.includes('**');
  return ok({
    all,
    matches: (path) => all || wildcards.some((wildcard) => wildcard.matches(path)),
    reaches: (folder) => all || wildcards.some((wildcard) => wildcard.reaches(folder)),
  });
}

const GRAMMAR = 'Use *, ?, [a-z], {a,b}, and ** as a whole part of the path; a "[" needs its "]".';

/** Undefined where it is malformed. */
function parsePattern(pattern: string): readonly Token[] | undefined {
  const parts = pattern.split('/');
  const tokens: Token[] = [];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (part === '**') {
      // "a/**" is a and all below: the slash before it goes into the token.
      if (last) tokens.push(...(index === 0 ? [{ is: 'rest' } as const] : withoutSlash(tokens)));
      else if (parts[index + 1] !== '**') tokens.push({ is: 'folders' });
      continue;
    }
    const inPart = parsePart(part);
    if (inPart === undefined) return undefined;
    tokens.push(...inPart, ...(last ? [] : literally('/')));
  }
  return tokens;
}

/** Takes the slash off and gives what stands for it. */
function withoutSlash(tokens: Token[]): readonly Token[] {
  const end = tokens.at(-1);
  if (end?.is !== 'char') return [{ is: 'rest' }];
  tokens.pop();
  return [{ is: 'below' }];
}

function parsePart(part: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; ) {
    const char = part.charAt(at);
    if (char === '[') {
      const set = parsePatternClass(part, at, '^!');
      if (set === undefined) return undefined;
      tokens.push({ is: 'class', has: (code) => code !== SLASH && set.has(code) });
      at = set.end;
    } else if (char === '\\') {
      if (at + 1 === part.length) return undefined;
      tokens.push(...literally(part.charAt(at + 1)));
      at += 2;
    } else {
      tokens.push(
        char === '*' ? { is: 'star' } : char === '?' ? { is: 'one' } : { is: 'char', code: char.charCodeAt(0) },
      );
      at += 1;
    }
  }
  return tokens;
}

const SLASH = 0x2f;

const matchesOrAbove = (glob: Glob | undefined, path: string): boolean =>
  glob !== undefined && (glob.matches(path) || (path.includes('/') && matchesOrAbove(glob, posix.dirname(path))));
