/**
 * An object as JSON for an API server, with labels and annotations of ours. Values are those that kubectl sees; a number
 * that JSON can write is written with the digits of the source, however many there are.
 *
 *     replicas: 0x10        ─►  "replicas":16
 *     seed: 12345678901234567890123  ─►  "seed":12345678901234567890123
 *
 * Pure.
 */
import type { ManifestObject } from './documents.ts';
import { isMerge, type MappingNode, mergedMappings, type Node, resolved, scalarText } from './node.ts';
import { scalarValue } from './value.ts';

export interface AddedMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** With `resourceVersion`: only the very object that was read is meant. */
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/**
 * What an object that was read from a cluster says of itself there. Nobody can want it, and an API server refuses an apply
 * that has it: `kubectl get -o yaml` writes it into files.
 */
const READ_BACK = ['managedFields', 'resourceVersion', 'uid'];

/** What is added wins over what is written. Keys stand in the order of the source. */
export function objectJson(source: string, { node }: Pick<ManifestObject, 'node'>, added: AddedMetadata = {}): string {
  const members = membersOf(source, node);
  const metadata = metadataOf(source, members.get('metadata'), added);
  if (metadata !== undefined) members.set('metadata', metadata);
  return jsonOf(members, source);
}

/** A member is a node, or JSON that is made already. */
type Member = Node | string;

/** The first of several merged mappings wins, and a mapping's own entries over all of them. */
function membersOf(source: string, mapping: MappingNode): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const merged of mergedMappings(mapping).toReversed())
    for (const [name, value] of membersOf(source, merged)) members.set(name, value);
  for (const entry of mapping.entries)
    if (!isMerge(entry)) members.set(String(scalarValue(source, entry.key)), entry.value);
  return members;
}

function metadataOf(source: string, written: Member | undefined, added: AddedMetadata): string | undefined {
  const members = asMembers(source, written);
  for (const name of READ_BACK) members.delete(name);
  for (const [field, entries] of Object.entries(added) as [string, AddedMetadata[keyof AddedMetadata]][]) {
    if (entries === undefined) continue;
    if (typeof entries === 'string') {
      members.set(field, JSON.stringify(entries));
      continue;
    }
    if (Object.keys(entries).length === 0) continue;
    const below = asMembers(source, members.get(field));
    for (const [name, value] of Object.entries(entries)) below.set(name, JSON.stringify(value));
    members.set(field, jsonOf(below, source));
  }
  return members.size === 0 ? undefined : jsonOf(members, source);
}

function asMembers(source: string, member: Member | undefined): Map<string, Member> {
  if (member === undefined || typeof member === 'string') return new Map();
  const node = resolved(member);
  return node.kind === 'mapping' ? membersOf(source, node) : new Map();
}

const jsonOf = (members: ReadonlyMap<string, Member>, source: string): string =>
  `{${[...members]
    .map(([name, value]) => `${JSON.stringify(name)}:${typeof value === 'string' ? value : nodeJson(source, value)}`)
    .join(',')}}`;

/** As the grammar of JSON has them: no sign `+`, no leading zero, digits on both sides of a point. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function nodeJson(source: string, node: Node): string {
  const target = resolved(node);
  if (target.kind === 'sequence') return `[${target.items.map((item) => nodeJson(source, item)).join(',')}]`;
  if (target.kind === 'mapping') return jsonOf(membersOf(source, target), source);
  const value = scalarValue(source, target);
  if (typeof value !== 'number') return JSON.stringify(value);
  const text = scalarText(source, target);
  return NUMBER.test(text) ? text : JSON.stringify(value);
}
