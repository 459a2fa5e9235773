import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { PART_OF } from '../../live/applyset.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { refuseOtherSet } from './other-set.ts';
import { wantedObjects } from './wanted.ts';

const kind = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', isNamespaced: true, verbs: [] };
const ref: ObjectRef = { kind, namespace: 'shop', name: 'a' };
const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const objectOf = (name: string, labels: Readonly<Record<string, string>>): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'prod', labels },
});
const parents = { 'other-id': objectOf('other', {}) };

const refuse = (ours: string | undefined, theirs: string | undefined, failure?: Error) => {
  const [wanted] = unwrap(wantedObjects([{ name: 'a.yaml', text }], {}, ours));
  if (wanted === undefined) throw new Error('no object');
  const cluster: Pick<Cluster, 'kindOf' | 'list'> = {
    kindOf: async () => kind,
    list: async (_kind, { labelSelector = '' }) => {
      if (failure !== undefined) throw failure;
      const [, id = ''] = labelSelector.split('applyset.kubernetes.io/id=');
      return { items: id in parents ? [parents[id as keyof typeof parents]] : [], resourceVersion: '1' };
    },
  };
  const live = objectOf('a', theirs === undefined ? {} : { [PART_OF]: theirs });
  return refuseOtherSet({ wanted, ref }, live, cluster as Cluster, new AbortController().signal);
};

test.each([
  ['in no set', 'our-id', undefined],
  ['in our set', 'our-id', 'our-id'],
  ['in a set, and wanted by none', undefined, 'other-id'],
])('an object that is %s may be written', (_, ours, theirs) => refuse(ours, theirs));

const denied = new OrchestratorError({ code: 'CLUSTER_DENIED', message: 'no' });

test.each<[string, string, Error | undefined, string]>([
  ['is named by its parent', 'other-id', undefined, '"other" of the namespace prod'],
  ['has no parent any more', 'lost-id', undefined, 'the one that has the id lost-id'],
  ['may not be looked for', 'other-id', denied, 'the one that has the id other-id'],
])('one of another set, which %s, is a conflict', async (_, theirs, failure, name) => {
  await expect(refuse('our-id', theirs, failure)).rejects.toMatchObject({
    problems: [{ code: 'APPLY_CONFLICT', message: `ConfigMap shop/a is in another set, ${name}` }],
  });
});
