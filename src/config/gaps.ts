/**
 * What was left out of a config as wrong, and whether something that is missed may have stood there.
 *
 *     build.local: 3                           gap at build.local
 *     profiles[0].build.local: 3               gap at build.local, where profile 0 is active
 *     profiles[0].patches[1] cannot be read    gap at its path and its from
 *
 * Pure.
 */
import type { SourceSpan } from '../errors/problem.ts';
import { type ConfigNode, childOf, type MapNode, type NodePath, nodeAt, type Span } from './yaml/node.ts';

export interface Gap {
  /** Where it was written; what is missing there. */
  readonly written: NodePath;
  /** Where it would have counted in the config. */
  readonly places: readonly NodePath[];
  /** The text that was left out; an empty one where nothing was written; undefined where it may be any. */
  readonly span?: Span;
  /** Counts only where this profile is active. */
  readonly profile?: string;
}

/** Begins a text that stands for one that is missing: a name of an image, of a variable and of a host alike. */
export const STAND_IN = 'left_out_x9q4';

/** Nobody writes it: whatever has it in its words is about what is missing. */
export const isOfStandIn = (text: string): boolean => text.includes(STAND_IN);

/** A whole document that could not be read. */
export const wholeGap: Gap = { written: [], places: [[]] };

/** @param root The document before it was left out. */
export function gapAt(root: ConfigNode, written: NodePath, span: Span): Gap {
  const [first, index, section, ...below] = written;
  if (first !== 'profiles') return { written, span, places: [written] };
  const profile = index === undefined ? undefined : nodeAt(root, ['profiles', index]);
  if (profile?.kind !== 'map') return { written, span, places: [[]] };
  const name = textOf(childOf(profile, 'name'));
  // Without its activation nobody knows whether it is active.
  if (section === undefined || name === undefined || !isLaid(section))
    return { written, span, places: placesOf(profile) };
  if (section !== 'patches') return { written, span, profile: name, places: [[section, ...below]] };
  return { written, span, profile: name, places: patchPlaces(nodeAt(profile, ['patches', ...below.slice(0, 1)])) };
}

/** Of a key that stands twice: the second value. @param at The key. @returns undefined where it is no part of the root. */
export function gapAtKey(root: ConfigNode, { text, start, end }: SourceSpan): Gap | undefined {
  const name = text.slice(start, end).replace(/^(["'])(.*)\1$/, '$2');
  let node = root;
  const path: (string | number)[] = [];
  if (!holds(node, start)) return undefined;
  for (;;) {
    const below = childrenOf(node).find(([, child]) => holds(child, start));
    if (below === undefined) return gapAt(root, [...path, name], { start, end });
    path.push(below[0]);
    node = below[1];
  }
}

const holds = ({ span }: ConfigNode, offset: number): boolean => span.start <= offset && offset < span.end;

const childrenOf = (node: ConfigNode): readonly (readonly [string | number, ConfigNode])[] =>
  node.kind === 'map'
    ? [...node.entries].map(([key, { value }]) => [key, value])
    : node.kind === 'list'
      ? node.items.map((item, index) => [index, item])
      : [];

/** Of a patch that was not done. */
export const patchGap = (written: NodePath, patch: PatchPaths): Gap => ({ written, places: pointersOf(patch) });

interface PatchPaths {
  readonly path: string;
  readonly from?: string | undefined;
}

/** Where a patch looks and where it writes. */
export const pointersOf = ({ path, from }: PatchPaths): readonly NodePath[] =>
  [path, ...(from === undefined ? [] : [from])].map((text) => text.split('/').slice(1));

/**
 * Whether what was left out may have been, or made, what is missed at a path.
 *
 * @param path `*` in it is any item of a list.
 */
export const mayBeAt = ({ places }: Pick<Gap, 'places'>, path: NodePath): boolean =>
  places.some((place) => {
    // An item that is not there moves all that follow it.
    const last = String(place.at(-1));
    const list = /^(?:\d+|-)$/.test(last) ? place.slice(0, -1) : place;
    return list.every((step, at) => at >= path.length || path[at] === '*' || String(path[at]) === String(step));
  });

/** What a profile lays over a config, by its sections and patches. */
function placesOf(profile: MapNode): readonly NodePath[] {
  const sections = [...profile.entries.keys()].filter((name) => isLaid(name) && name !== 'patches');
  const patches = childOf(profile, 'patches');
  return [
    ...sections.map((name) => [name]),
    ...(patches?.kind === 'list' ? patches.items.flatMap(patchPlaces) : patches === undefined ? [] : [[]]),
  ];
}

function patchPlaces(patch: ConfigNode | undefined): readonly NodePath[] {
  if (patch?.kind !== 'map') return [[]];
  const [path, from] = ['path', 'from'].map((name) => textOf(childOf(patch, name)));
  if (path === undefined) return [[]];
  return pointersOf({ path, from });
}

const textOf = (node: ConfigNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

const isLaid = (section: string | number): boolean =>
  !['name', 'activation', 'requiresAllActivations'].includes(String(section));
