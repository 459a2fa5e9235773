import { describe, expect, test } from 'vitest';
import { unwrap } from '../../errors/result.ts';
import { LAST_APPLIED } from '../../live/adoption.ts';
import type { LiveObject, ManagedFields, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { fakeClock } from './lease.cases.ts';
import { HASH_ANNOTATION, wantedObjects } from './wanted.ts';
import { writeObject } from './write-object.ts';

const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: "1"}\n';
const [wanted] = unwrap(wantedObjects([{ name: 'a.yaml', text }]));
if (wanted === undefined) throw new Error('no object');
const kind = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', isNamespaced: true, verbs: [] };
const ref: ObjectRef = { kind, namespace: 'shop', name: 'a' };
const { signal } = new AbortController();

type Meta = LiveObject['metadata'];
const live = (resourceVersion: string, more: Partial<Meta> = {}): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', uid: 'u1', resourceVersion, ...more },
});
/** As our own write leaves it. */
const ours = (resourceVersion: string): LiveObject => {
  const fieldsV1 = {
    'f:metadata': { 'f:annotations': { [`f:${HASH_ANNOTATION}`]: {} } },
    'f:data': { 'f:a': {} },
  };
  const entry = { manager: 'orchestrator', operation: 'Apply', apiVersion: 'v1', fieldsV1 } as const;
  return live(resourceVersion, { annotations: { [HASH_ANNOTATION]: wanted.hash }, managedFields: [entry] });
};
const written = (by: string) => ({ managedFields: [{ manager: by, operation: 'Update' }] }) as Partial<Meta>;

/** What the cluster has at each of the reads; a write lands where it names what is there last. */
function clusterOf(...reads: readonly (LiveObject | undefined)[]) {
  const sent: Meta[] = [];
  let there = reads[0];
  let next = 0;
  const cluster: Pick<Cluster, 'applyOver' | 'get'> = {
    applyOver: async (_ref, json) => {
      const { metadata } = JSON.parse(json) as LiveObject;
      sent.push(metadata);
      const { uid, resourceVersion } = there?.metadata ?? { uid: '', resourceVersion: '1' };
      return metadata.uid === uid && metadata.resourceVersion === resourceVersion ? ours('9') : undefined;
    },
    get: async () => {
      next = Math.min(next + 1, reads.length - 1);
      there = reads[next];
      return there;
    },
  };
  return { cluster: cluster as Cluster, sent };
}

const write = (read: LiveObject | undefined, cluster: Cluster, force = false) =>
  writeObject({ wanted, ref, live: read }, { force, isReplaced: false }, cluster, fakeClock(), signal);

test('a write names the object that was read, with its version', async () => {
  const { cluster, sent } = clusterOf(live('1'));
  expect(await write(live('1'), cluster)).toMatchObject({ outcome: 'updated' });
  expect(sent).toMatchObject([{ uid: 'u1', resourceVersion: '1' }]);
});

test('one that changed in its status alone is written onto what it is now', async () => {
  const status = { managedFields: [{ manager: 'kubelet', operation: 'Update', subresource: 'status' }] } as const;
  for (const force of [false, true]) {
    const { cluster, sent } = clusterOf(live('2', status), live('3', status));
    expect(await write(live('1'), cluster, force)).toMatchObject({ outcome: 'updated' });
    expect(sent.map(({ resourceVersion }) => resourceVersion)).toEqual(['1', '3']);
  }
});

test('one that our own write reached, though its answer was lost, is updated', async () => {
  const { cluster, sent } = clusterOf(undefined, ours('2'));
  expect(await write(live('1'), cluster)).toMatchObject({ outcome: 'updated', live: ours('2') });
  expect(sent).toHaveLength(1);
});

test.each<[string, LiveObject | undefined, boolean, string]>([
  ['is gone', undefined, false, 'was deleted since'],
  ['was made anew', live('2', { uid: 'u2' }), false, 'was deleted and made anew'],
  [
    'another run has applied',
    live('2', { annotations: { [HASH_ANNOTATION]: 'other' } }),
    false,
    'was applied by another run',
  ],
  ['is to be taken over, and was written', live('2', written('kubectl-edit')), true, 'was written by kubectl-edit'],
])('one that %s is a conflict', async (_, now, force, why) => {
  const { cluster, sent } = clusterOf(live('0'), now);
  await expect(write(live('1'), cluster, force)).rejects.toMatchObject({
    problems: [{ code: 'APPLY_CONFLICT', message: expect.stringContaining(`ConfigMap shop/a ${why}`) }],
  });
  expect(sent).toHaveLength(1);
});

test('what others write is for the server to judge where nothing is taken over', async () => {
  const { cluster } = clusterOf(live('0'), live('2', written('kubectl-edit')));
  expect(await write(live('1'), cluster)).toMatchObject({ outcome: 'updated' });
});

test('what was on its way out is made again', async () => {
  const { cluster } = clusterOf(undefined, undefined);
  const going = live('1', { deletionTimestamp: '2026-01-01T00:00:00Z' });
  expect(await write(going, cluster)).toMatchObject({ outcome: 'created', live: ours('9') });
});

test('one that was not there is made only where none is', async () => {
  const { cluster, sent } = clusterOf(undefined);
  expect(await write(undefined, cluster, true)).toMatchObject({ outcome: 'created' });
  expect(sent).toMatchObject([{ uid: '', resourceVersion: '1' }]);
});

test('one that was made meanwhile by anybody but a run is joined, and nothing taken over', async () => {
  const { cluster } = clusterOf(live('2', written('kubectl-create')), live('2', written('kubectl-create')));
  const forces: unknown[] = [];
  const { applyOver } = cluster;
  Object.assign(cluster, {
    applyOver: (...args: Parameters<typeof applyOver>) => {
      forces.push(args[2].force);
      return applyOver(...args);
    },
  });
  expect(await write(undefined, cluster, true)).toMatchObject({ outcome: 'updated' });
  expect(forces).toEqual([false, false]);
});

test('one that another run made meanwhile is a conflict', async () => {
  const theirs = live('2', { annotations: { [HASH_ANNOTATION]: 'other' } });
  const { cluster, sent } = clusterOf(theirs, theirs);
  await expect(write(undefined, cluster, true)).rejects.toMatchObject({
    problems: [
      { code: 'APPLY_CONFLICT', message: expect.stringContaining('ConfigMap shop/a was made by another run') },
    ],
  });
  expect(sent).toHaveLength(1);
});

test('one that our own write has made, though its answer was lost, is created', async () => {
  const { cluster, sent } = clusterOf(ours('2'), ours('2'));
  expect(await write(undefined, cluster)).toMatchObject({ outcome: 'created', live: ours('2') });
  expect(sent).toHaveLength(1);
});

test('one that came and went is made all the same', async () => {
  const { cluster } = clusterOf(live('2'), undefined);
  expect(await write(undefined, cluster)).toMatchObject({ outcome: 'created' });
});

test('an object that never rests ends it', async () => {
  const restless = { applyOver: async () => undefined, get: async () => live('2') };
  const writing = write(live('1'), restless as unknown as Cluster);
  await expect(writing).rejects.toMatchObject({ problems: [{ code: 'APPLY_CONFLICT' }] });
});

describe('an object that kubectl apply has made', () => {
  const theirs = { manager: 'kubectl-client-side-apply', operation: 'Update', fieldsV1: { 'f:data': {} } } as const;
  const made = (version: string, ...more: readonly ManagedFields[]): LiveObject =>
    live(version, { annotations: { [LAST_APPLIED]: '{}' }, managedFields: [theirs, ...more] });
  /** Whose fields are is changed where the patch names what is there. */
  const withPatch = (cluster: Cluster, patched: unknown[], there: () => LiveObject): Cluster => ({
    ...cluster,
    patch: async (_ref, { text }) => {
      const [managers, version] = JSON.parse(text);
      if (version.value !== there().metadata.resourceVersion) return undefined;
      patched.push(managers.value.map(({ manager }: ManagedFields) => manager));
      return live('5', { managedFields: managers.value });
    },
  });

  test('is written to as it is where the server keeps whose its fields are', async () => {
    let patches = 0;
    const { cluster } = clusterOf(live('5'));
    const keeping: Cluster = {
      ...cluster,
      patch: async () => {
        patches += 1;
        if (patches > 50) throw new Error('without end');
        return made('1');
      },
    };
    expect(await write(made('1'), keeping)).toMatchObject({ outcome: 'updated' });
    expect(patches).toBe(5);
  });

  test('is taken over first, and written onto what that made of it', async () => {
    const patched: unknown[] = [];
    const { cluster, sent } = clusterOf(live('5'));
    const receipt = await write(
      made('1'),
      withPatch(cluster, patched, () => made('1')),
    );
    expect(receipt).toMatchObject({ outcome: 'updated' });
    expect(patched).toEqual([['orchestrator']]);
    expect(sent).toMatchObject([{ resourceVersion: '5' }]);
  });

  test('is looked at again where somebody was faster, and left where that was another run', async () => {
    const status = { manager: 'kubelet', operation: 'Update', subresource: 'status' } as const;
    const patched: unknown[] = [];
    const faster = clusterOf(made('1'), made('2', status));
    const receipt = await write(
      made('1'),
      withPatch(faster.cluster, patched, () => made('2')),
    );
    expect(receipt).toMatchObject({ outcome: 'updated' });
    expect(patched).toEqual([['kubelet']]);
    const other = clusterOf(made('1'), live('2', { annotations: { [HASH_ANNOTATION]: 'sha256:x' } }));
    await expect(
      write(
        made('1'),
        withPatch(other.cluster, patched, () => live('2')),
      ),
    ).rejects.toThrow('another run');
  });
});
