/**
 * What an object counts for in a quota.
 *
 *     3 pods of 500m   ─►  pods 3, requests.cpu 1500m, cpu 1500m
 *     a Secret         ─►  secrets 1, count/secrets 1
 *     a claim          ─►  persistentvolumeclaims 1, requests.storage 10Gi, fast.storageclass…/requests.storage 10Gi
 *
 * Pure. Source: Kubernetes documentation, Resource Quotas.
 */
import type { LiveObject } from '../object.ts';
import { listAt, textAt } from '../verdict/fields.ts';
import { amountsAt, type Needs } from './pod-needs.ts';
import type { Amount } from './quantity.ts';
import { groupOf } from './workload.ts';

const ONE: Amount = 1_000_000_000n;

/** Kinds that are counted by their name alone. */
const PLAIN: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

/** @param resource As in paths: `deployments`; undefined where the kind is not served yet. */
export function objectUsage(object: LiveObject, resource: string | undefined): Needs {
  if (resource === undefined) return new Map();
  const group = groupOf(object);
  const used = new Map<string, Amount>([[`count/${resource}${group === '' ? '' : `.${group}`}`, ONE]]);
  if (group === '' && PLAIN.has(resource)) used.set(resource, ONE);
  if (group === '' && resource === 'services') addService(used, object);
  if (group === '' && resource === 'persistentvolumeclaims') addClaim(used, object);
  return used;
}

function addService(used: Map<string, Amount>, service: LiveObject): void {
  const type = textAt(service, 'spec', 'type') ?? 'ClusterIP';
  if (type === 'LoadBalancer') used.set('services.loadbalancers', ONE);
  if (type === 'LoadBalancer' || type === 'NodePort')
    used.set('services.nodeports', ONE * BigInt(listAt(service, 'spec', 'ports').length));
}

function addClaim(used: Map<string, Amount>, claim: LiveObject): void {
  const storage = amountsAt(claim, 'spec', 'resources', 'requests').get('storage');
  const storageClass = textAt(claim, 'spec', 'storageClassName') ?? '';
  if (storage !== undefined) used.set('requests.storage', storage);
  if (storageClass === '') return;
  used.set(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, ONE);
  if (storage !== undefined) used.set(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, storage);
}

/** So many pods of one kind. */
export function podUsage(needs: Needs, count: number): Needs {
  const times = BigInt(count);
  const used = new Map<string, Amount>([
    ['pods', ONE * times],
    ['count/pods', ONE * times],
  ]);
  for (const [name, amount] of needs) {
    used.set(name, amount * times);
    const [, plain] = /^requests\.(cpu|memory|ephemeral-storage|hugepages-.*)$/.exec(name) ?? [];
    if (plain !== undefined) used.set(plain, amount * times);
  }
  return used;
}
