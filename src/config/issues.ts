/**
 * What is wrong with the shape of a config, in words and with places, out of zod's issues. Loaded only when the
 * generated validator has refused a config, because zod takes longer to load than a config takes to read.
 *
 *     unknown field "dokcerfile" in build.artifacts[0].docker
 *     build.local.push must be true or false, not a text
 *
 * A wrong type is told without the value: it may be a secret in the wrong place. Pure.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { findNearest } from '../lib/nearest.ts';
import { configSchema } from './config.schema.ts';
import { describedAt, fieldsAt } from './fields.schema.ts';
import { formatPath, nameOf } from './path.ts';
import type { Shaped } from './shaped.ts';
import { problemAt, type Source, suggest } from './source.ts';
import { type ConfigNode, type NodePath, nodeAt, spanAt, toValue } from './yaml/node.ts';

export function explainShape(root: ConfigNode, source: Source): Result<Shaped> {
  const parsed = configSchema.safeParse(toValue(root));
  if (parsed.success) return ok({ config: parsed.data, root });
  const { issues } = parsed.error;
  const [first, ...rest] = issues
    .filter((issue) => !isMistyped(issue, issues))
    .flatMap((issue) => problemsOf(issue, root, source));
  // zod never fails without an issue.
  if (first === undefined) throw parsed.error;
  return err(first, ...rest);
}

/** What zod says of a config. */
export const issuesOf = (root: ConfigNode): readonly Issue[] =>
  configSchema.safeParse(toValue(root)).error?.issues ?? [];

export type Issue = NonNullable<ReturnType<typeof configSchema.safeParse>['error']>['issues'][number];

/** A field that is missed only because its name was mistyped: the unknown field is told, with what was meant. */
function isMistyped(issue: Issue, issues: readonly Issue[]): boolean {
  if (issue.code !== 'invalid_type') return false;
  const parent = pathOf(issue).slice(0, -1);
  return issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      formatPath(pathOf(other)) === formatPath(parent) &&
      other.keys.some((key) => findNearest(key, fieldsAt(configSchema, parent)) === issue.path.at(-1)),
  );
}

const pathOf = ({ path }: Issue): NodePath => path.map((step) => (typeof step === 'number' ? step : String(step)));

function problemsOf(issue: Issue, root: ConfigNode, source: Source): readonly Problem[] {
  const path = pathOf(issue);
  const wrong = (message: string, prefer: 'key' | 'value' = 'value', more = {}): Problem =>
    problemAt(source, spanAt(root, path, prefer), 'CONFIG_INVALID', message, more);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, path, root, source));
    case 'invalid_type':
      return [nodeAt(root, path) === undefined ? missing(path, wrong) : mistyped(issue.expected, path, root, wrong)];
    case 'invalid_value': {
      const [nearest, all] = oneOf(issue.values.map(String), nodeAt(root, path));
      return [wrong(`${nameOf(path)} is ${quoted(root, path)} where ${all}`, 'value', suggest(nearest))];
    }
    case 'invalid_format':
      return [wrong(`${nameOf(path)} cannot be ${quoted(root, path)}`, 'value', formatHint(issue.message, path))];
    case 'invalid_union':
      return [wrong(`${nameOf(path)} cannot be ${quoted(root, path)}`, 'value', formatHint('', path))];
    case 'too_small':
    case 'too_big':
      return [wrong(`${nameOf(path)} ${boundOf(issue)}`)];
    default:
      return [wrong(`${nameOf(path)}: ${issue.message}`)];
  }
}

function unknownField(key: string, path: NodePath, root: ConfigNode, source: Source): Problem {
  const nearest = findNearest(key, fieldsAt(configSchema, path));
  const known =
    nearest === undefined ? { hint: `Known are ${fieldsAt(configSchema, path).join(', ')}.` } : suggest(nearest);
  const at = spanAt(root, [...path, key]);
  return problemAt(source, at, 'CONFIG_INVALID', `unknown field "${key}" in ${nameOf(path)}`, known);
}

const missing = (path: NodePath, wrong: (message: string, prefer: 'key') => Problem): Problem =>
  wrong(`${nameOf(path.slice(0, -1))} lacks "${String(path.at(-1))}"`, 'key');

function mistyped(expected: string, path: NodePath, root: ConfigNode, wrong: (message: string) => Problem): Problem {
  return wrong(
    `${formatPath(path) || 'the config'} must be ${TYPES[expected] ?? expected}, not ${kindOf(nodeAt(root, path))}`,
  );
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function kindOf(node: ConfigNode | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'nothing';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof node.value as 'string'];
}

function oneOf(allowed: readonly string[], node: ConfigNode | undefined): readonly [string | undefined, string] {
  const written = node?.kind === 'scalar' ? String(node.value) : '';
  const all = allowed.length === 1 ? `only "${allowed[0]}" can be` : `one of ${allowed.join(', ')} can be`;
  return [findNearest(written, allowed), all];
}

function quoted(root: ConfigNode, path: NodePath): string {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.value !== null ? JSON.stringify(node.value) : kindOf(node);
}

/** The words of the rule where it has its own, else what the field is for. */
function formatHint(message: string, path: NodePath): Pick<Problem, 'hint'> {
  if (message.startsWith('write ')) return { hint: `W${message.slice(1)}.` };
  const description = describedAt(configSchema, path);
  return description === undefined ? {} : { hint: description };
}

function boundOf(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const [bound, word] = issue.code === 'too_small' ? [issue.minimum, 'least'] : [issue.maximum, 'most'];
  const unit = issue.origin === 'array' ? (Number(bound) === 1 ? ' item' : ' items') : '';
  return unit === '' ? `must be at ${word} ${bound}` : `must hold at ${word} ${bound}${unit}`;
}
