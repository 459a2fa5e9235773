/**
 * js-yaml's flat events → the tree of places, offsets moved to the source's start. Pure.
 *
 * Refuses, by throwing {@link Refusal}: repeated keys, keys that are no text, aliases without or inside their anchor,
 * and aliases that stand for more than `limits.aliasedNodes` nodes. The size with all aliases written out is summed
 * while the tree grows, so that whoever follows aliases later does bounded work.
 */
import { EVENT_ID, type Event, getScalarValue, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import type { ProblemCode } from '../errors/problem.ts';
import type { AliasNode, Entry, MappingNode, Node, ScalarNode, ScalarStyle, SequenceNode } from './node.ts';
import { isMerge, scalarText } from './node.ts';
import type { Limits } from './rendered.ts';

/** What is wrong and where, offsets from the source's start. */
/** What Helm and others fill in, and nobody did. */
export const UNFILLED = 'template text "{{" was never filled in';

export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly start: number;
  readonly end: number;

  constructor(code: ProblemCode, message: string, start: number, end: number) {
    super(message);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}

export interface EventSource {
  /** The whole source. */
  readonly source: string;
  /** The part that the events speak of, and where it starts in the source. */
  readonly text: string;
  readonly from: number;
  /** Of one document, its own event first. */
  readonly events: readonly Event[];
  readonly limits: Limits;
}

/** @throws Refusal. */
export function buildTree(input: EventSource): Node {
  // Nothing but an end marker, say.
  if (input.events.length === 0) return emptyScalar(input.from);
  const build: Build = { ...input, next: 1, end: 0, nodes: 0, anchors: new Map(), open: new Set() };
  const [root, size] = buildNode(build);
  if (size - build.nodes > input.limits.aliasedNodes)
    throw refusal(build, 'CONFIG_LIMIT', `aliases stand for more than ${input.limits.aliasedNodes} nodes`, 0, 0);
  return root;
}

const emptyScalar = (at: number): ScalarNode => ({
  kind: 'scalar',
  style: 'plain',
  start: at,
  end: at,
  more: undefined,
});

interface Build extends EventSource {
  next: number;
  /** Where the last token ended; counted from `from`. */
  end: number;
  nodes: number;
  readonly anchors: Map<string, Sized<AliasNode['target']>>;
  /** Anchors of the collections that are not closed yet. */
  readonly open: Set<string>;
}

/** A node, and how many nodes it is with every alias written out. */
type Sized<N> = readonly [N, number];
type CollectionEvent = MappingEvent | SequenceEvent;

const STYLES: readonly ScalarStyle[] = ['plain', 'plain', 'single', 'double', 'literal', 'folded'];
const FLOW = 2;
const FEW_KEYS = 16;

const refusal = (build: Build, code: ProblemCode, message: string, start: number, end: number) =>
  new Refusal(code, message, build.from + start, build.from + end);

function buildNode(build: Build): Sized<Node> {
  const event = build.events[build.next];
  build.next += 1;
  build.nodes += 1;
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return named(build, event, [scalarNode(build, event), 1]);
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return collectionNode(build, event);
    case EVENT_ID.ALIAS:
      return aliasNode(build, event.anchorStart, event.anchorEnd);
    default:
      throw new Error(`event ${event?.type} where a node is due`);
  }
}

function scalarNode(build: Build, event: ScalarEvent): ScalarNode {
  const style = STYLES[event.style] ?? 'plain';
  const properties = Math.max(event.anchorEnd, event.tagEnd, build.end);
  const isBlock = style === 'literal' || style === 'folded';
  const quotes = style === 'single' || style === 'double' ? 1 : 0;
  const isEmpty = event.valueStart === -1;
  // Lines may have been joined for the parser that are two in the text.
  const isFast = event.fast && !/[\r\n]/.test(build.text.slice(event.valueStart, event.valueEnd));
  const empty = isEmpty ? emptyAt(build.text, properties) : 0;
  const start = isBlock ? headerAt(build.text, properties) : isEmpty ? empty : event.valueStart - quotes;
  const end = isEmpty ? empty : event.valueEnd + quotes;
  build.end = end;
  return {
    kind: 'scalar',
    style,
    start: build.from + start,
    end: build.from + end,
    more:
      (isFast || isEmpty) && event.anchorStart === -1 && event.tagStart === -1
        ? undefined
        : {
            anchor: anchorOf(build, event),
            tag: event.tagStart === -1 ? undefined : build.text.slice(event.tagStart, event.tagEnd),
            decode: isFast || isEmpty ? undefined : () => getScalarValue(build.text, { ...event, fast: false }),
            block: isBlock ? { start: build.from + event.valueStart, indent: event.indent } : undefined,
          },
  };
}

/** Where an empty scalar would be written: after its colon or dash. */
function emptyAt(text: string, from: number): number {
  const next = /[:-]/y;
  next.lastIndex = from + (/^[ \r\n]*/.exec(text.slice(from))?.[0].length ?? 0);
  return next.test(text) ? next.lastIndex : from;
}

/** The `|` or `>` of a block scalar: what stands before it is white space, comments and indicators. */
function headerAt(text: string, from: number): number {
  let at = from;
  while (text[at] !== '|' && text[at] !== '>') at = text[at] === '#' ? text.indexOf('\n', at) + 1 : at + 1;
  return at;
}

function aliasNode(build: Build, start: number, end: number): Sized<AliasNode> {
  const name = build.text.slice(start, end);
  const target = build.anchors.get(name);
  if (build.open.has(name))
    throw refusal(build, 'YAML_INVALID', `alias "*${name}" stands inside its own anchor`, start - 1, end);
  if (target === undefined)
    throw refusal(build, 'YAML_INVALID', `alias "*${name}" has no anchor before it`, start - 1, end);
  build.end = end;
  return [{ kind: 'alias', start: build.from + start - 1, end: build.from + end, target: target[0] }, target[1]];
}

function collectionNode(build: Build, event: CollectionEvent): Sized<MappingNode | SequenceNode> {
  const anchor = anchorOf(build, event);
  build.end = Math.max(build.end, event.tagEnd, event.anchorEnd, event.style === FLOW ? event.start + 1 : 0);
  if (anchor !== undefined) build.open.add(anchor);
  const sized: Sized<MappingNode | SequenceNode> =
    event.type === EVENT_ID.MAPPING ? mappingNode(build, event) : sequenceNode(build, event);
  build.next += 1;
  if (anchor !== undefined) build.open.delete(anchor);
  return named(build, event, sized);
}

function mappingNode(build: Build, event: MappingEvent): Sized<MappingNode> {
  const entries: Entry[] = [];
  let seen: Set<string> | undefined;
  let size = 1;
  while (build.events[build.next]?.type !== EVENT_ID.POP) {
    const [key] = buildNode(build);
    if (key.kind !== 'scalar') throw keyRefusal(build, key);
    const name = scalarText(build.source, key);
    seen ??= entries.length === FEW_KEYS ? new Set(entries.map((entry) => entry.name)) : undefined;
    if (seen?.has(name) ?? entries.some((entry) => entry.name === name))
      throw new Refusal('YAML_INVALID', `key "${name}" is there twice`, key.start, key.end);
    seen?.add(name);
    const [value, valueSize] = buildNode(build);
    entries.push({ key, name, value });
    size += 1 + valueSize;
  }
  return [{ kind: 'mapping', ...placeOf(build, event), entries, merges: entries.some(isMerge) }, size];
}

/** `image: {{ .Values.image }}` is, to YAML, a mapping whose key is a mapping. */
function keyRefusal(build: Build, key: Exclude<Node, ScalarNode>): Refusal {
  const isTemplate = build.source.startsWith('{{', key.start - 1) || build.source.startsWith('{{', key.start);
  const line = build.source.slice(key.start).split(/[\r\n]/, 1)[0] ?? '';
  return isTemplate
    ? new Refusal('MANIFEST_INVALID', UNFILLED, key.start, key.start + line.length)
    : new Refusal('MANIFEST_INVALID', 'a key is a list, a map or an alias, not text', key.start, key.start + 1);
}

function sequenceNode(build: Build, event: SequenceEvent): Sized<SequenceNode> {
  const items: Node[] = [];
  let size = 1;
  while (build.events[build.next]?.type !== EVENT_ID.POP) {
    const [item, itemSize] = buildNode(build);
    items.push(item);
    size += itemSize;
  }
  return [{ kind: 'sequence', ...placeOf(build, event), items }, size];
}

const placeOf = (build: Build, event: CollectionEvent) => ({
  start: build.from + event.start,
  flow: event.style === FLOW,
  anchor: anchorOf(build, event),
});

const anchorOf = (build: Build, event: ScalarEvent | CollectionEvent): string | undefined =>
  event.anchorStart === -1 ? undefined : build.text.slice(event.anchorStart, event.anchorEnd);

function named<N extends AliasNode['target']>(build: Build, event: ScalarEvent | CollectionEvent, sized: Sized<N>) {
  const anchor = anchorOf(build, event);
  if (anchor !== undefined) build.anchors.set(anchor, sized);
  return sized;
}
