/** An object that makes pods, as far as a plan speaks of them. Pure. Source: Kubernetes API reference, workloads. */
import type { LiveObject } from '../object.ts';
import { numberAt, textAt, valueAt } from '../verdict/fields.ts';

export interface Workload {
  /** Of the pods that it makes: metadata and spec. */
  readonly template: unknown;
  /** Pods that it has once it is done; undefined where only the cluster can say, such as of a new DaemonSet. */
  readonly pods: number | undefined;
}

/** @returns Undefined for what makes no pods, or none by itself: a CronJob's are those of its Jobs. */
export function workloadOf(object: LiveObject | undefined): Workload | undefined {
  if (object === undefined) return undefined;
  switch (`${groupOf(object)}/${object.kind}`) {
    case 'apps/Deployment':
    case 'apps/ReplicaSet':
    case 'apps/StatefulSet':
    case '/ReplicationController':
      return { template: valueAt(object, 'spec', 'template'), pods: numberAt(object, 'spec', 'replicas') ?? 1 };
    case 'apps/DaemonSet':
      return {
        template: valueAt(object, 'spec', 'template'),
        pods: numberAt(object, 'status', 'desiredNumberScheduled'),
      };
    case 'batch/Job':
      return { template: valueAt(object, 'spec', 'template'), pods: podsOfJob(object) };
    case '/Pod':
      return { template: object, pods: 1 };
    default:
      return undefined;
  }
}

export const groupOf = ({ apiVersion }: Pick<LiveObject, 'apiVersion'>): string =>
  apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';

/** At the same time. */
function podsOfJob(job: LiveObject): number {
  const parallel = numberAt(job, 'spec', 'parallelism') ?? 1;
  return Math.min(parallel, numberAt(job, 'spec', 'completions') ?? parallel);
}

/** Of the pods. */
export function labelsOf({ template }: Workload): Readonly<Record<string, unknown>> {
  const labels = valueAt(template, 'metadata', 'labels');
  return typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>) : {};
}

/**
 * How far a rollout may go beyond and below the wanted count.
 *
 *     maxSurge 25 %, maxUnavailable 25 %, 3 pods  ─►  1 more, none less
 */
export function rollingRoom(deployment: LiveObject, pods: number): { readonly more: number; readonly less: number } {
  const strategy = textAt(deployment, 'spec', 'strategy', 'type') ?? 'RollingUpdate';
  if (strategy === 'Recreate') return { more: 0, less: pods };
  const rolling = valueAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  const more = countOrShare(valueAt(rolling, 'maxSurge') ?? '25%', pods, Math.ceil);
  const less = countOrShare(valueAt(rolling, 'maxUnavailable') ?? '25%', pods, Math.floor);
  // Both at none would never end; the controller takes one away then.
  return { more, less: more === 0 && less === 0 ? 1 : less };
}

/** `2`, or `25%` of a whole. */
export function countOrShare(value: unknown, whole: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const [, percent] = /^(\d+)%$/.exec(String(value)) ?? [];
  return percent === undefined ? 0 : round((whole * Number(percent)) / 100);
}
