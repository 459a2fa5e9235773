/**
 * What a quota will say to a plan. A dry run of a Deployment does not ask it: its pods do, later, one by one.
 *
 *     what is new, all together     against what is left
 *     a rollout that first adds     one pod more than now must fit, or it never goes on
 *     a container without requests  is refused where the quota counts them
 *
 * Pure. Source: Kubernetes documentation, Resource Quotas.
 */
import { countOf } from '../../lib/terminal-text.ts';
import type { LiveObject } from '../object.ts';
import type { Change } from './change.ts';
import { amountsAt, type Needs, type PodNeeds, podNeeds } from './pod-needs.ts';
import { type Amount, formatAmount } from './quantity.ts';
import { countsPod } from './quota-scope.ts';
import type { Standing } from './surroundings.ts';
import { objectUsage, podUsage } from './usage.ts';
import { rollingRoom, type Workload, workloadOf } from './workload.ts';

/** A change, and what its kind is called in paths, which a quota counts by. */
export interface Counted {
  readonly change: Change;
  readonly resource: string | undefined;
}

/** @param ranges LimitRanges of the quota's namespace. @returns Sentences, by the change that they are about. */
export function quotaNotes(
  quota: Standing,
  all: readonly Counted[],
  ranges: readonly LiveObject[],
): ReadonlyMap<Change, readonly string[]> {
  const inside = all.filter(({ change }) => change.namespace === quota.namespace && isMade(change));
  const shares = inside.map((one) => ({ ...one, ...shareOf(one, quota.object, ranges) }));
  const left = leftOf(quota);
  const name = `ResourceQuota ${quota.object.metadata.name}`;
  const notes = new Map<Change, readonly string[]>();
  for (const { change, more, next, lacking } of shares) {
    const said = [...left].flatMap(([resource, { free, hard }]): readonly string[] => {
      const lacks = lacking(resource);
      if (lacks !== undefined)
        return [`${name} counts ${resource}, and container ${lacks} says none: the pods will be refused`];
      const total = shares.reduce((sum, one) => sum + max(one.more.get(resource) ?? 0n), 0n);
      const own = more.get(resource) ?? 0n;
      const has = `${name} has ${write(max(free), resource)} of ${write(hard, resource)} left`;
      if (own > 0n && total > free) {
        const together = total > own ? `, ${write(total, resource)} with all that is new` : '';
        return [`${has}, and this needs ${write(own, resource)} more${together}: not all of it will be there`];
      }
      const first = next.get(resource) ?? 0n;
      if (first + own <= free || first === 0n) return [];
      return [`${has}: no room for the one pod more that its rollout begins with, so that it will not go on`];
    });
    if (said.length > 0) notes.set(change, said);
  }
  return notes;
}

interface Share {
  /** Once all of it is there; less than nothing where it frees some. */
  readonly more: Needs;
  /** On top of that, while a rollout begins. */
  readonly next: Needs;
  /** The container that says nothing of what is counted. */
  readonly lacking: (resource: string) => string | undefined;
}

const isMade = ({ action }: Change): boolean => action === 'create' || action === 'update' || action === 'replace';

function shareOf({ change, resource }: Counted, quota: LiveObject, ranges: readonly LiveObject[]): Share {
  const { before, after, action } = change;
  // Pods are counted below, those of their own as those of others.
  const own = (object: LiveObject | undefined): Needs =>
    object === undefined || object.kind === 'Pod' ? new Map() : objectUsage(object, resource);
  const objects = minus(own(after), own(before));
  const [old, now] = [workloadOf(before), workloadOf(after)];
  if (now === undefined || after === undefined) return { more: objects, next: new Map(), lacking: () => undefined };
  const [needed, had] = [podNeeds(now.template, ranges), old && podNeeds(old.template, ranges)];
  const isCounted = countsPod(quota, now.template, needed) === true;
  const used = (workload: Workload | undefined, needs: PodNeeds | undefined): Needs =>
    workload === undefined || needs === undefined || countsPod(quota, workload.template, needs) !== true
      ? new Map()
      : podUsage(needs.needs, workload.pods ?? (before === undefined ? 1 : 0));
  const isRolled = action === 'update' && JSON.stringify(old?.template) !== JSON.stringify(now.template);
  const addsFirst = isRolled && after.kind === 'Deployment' && rollingRoom(after, now.pods ?? 0).less === 0;
  return {
    more: plus(objects, minus(used(now, needed), used(old, had))),
    next: addsFirst && isCounted && now.pods !== 0 ? podUsage(needed.needs, 1) : new Map(),
    lacking: (name) =>
      isCounted && COMPUTE.test(name) && (isRolled || action !== 'update')
        ? needed.lacks(name.includes('.') ? name : `requests.${name}`)
        : undefined,
  };
}

/** What each container has to say once a quota counts it. */
const COMPUTE = /^(?:requests\.|limits\.)?(?:cpu|memory)$/;

/** Without a status, as of one that the plan makes, nothing is used yet as far as is known. */
function leftOf({ object }: Standing): ReadonlyMap<string, { readonly hard: Amount; readonly free: Amount }> {
  const used = amountsAt(object, 'status', 'used');
  return new Map(
    [...amountsAt(object, 'spec', 'hard')].map(([name, hard]) => [name, { hard, free: hard - (used.get(name) ?? 0n) }]),
  );
}

function write(amount: Amount, resource: string): string {
  const text = formatAmount(amount, resource);
  const plain = resource.replace(/^count\//, '');
  return plain === 'pods' ? countOf(Number(text), 'pod') : `${text} ${plain}`;
}

const max = (amount: Amount): Amount => (amount > 0n ? amount : 0n);

const plus = (a: Needs, b: Needs): Needs => joined(a, b, (x, y) => x + y);
const minus = (a: Needs, b: Needs): Needs => joined(a, b, (x, y) => x - y);

const joined = (a: Needs, b: Needs, join: (a: Amount, b: Amount) => Amount): Needs =>
  new Map([...a.keys(), ...b.keys()].map((name) => [name, join(a.get(name) ?? 0n, b.get(name) ?? 0n)]));
