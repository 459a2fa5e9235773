/**
 * A set of objects that are applied together, by the ApplySet specification: how the cluster knows it.
 *
 *     set web in prod ─► parent   ConfigMap prod/web   label applyset.kubernetes.io/id: applyset-…-v1
 *                        members  anything             label applyset.kubernetes.io/part-of: applyset-…-v1
 *
 * The parent says in annotations where members may be, so that few lists find all of them. Pure.
 * Source: KEP-3659, "ApplySet specification".
 */
import { createHash } from 'node:crypto';
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import type { LiveObject, ResourceKind } from './object.ts';

export interface ObjectSet {
  /** Also the parent's. */
  readonly name: string;
  /** Where the parent is; members may be anywhere. */
  readonly namespace: string;
}

/** Where members may be; {@link scopeOf} makes one. */
export interface SetScope {
  /** {@link groupKind} of each, once. */
  readonly kinds: readonly string[];
  /** The parent's among them. */
  readonly namespaces: readonly string[];
}

const PREFIX = 'applyset.kubernetes.io';
const ID = `${PREFIX}/id`;
const TOOLING = `${PREFIX}/tooling`;
const KINDS = `${PREFIX}/contains-group-kinds`;
const NAMESPACES = `${PREFIX}/additional-namespaces`;
/** The label of members; its value is the set's id. */
export const PART_OF = `${PREFIX}/part-of`;
const TOOL = 'orchestrator';

/** Finds the parent of the set that has an id. */
export const parentSelector = (id: string): string => `${ID}=${id}`;

/** @param kind Of the parent, which is of the core group. */
export function setId({ name, namespace }: ObjectSet, kind = 'ConfigMap'): string {
  const hash = createHash('sha256').update(`${name}.${namespace}.${kind}.`).digest('base64url');
  return `applyset-${hash}-v1`;
}

/** `Deployment.apps`; of the core group `ConfigMap`. */
export const groupKind = ({ group, kind }: Pick<ResourceKind, 'group' | 'kind'>): string =>
  group === '' ? kind : `${kind}.${group}`;

export function parseGroupKind(text: string): Pick<ResourceKind, 'group' | 'kind'> {
  const [kind = '', ...group] = text.split('.');
  return { group: group.join('.'), kind };
}

/** By code units, each once: the same set, the same text. */
export const scopeOf = (kinds: readonly string[], namespaces: readonly string[]): SetScope => ({
  kinds: [...new Set(kinds)].toSorted(),
  namespaces: [...new Set(namespaces)].toSorted(),
});

export const unionOf = (a: SetScope, b: SetScope): SetScope =>
  scopeOf([...a.kinds, ...b.kinds], [...a.namespaces, ...b.namespaces]);

/** @returns What it says, or why it is no parent that we may go on with. */
export function parseParent({ metadata }: LiveObject, set: ObjectSet): Result<SetScope> {
  const refused = (why: string): Result<SetScope> => err(refusal(set, why));
  const { labels = {}, annotations = {} } = metadata;
  const tooling = annotations[TOOLING];
  if (tooling === undefined) return refused('is there already, and is no inventory');
  // `NAME/VERSION`, and a name may hold slashes.
  const tool = tooling.replace(/\/[^/]*$/, '');
  if (tool !== TOOL) return refused(`is the inventory of another tool, "${tooling}"`);
  const id = labels[ID] ?? '';
  if (id !== setId(set)) return refused(`has "${id}" as the id of its set, where "${setId(set)}" belongs`);
  const kinds = annotations[KINDS];
  if (kinds === undefined) return refused(`does not say which kinds are in it: ${KINDS} is missing`);
  return ok(scopeOf(partsOf(kinds), [set.namespace, ...partsOf(annotations[NAMESPACES] ?? '')]));
}

function refusal({ name, namespace }: ObjectSet, why: string): Problem {
  const message = `the inventory of the set "${name}" would be ConfigMap ${namespace}/${name}, which ${why}`;
  return {
    code: 'DEPLOY_REFUSED',
    message,
    hint: 'Name the set otherwise with --set-name=NAME; --set-name= keeps none.',
  };
}

/** Why a set cannot be kept beside an object that is in it. */
export const parentInSet = (set: ObjectSet): Problem => refusal(set, 'the manifests have too');

/**
 * The parent as it is written, with what else is on it.
 *
 * @param live As it was read: one that was changed meanwhile is not overwritten. Undefined makes it.
 * @param version Of this program.
 * @param notes More annotations.
 */
export function parentObject(
  live: LiveObject | undefined,
  set: ObjectSet,
  scope: SetScope,
  version: string,
  notes: Readonly<Record<string, string>> = {},
): LiveObject {
  const { name, namespace } = set;
  const labels = { ...live?.metadata.labels, [ID]: setId(set) };
  const annotations = { ...live?.metadata.annotations, ...annotationsOf(set, scope, version), ...notes };
  return {
    ...live,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...live?.metadata, name, namespace, labels, annotations },
  };
}

/** Whether the parent says all of this already. */
export function isParentOf(live: LiveObject | undefined, set: ObjectSet, scope: SetScope, version: string): boolean {
  const { annotations = {} } = live?.metadata ?? {};
  return Object.entries(annotationsOf(set, scope, version)).every(([key, value]) => annotations[key] === value);
}

/** Whether two say the same of the set, and of the runs that change it; what others have noted on it does not count. */
export function isSameParent(a: LiveObject, b: LiveObject): boolean {
  const said = ({ metadata: { uid, labels = {}, annotations = {} } }: LiveObject): string => {
    const ours = Object.entries({ ...labels, ...annotations }).filter(([key]) =>
      /^(?:applyset\.kubernetes\.io|orchestrator\.dev)\//.test(key),
    );
    return JSON.stringify([uid, ours.toSorted(([one], [other]) => (one < other ? -1 : 1))]);
  };
  return (
    said(a) ===
    said({ ...b, metadata: { ...b.metadata, ...(b.metadata.uid === undefined && { uid: a.metadata.uid ?? '' }) } })
  );
}

const annotationsOf = (
  { namespace }: ObjectSet,
  { kinds, namespaces }: SetScope,
  version: string,
): Readonly<Record<string, string>> => ({
  [TOOLING]: `${TOOL}/v${version}`,
  [KINDS]: kinds.join(','),
  [NAMESPACES]: namespaces.filter((name) => name !== namespace).join(','),
});

const partsOf = (text: string): readonly string[] => text.split(',').filter((part) => part !== '');
