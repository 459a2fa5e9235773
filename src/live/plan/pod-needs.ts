/**
 * What a pod asks of a quota: requests and limits of its containers, with what a LimitRange fills in.
 *
 *     containers, and init containers that stay      added up
 *     init containers that end                       the greatest of them, beside those that stay before it
 *     overhead                                       on top
 *
 * Pure. Source: k8s.io/component-helpers resource, pkg/quota/v1/evaluator/core, plugin LimitRanger.
 */
import type { LiveObject } from '../object.ts';
import { listAt, textAt, valueAt } from '../verdict/fields.ts';
import { type Amount, parseAmount } from './quantity.ts';

/** `requests.cpu` → amount. */
export type Needs = ReadonlyMap<string, Amount>;

export interface PodNeeds {
  readonly needs: Needs;
  /** What some container has none of: `requests.cpu`, with the container. */
  readonly lacks: (name: string) => string | undefined;
}

/** @param ranges LimitRanges of the namespace. */
export function podNeeds(pod: unknown, ranges: readonly LiveObject[]): PodNeeds {
  const filled = (field: string) =>
    listAt(pod, 'spec', field).map((one) => ({ one, needs: containerNeeds(one, ranges) }));
  const [containers, inits] = [filled('containers'), filled('initContainers')];
  let staying: Needs = new Map();
  let greatest: Needs = new Map();
  for (const { one, needs } of inits) {
    const stays = textAt(one, 'restartPolicy') === 'Always';
    greatest = merge(greatest, merge(staying, needs, add), max);
    if (stays) staying = merge(staying, needs, add);
  }
  const running = containers.reduce((sum, { needs }) => merge(sum, needs, add), staying);
  const whole = merge(merge(running, greatest, max), own(pod), (_, podLevel) => podLevel);
  return {
    needs: merge(whole, overhead(pod, whole), add),
    lacks: (name) => textAt([...containers, ...inits].find(({ needs }) => !needs.has(name))?.one, 'name'),
  };
}

function containerNeeds(container: unknown, ranges: readonly LiveObject[]): Needs {
  const [requests, limits] = [
    amountsAt(container, 'resources', 'requests'),
    amountsAt(container, 'resources', 'limits'),
  ];
  // A limit alone is the request too, before any range is looked at.
  const asked = new Map([...limits, ...requests]);
  const ofContainers = ranges.flatMap((range) => listAt(range, 'spec', 'limits')).filter(isOfContainers);
  for (const item of ofContainers) {
    const most = new Map([...amountsAt(item, 'max'), ...amountsAt(item, 'default')]);
    const least = new Map([...amountsAt(item, 'min'), ...most, ...amountsAt(item, 'defaultRequest')]);
    for (const [name, amount] of most) if (!limits.has(name)) limits.set(name, amount);
    for (const [name, amount] of least) if (!asked.has(name)) asked.set(name, amount);
  }
  return prefixed(asked, limits);
}

const isOfContainers = (item: unknown): boolean => textAt(item, 'type') === 'Container';

/** What a pod says of itself as a whole counts instead of its containers. */
const own = (pod: unknown): Needs =>
  prefixed(amountsAt(pod, 'spec', 'resources', 'requests'), amountsAt(pod, 'spec', 'resources', 'limits'));

/** To limits it is added only where there are any. */
function overhead(pod: unknown, whole: Needs): Needs {
  const more = amountsAt(pod, 'spec', 'overhead');
  const limited = new Map([...more].filter(([name]) => whole.has(`limits.${name}`)));
  return prefixed(more, limited);
}

const prefixed = (requests: Needs, limits: Needs): Needs =>
  new Map([
    ...[...requests].map(([name, amount]) => [`requests.${name}`, amount] as const),
    ...[...limits].map(([name, amount]) => [`limits.${name}`, amount] as const),
  ]);

export function amountsAt(value: unknown, ...path: readonly string[]): Map<string, Amount> {
  const entries = Object.entries((valueAt(value, ...path) as object | null | undefined) ?? {});
  return new Map(
    entries.flatMap(([name, text]) => {
      const amount = parseAmount(text);
      return amount === undefined ? [] : [[name, amount] as const];
    }),
  );
}

function merge(a: Needs, b: Needs, join: (a: Amount, b: Amount) => Amount): Needs {
  const all = new Map(a);
  for (const [name, amount] of b) {
    const before = all.get(name);
    all.set(name, before === undefined ? amount : join(before, amount));
  }
  return all;
}

const add = (a: Amount, b: Amount): Amount => a + b;
const max = (a: Amount, b: Amount): Amount => (a > b ? a : b);
