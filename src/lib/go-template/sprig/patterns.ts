/** sprig's regular expressions, matched in linear time. Pure. Source: sprig regex.go, regexp.Expand of Go. */
import { compileRegexp, type Match, type Regexp } from '../../go-regexp/index.ts';
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunction, type TemplateFunctions } from '../functions.ts';

const named: TemplateFunctions = {
  regexMatch: fn(['string', 'string'], (pattern, text) => {
    const regexp = compileRegexp(pattern);
    return regexp.ok && regexp.value.test(text);
  }),
  regexFind: fn(['string', 'string'], (pattern, text) => compile(pattern).find(text)?.groups[0] ?? ''),
  regexFindAll: fn(['string', 'string', 'int'], (pattern, text, most) =>
    compile(pattern)
      .findAll(text, most < 0 ? undefined : most)
      .map((match) => match.groups[0] ?? ''),
  ),
  regexReplaceAll: fn(['string', 'string', 'string'], (pattern, text, to) => {
    const regexp = compile(pattern);
    return replaceAll(regexp, text, (match) => expand(to, match, regexp.groupNames));
  }),
  regexReplaceAllLiteral: fn(['string', 'string', 'string'], (pattern, text, to) =>
    replaceAll(compile(pattern), text, () => to),
  ),
  regexSplit: fn(['string', 'string', 'int'], split),
  regexQuoteMeta: fn(['string'], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

/** `mustX` is X: a wrong pattern is an error in both. */
export const patterns: TemplateFunctions = {
  ...named,
  ...Object.fromEntries(
    Object.entries(named).map(([name, body]): [string, TemplateFunction] => [mustName(name), body]),
  ),
  mustRegexMatch: fn(['string', 'string'], (pattern, text) => compile(pattern).test(text)),
};

function compile(pattern: string): Regexp {
  const regexp = compileRegexp(pattern);
  if (!regexp.ok) throw new ArgumentFailure(`got a pattern that is no regular expression: ${regexp.why}`);
  return regexp.value;
}

function replaceAll(regexp: Regexp, text: string, by: (match: Match) => string): string {
  let from = 0;
  const pieces: string[] = [];
  for (const match of regexp.findAll(text)) {
    pieces.push(text.slice(from, match.start), by(match));
    from = match.end;
  }
  return pieces.join('') + text.slice(from);
}

/** `$1`, `${name}` and `$$`; a name is as long as it can be. */
const expand = (template: string, match: Match, names: readonly string[]): string =>
  template.replace(/\$(?:\$|([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return '$';
    const index = /^\d+$/.test(name) ? Number(name) : names.indexOf(name);
    return match.groups[index] ?? '';
  });

function split(pattern: string, text: string, most: number): readonly string[] {
  const regexp = compile(pattern);
  if (most === 0) return [];
  if (pattern !== '' && text === '') return [''];
  const pieces: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of regexp.findAll(text, most < 0 ? undefined : most)) {
    if (most > 0 && pieces.length === most - 1) break;
    end = match.start;
    if (match.end !== 0) pieces.push(text.slice(begin, end));
    begin = match.end;
  }
  return end === text.length ? pieces : [...pieces, text.slice(begin)];
}

function mustName(name: string): string {
  return `must${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
