/**
 * dotenv files: `skaffold.env`, `--set-value-file`.
 *
 *     # comment              A=plain text      B='as it is'      C="line\nbreak $A ${B}"
 *     export D=x  # comment
 *
 * Without quotes a value ends at ` #` or the line's end; in double quotes `\n`, `\r`, `\"`, `\\` and `\$` are read;
 * outside single quotes `$A` and `${A}` are what this file set before, else empty. Quoted values may span lines.
 * Pure. Source: joho/godotenv, which Skaffold reads with. Left out: `KEY: value`.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { problemAt } from './source.ts';

const LINE =
  /[ \t]*(?:(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^'"\r\n][^\r\n]*)?))?[ \t]*(?:#[^\r\n]*)?(?:\r?\n|\r|$)/y;
const ESCAPE_OR_VARIABLE = /\\([\s\S])|\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g;
const VARIABLE = /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** @returns The values, or one INPUT_INVALID with the place; no value stands in its message. */
export function parseDotenv(text: string, file: string): Result<Readonly<Record<string, string>>> {
  const values = new Map<string, string>();
  const variable = (name: string | undefined): string => values.get(name ?? '') ?? '';
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    LINE.lastIndex = start;
    const match = LINE.exec(text);
    if (match === null) return err(malformed(text, file, start));
    const [line, key, single, double, bare = ''] = match;
    start += line.length;
    if (key === undefined) continue;
    const read =
      double?.replace(ESCAPE_OR_VARIABLE, (_, escaped?: string, braced?: string, name?: string) =>
        escaped === undefined ? variable(braced ?? name) : (ESCAPES[escaped] ?? escaped),
      ) ?? withoutComment(bare).replace(VARIABLE, (_, braced?: string, name?: string) => variable(braced ?? name));
    values.set(key, single ?? read);
  }
  return ok(Object.fromEntries(values));
}

const withoutComment = (text: string): string => text.replace(/[ \t]#.*$/, '').trim();

function malformed(text: string, file: string, start: number): Problem {
  const end = start + text.slice(start).search(/[\r\n]|$/);
  const hint = 'Write KEY=value, one a line; quotes must be closed.';
  return problemAt({ file, text }, { start, end }, 'INPUT_INVALID', `${file} has a line that is no KEY=value`, {
    hint,
  });
}
