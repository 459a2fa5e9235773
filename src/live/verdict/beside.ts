/**
 * What is applied together with an object, and what that means for what was seen of it. An apply may mend what is broken
 * without a new pod: then what was seen before says nothing of how it is now, until it is seen again.
 *
 *     configmap "settings" not found, and the apply brings it            ─►  the kubelet tries again
 *     image "app:2" not found, and the run has pushed it anew            ─►  the kubelet tries again
 *     ended 6 times, last before a ConfigMap was changed                 ─►  it may run better the next time
 *     secret "web-tls" not found, named by a Certificate, a Job, an Ingress  ─►  on its way
 *
 * Pure.
 */
import { groupVersionOf, type LiveObject } from '../object.ts';
import { latest, textAt, valueAt } from './fields.ts';
import type { Observed } from './outcome.ts';

/** Of an object. */
export type Surroundings = Pick<Observed, 'object' | 'beside' | 'found'>;

/** Nothing else needs them to start. */
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Pod']);

/** Whether a change of that kind may mend it. */
export type Mends = (kind: string) => boolean;
export const byAnything: Mends = () => true;
/** ConfigMaps, Secrets, quotas, and whatever makes them. */
export const bySources: Mends = (kind) => !WORKLOADS.has(kind) && kind !== 'Service';
/** Secrets and accounts, and whatever makes them. */
export const byAccess: Mends = (kind) => bySources(kind) && kind !== 'ConfigMap';

/**
 * The last change that may have mended what stood before the first one; undefined where none was made.
 *
 * @param since When it began to stand, in ms since 1970.
 */
export function mendedAt({ object, beside = [] }: Surroundings, since: number | undefined, mends: Mends) {
  const changes = beside.flatMap(({ object: other, changedAt }) =>
    changedAt === undefined ? [] : { other, changedAt },
  );
  const first = changes.reduce((earliest, { changedAt }) => Math.min(earliest, changedAt), Number.POSITIVE_INFINITY);
  if (since === undefined || since >= first) return undefined;
  const uid = textAt(object, 'metadata', 'uid');
  const mending = changes.filter(({ other }) => other.metadata.uid !== uid && mends(other.kind));
  return latest(mending.map(({ changedAt }) => changedAt));
}

/** When the run had an image that was missing before; undefined where it does not know of it. @param since As above. */
export const foundAt = ({ found }: Surroundings, since: number | undefined, image: string | undefined) =>
  found !== undefined && image !== undefined && found.references.has(image) && since !== undefined && since < found.at
    ? found.at
    : undefined;

const MISSING =
  /\b(configmap|secret) "([^"]{1,253})" not found|\bfind key \S{1,253} in (ConfigMap|Secret) [^/\s]{1,253}\/(\S{1,253})/i;

/** A second for times that are written in whole seconds, and one for what the cluster's parts know late. */
const NEWS_MS = 2_000;

/** Whether what was seen at that time, if ever, says something of how it is since. */
export const isNews = (seen: number | undefined, mended: number): boolean => (seen ?? 0) >= mended + NEWS_MS;

export const asBefore = (text: string): string => `${text} (before this change; it is tried again)`;

/** Who may yet bring the ConfigMap or Secret that a message calls missing: `Certificate web may bring it`. */
export function makerOf({ object, beside = [] }: Surroundings, message: string): string | undefined {
  const [, kind, whole, , ofKey] = MISSING.exec(message) ?? [];
  const name = whole ?? ofKey;
  if (name === undefined) return undefined;
  const found = beside.find(({ object: other }) => {
    if (other.metadata.uid === object.metadata.uid) return false;
    if (other.kind.toLowerCase() === kind?.toLowerCase()) return other.metadata.name === name;
    return isMaker(other) && (other.metadata.name === name || holds(valueAt(other, 'spec'), name));
  });
  if (found === undefined) return undefined;
  const { object: other } = found;
  const isItself = other.metadata.name === name && other.kind.toLowerCase() === kind?.toLowerCase();
  return isItself ? 'it is there by now' : `${other.kind} ${other.metadata.name} may bring it`;
}

function isMaker({ apiVersion, kind }: LiveObject): boolean {
  const { group } = groupVersionOf(apiVersion);
  return (group.includes('.') && !group.endsWith('.k8s.io')) || kind === 'Job' || kind === 'Ingress';
}

/** As a text of its own, or as a word of one: `--secret-name=web-tls`. */
function holds(value: unknown, name: string): boolean {
  if (typeof value === 'string') return value === name || value.split(/[\s=,:;/"']+/).includes(name);
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => holds(inner, name));
}
