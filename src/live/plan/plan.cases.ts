/** Objects and changes for the tests of plans. */
import type { LiveObject } from '../object.ts';
import type { Action, Change } from './change.ts';
import { notesOf } from './notes.ts';

type Fields = Readonly<Record<string, unknown>>;

export const object = (apiVersion: string, kind: string, name: string, rest: Fields = {}): LiveObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  ...rest,
});

interface Pods {
  readonly image?: string;
  readonly containers?: readonly Fields[];
  readonly pod?: Fields;
}

const templateOf = ({ image = 'web:1', containers, pod }: Pods): Fields => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: containers ?? [{ name: 'main', image }], ...pod },
});

/** @param spec Of the workload, beside its template. */
export const workload = (kind: string, spec: Fields = {}, pods: Pods = {}, rest: Fields = {}): LiveObject =>
  object('apps/v1', kind, 'web', { spec: { ...spec, template: templateOf(pods) }, ...rest });

export const deployment = (spec: Fields = {}, pods: Pods = {}): LiveObject => workload('Deployment', spec, pods);

export const autoscaler = (spec: Fields): LiveObject =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'scale', {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...spec },
  });

export const budget = (spec: Fields, status: Fields = {}): LiveObject =>
  object('policy/v1', 'PodDisruptionBudget', 'keep', {
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    status,
  });

export const quota = (hard: Fields, used: Fields = {}, spec: Fields = {}): LiveObject =>
  object('v1', 'ResourceQuota', 'all', { spec: { hard, ...spec }, status: { hard, used } });

export function changeOf(action: Action, before: LiveObject | undefined, after: LiveObject | undefined): Change {
  const { apiVersion, kind, metadata } = (after ?? before) as LiveObject;
  return { action, apiVersion, kind, namespace: metadata.namespace, name: metadata.name, before, after, notes: [] };
}

export const created = (after: LiveObject): Change => changeOf('create', undefined, after);
export const updated = (before: LiveObject, after: LiveObject): Change => changeOf('update', before, after);
export const kept = (live: LiveObject): Change => changeOf('keep', live, live);

const RESOURCES: Readonly<Record<string, string>> = { Deployment: 'deployments', Secret: 'secrets', Pod: 'pods' };

/**
 * What is said of each change, as `about: message`, or undefined where nothing is.
 *
 * @param sent What the manifests have; what will be there unless said.
 */
export function told(
  changes: readonly Change[],
  there: readonly LiveObject[] = [],
  sent?: LiveObject,
): readonly (string | undefined)[] {
  const planned = changes.map((change) => ({ change, sent: sent ?? change.after, resource: RESOURCES[change.kind] }));
  const notes = notesOf(planned, there);
  return changes.map((change) =>
    notes
      .get(change)
      ?.map(({ about, message }) => `${about}: ${message}`)
      .join('\n'),
  );
}
