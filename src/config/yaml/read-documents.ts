/**
 * YAML text as documents of {@link ConfigNode}s. Every mistake of the text at once, each with its place.
 *
 * Anchors, aliases and merge keys (`<<`) are read; tags other than the plain ones, keys that are no text, duplicate
 * keys and `__proto__` are mistakes. Documents that hold nothing are left out.
 *
 * Pure. Source: YAML 1.2.2 for the syntax, scalar.ts for what scalars mean.
 */
import { type Alias, Composer, type Document, isAlias, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import type { Problem, SourceSpan } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import { placeOf } from '../../lib/text-place.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type ConfigNode, type Entry, listNode, mapNode, type ScalarNode, type Span, sizeOf } from './node.ts';
import { overLimit, readTokens } from './read-tokens.ts';
import { resolveScalar } from './scalar.ts';

export function readDocuments(
  text: string,
  file: string,
  limits: Limits = defaultLimits,
): Result<readonly ConfigNode[]> {
  const { documents, problems } = readSoundDocuments(text, file, limits);
  const [first, ...rest] = problems;
  return first === undefined ? ok(documents) : err(first, ...rest);
}

export interface SoundDocuments {
  /** Those that say what they say in spite of their mistakes: of a key that stands twice, the first counts. */
  readonly documents: readonly ConfigNode[];
  readonly problems: readonly Problem[];
  /** True where a document is not among them. */
  readonly isPartial: boolean;
}

/** For whoever goes on to look for more mistakes. */
export function readSoundDocuments(text: string, file: string, limits: Limits = defaultLimits): SoundDocuments {
  const tokens = readTokens(text, file, limits);
  if (!tokens.ok) return { documents: [], problems: tokens.problems, isPartial: true };
  // "failsafe" leaves every scalar as text: what it means is decided in scalar.ts.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, keepSourceTokens: false });
  const problems: Problem[] = [];
  const roots: ConfigNode[] = [];
  let isPartial = false;
  for (const document of composer.compose(tokens.value, true, text.length)) {
    for (const { pos, message } of document.errors) {
      // The library points one past the end where something is missing there.
      const [start, end] = pos.map((offset) => Math.min(offset, text.length));
      problems.push({
        code: 'YAML_INVALID',
        message: sentence(message),
        at: { file, text, start: start ?? 0, end: end ?? 0 },
      });
    }
    const { root, isSound } =
      document.errors.length > 0
        ? { root: undefined, isSound: false }
        : createConverter(text, file, limits, problems)(document);
    if (!isSound) isPartial = true;
    else if (root !== undefined) roots.push(root);
  }
  return { documents: roots, problems, isPartial };
}

/** One document's nodes; undefined when it is empty. Mistakes are added to `problems`. */
function createConverter(text: string, file: string, limits: Limits, problems: Problem[]) {
  const anchors = new Map<string, ConfigNode | 'open'>();
  let copied = 0;
  let isSound = true;
  const at = ({ start, end }: Span): SourceSpan => ({ file, text, start, end });
  const add = (span: Span, message: string, hint = ''): void => {
    problems.push({ code: 'YAML_INVALID', message, at: at(span), hint });
  };
  const wrong: typeof add = (...words) => {
    isSound = false;
    add(...words);
  };

  const convert = (node: ParsedNode | null): ConfigNode => {
    if (node === null) return { kind: 'scalar', value: null, source: '', span: { start: 0, end: 0 } };
    if (isAlias(node)) return aliased(node);
    const { anchor } = node;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const made = isScalar(node) ? scalar(node) : collection(node);
    if (anchor !== undefined) anchors.set(anchor, made);
    if (sizeOf(made) > limits.values) throw new LimitReached(spanOf(node));
    return made;
  };

  const aliased = (alias: Alias.Parsed): ConfigNode => {
    const target = anchors.get(alias.source);
    if (target !== undefined && target !== 'open') return target;
    const why = target === 'open' ? 'stands inside what it names' : 'names no anchor before it';
    wrong(spanOf(alias), `alias "*${alias.source}" ${why}`);
    return { kind: 'scalar', value: null, source: '', span: spanOf(alias) };
  };

  const scalar = (node: Extract<ParsedNode, { value: unknown }>): ScalarNode => {
    const span = spanOf(node);
    const written = String(node.value ?? '');
    const plain = node.type === 'PLAIN' && node.tag === undefined;
    const kind = node.tag?.replace('tag:yaml.org,2002:', '');
    if (kind !== undefined && !(kind in tagged)) wrong(span, `tag "${node.tag}" is not known`);
    const value = plain || (kind !== undefined && kind !== 'str') ? resolveScalar(written) : written;
    if (kind !== undefined && kind in tagged && !tagged[kind]?.includes(value === null ? 'null' : typeof value))
      wrong(span, `"${written}" is not of the type that its tag "!!${kind}" says`);
    return typeof value === 'string'
      ? { kind: 'scalar', value, span }
      : { kind: 'scalar', value, source: written, span };
  };

  const collection = (node: Exclude<ParsedNode, Alias.Parsed | { value: unknown }>): ConfigNode => {
    if (node.tag !== undefined && !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag))
      wrong(spanOf(node), `tag "${node.tag}" is not known`);
    if (isSeq(node))
      return listNode(
        node.items.map((item) => convert(item)),
        spanOf(node),
      );
    return mapNode(entriesOf(node), spanOf(node));
  };

  const entriesOf = (map: YAMLMap.Parsed): ReadonlyMap<string, Entry> => {
    const entries = new Map<string, Entry>();
    const merged: ConfigNode[] = [];
    for (const pair of map.items) {
      const key = pair.key;
      const value = convert(pair.value);
      if (!isScalar(key) || key.value === null || (key.type === 'PLAIN' && key.source === '')) {
        const span = key === null ? spanOf(map) : spanOf(key);
        // `{{.NAME}}` without quotes is a map whose key is a map.
        const isTemplate = text.startsWith('{{', span.start - 1);
        wrong(span, 'a key must be a text', isTemplate ? 'Put the template into quotes: "{{…}}".' : '');
        continue;
      }
      const name = String(key.value);
      const entry = { key: spanOf(key), value: value.span.end === 0 && pair.value === null ? emptyAt(key) : value };
      const before = entries.get(name);
      if (name === '__proto__') wrong(entry.key, 'the key "__proto__" cannot be used');
      else if (name === '<<' && key.type === 'PLAIN') merged.push(value);
      else if (before === undefined) entries.set(name, entry);
      else
        add(entry.key, `key "${name}" stands twice in one map; first on line ${placeOf(text, before.key.start).line}`);
    }
    for (const source of merged.flatMap((node) => (node.kind === 'list' ? node.items : [node]))) {
      if (source.kind !== 'map') {
        wrong(source.span, 'the merge key "<<" takes a map or a list of maps');
        continue;
      }
      copied += source.entries.size;
      if (copied > limits.values) throw new LimitReached(spanOf(map));
      // What stands in the map itself wins, then the earlier source.
      for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  };

  return (document: Document.Parsed<ParsedNode>): { root: ConfigNode | undefined; isSound: boolean } => {
    const root = document.contents;
    if (root === null || (isScalar(root) && root.value === '' && root.type === 'PLAIN'))
      return { root: undefined, isSound };
    try {
      const converted = convert(root);
      return { root: converted, isSound };
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      problems.push(overLimit(`${limits.values} values, with what aliases and merge keys copy`, at(error.span)));
      return { root: undefined, isSound: false };
    }
  };
}

/** Ends the walk at once: what follows would only cost more. */
class LimitReached extends Error {
  readonly span: Span;
  constructor(span: Span) {
    super('limit');
    this.span = span;
  }
}

/** The types that a tag allows, as `typeof` names them. */
const tagged: Readonly<Record<string, readonly string[]>> = {
  str: ['string'],
  int: ['number'],
  float: ['number'],
  bool: ['boolean'],
  null: ['null'],
};

const spanOf = (node: { readonly range: readonly [number, number, number] }): Span => ({
  start: node.range[0],
  end: node.range[1],
});

const emptyAt = (key: { readonly range: readonly [number, number, number] }): ScalarNode => ({
  kind: 'scalar',
  value: null,
  source: '',
  span: { start: key.range[1], end: key.range[1] },
});

/** The library's message without its full stop and what follows it. */
const sentence = (message: string): string => message.replace(/\.$/, '').replace(/\n[\s\S]*/, '');
