/** A set of objects: what the cluster is told of it, what is pruned, what never is, and that kubectl sees it the same way. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { answer } from '../faults/rules.ts';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';

const map = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\ndata: {a: "1"}\n`;
const maps = (...names: string[]) => names.map((name) => map(name)).join('---\n');
const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {clusterIP: None, selector: {app: ${name}}}\n`;
const job = (name: string) => `apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: REGISTRY/base/busybox:1}]}}}}
`;

const write = (room: Room, text: string, file = 'all.yaml') => writeFile(join(room.cwd, file), text);
const names = async (room: Room, kinds = 'configmap,service,cronjob', ...more: string[]) =>
  (await room.kubectl('get', kinds, '-o', 'name', '-l', 'applyset.kubernetes.io/part-of', ...more))
    .split('\n')
    .filter((line) => line !== '');
const metadataOf = async (room: Room, object: string) =>
  JSON.parse(await room.kubectl('get', object, '-o', 'jsonpath={.metadata}'));

/** Runs the steps with kubectl's own sets switched on. */
const kubectlPrunes = (room: Room, file: string, ...more: string[]) => {
  vi.stubEnv('KUBECTL_APPLYSET', 'true');
  const words = ['apply', '--prune', '--applyset=configmap/web', '--server-side', '--force-conflicts', '-f', file];
  return room.kubectl(...words, ...more);
};

describe('the inventory', () => {
  test('says whose it is, and where members are; a run without changes writes nothing, and asks by kinds', async (context) => {
    const many = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const room = await openRoom(context, { 'all.yaml': `${maps(...many)}---\n${service('s')}---\n${job('j')}` });
    const proxy = await openProxy(room);
    const apply = () => room.run('apply', `--kubeconfig=${proxy.kubeconfig}`, '--set-name=web', 'all.yaml');
    expect(await apply()).toMatchObject({
      exitCode: 0,
      stdout: '42 created, 0 updated, 0 unchanged, 0 pruned in real\n',
    });
    const parent = await metadataOf(room, 'configmap/web');
    const id = parent.labels['applyset.kubernetes.io/id'];
    expect(parent.annotations).toEqual({
      'applyset.kubernetes.io/tooling': expect.stringMatching(/^orchestrator\/v\d+\.\d+\.\d+/),
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,CronJob.batch,Service',
      'applyset.kubernetes.io/additional-namespaces': '',
      'orchestrator.dev/intent': expect.stringMatching(/^\{"version":1,"number":1,"token":1,"state":"done",/),
    });
    for (const object of ['configmap/m7', 'service/s', 'cronjob/j'])
      expect((await metadataOf(room, object)).labels).toMatchObject({ 'applyset.kubernetes.io/part-of': id });

    const before = proxy.counts();
    expect(await apply()).toMatchObject({ stdout: '0 created, 0 updated, 42 unchanged, 0 pruned in real\n' });
    const after = proxy.counts();
    expect(after.writes).toBe(before.writes);
    // Discovery twice; the parent; for each of three kinds the list of members, and what is there of the wanted.
    expect(after.reads - before.reads).toBeLessThanOrEqual(12);
  });

  test('comes before the first member, and loses what is gone', async (context) => {
    const room = await openRoom(context, { 'all.yaml': `${maps('a', 'b')}---\n${service('s')}` });
    const proxy = await openProxy(room);
    const apply = () => room.run('apply', `--kubeconfig=${proxy.kubeconfig}`, '--set-name=web', 'all.yaml');
    expect((await apply()).exitCode).toBe(0);
    const written = proxy.proxy.requests.filter(({ method }) => method !== 'GET');
    const all = written.map(({ method, path }) => `${method} ${path.replace(/^.*\/namespaces\/[^/]+|\?.*$/g, '')}`);
    // The lease, the parent, the members, the parent, the lease; what is kept for an undo is told elsewhere.
    const places = all.filter((place) => /leases|configmaps|services/.test(place));
    expect([...places.slice(0, 2), ...places.slice(-2)]).toEqual([
      'POST /leases',
      'POST /configmaps',
      'PUT /configmaps/web',
      'PUT /leases/orchestrator.web',
    ]);
    expect(places.slice(2, -2).toSorted()).toEqual(['PATCH /configmaps/a', 'PATCH /configmaps/b', 'PATCH /services/s']);
    await write(room, maps('a', 'b'));
    expect(await apply()).toMatchObject({
      exitCode: 0,
      stdout: `pruned Service ${room.namespace}/s\n0 created, 0 updated, 2 unchanged, 1 pruned in real\n`,
    });
    const { annotations } = await metadataOf(room, 'configmap/web');
    expect(annotations['applyset.kubernetes.io/contains-group-kinds']).toBe('ConfigMap');
    expect(await names(room)).toEqual(['configmap/a', 'configmap/b']);
  });

  test('whose answer is lost is not taken for that of another run', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    const path = /\/configmaps\/web\?/;
    const lost = {
      when: { method: 'PUT', path, nth: 1 },
      do: { kind: 'cut', direction: 'response', bytes: 0 },
    } as const;
    const { kubeconfig } = await openProxy(room, [lost]);
    await write(room, `${maps('a', 'b')}---\n${service('s')}`);
    expect(await room.run('apply', `--kubeconfig=${kubeconfig}`, '--set-name=web', 'all.yaml')).toMatchObject({
      exitCode: 0,
    });
  });

  test.for([
    ['a run without a lease', 'orchestrator.dev/intent={"version":1,"number":9}', 9],
    ['somebody with a note of their own', 'other=run', 0],
  ] as const)('that was written meanwhile by %s', async ([, note, code], context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    const { kubeconfig, proxy } = await openProxy(room);
    const other = async () => {
      await room.kubectl('annotate', '--overwrite', 'configmap', 'web', note);
      return { status: 503 };
    };
    proxy.add({ when: { method: 'PUT', path: /\/configmaps\/web\?/, nth: 1 }, do: { kind: 'answer', with: other } });
    await write(room, `${maps('a', 'b')}---\n${service('s')}`);
    const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, '--set-name=web', 'all.yaml');
    expect(run.exitCode, run.stderr).toBe(code);
    const members = ['configmap/a', 'configmap/b'];
    expect(await names(room)).toEqual(code === 0 ? [...members, 'service/s'] : members);
    if (code !== 0) expect(run.stderr).toContain('was written by another run since this one has read it');
    else expect((await metadataOf(room, 'configmap/web')).annotations).toMatchObject({ other: 'run' });
  });

  test('is that of a config that is named; a file by hand is no whole set', async (context) => {
    const config = 'apiVersion: orchestrator/v1\nkind: Config\nmetadata: {name: shop}\n';
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b'), 'orchestrator.yaml': config });
    const applied = async (...words: string[]) =>
      JSON.parse((await room.run('apply', '--format=json', ...words)).stdout);
    expect(await applied('all.yaml')).toMatchObject({ set: null, pruned: [], kept: [] });
    expect(await names(room)).toEqual([]);
    const named = await applied('--filename=orchestrator.yaml', 'all.yaml');
    const { labels } = await metadataOf(room, 'configmap/shop');
    const id = labels['applyset.kubernetes.io/id'];
    expect(named).toMatchObject({ set: { name: 'shop', namespace: room.namespace, id } });
    await write(room, map('a'), 'one.yaml');
    expect(await applied('one.yaml')).toMatchObject({ set: null, pruned: [] });
    expect(await room.kubectl('get', 'configmap', 'b', '-o', 'name')).toBe('configmap/b\n');
    // What leaves the set, and is applied all the same, loses the label.
    expect(await names(room)).toEqual(['configmap/b']);
    expect(await room.run('apply', '--set-name=Not_A_Name', 'all.yaml')).toMatchObject({ exitCode: 2 });
  });

  test('goes into a namespace that the set itself brings', async (context) => {
    const room = await openRoom(context);
    const name = `${room.namespace}-own`;
    await write(room, `${maps('a')}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`);
    try {
      const run = await room.run('apply', `--namespace=${name}`, '--set-name=web', 'all.yaml');
      expect(run).toMatchObject({ exitCode: 0, stdout: '2 created, 0 updated, 0 unchanged, 0 pruned in real\n' });
      expect(await room.kubectl('get', 'configmap/web', `--namespace=${name}`, '-o', 'name')).toBe('configmap/web\n');
    } finally {
      await room.kubectl('delete', 'namespace', name, '--wait=false');
    }
  });

  test.for<[string, string[]]>([
    ['a ConfigMap of somebody', ['create', 'configmap', 'web']],
    ['a set of kubectl', []],
  ])('is not written over %s', async ([, words], context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b'), 'theirs.yaml': maps('theirs') });
    await (words.length > 0 ? room.kubectl(...words) : kubectlPrunes(room, join(room.cwd, 'theirs.yaml')));
    for (const command of ['apply', 'diff']) {
      const run = await room.run(command, '--set-name=web', 'all.yaml');
      expect([run.exitCode, run.stderr]).toEqual([10, expect.stringContaining('DEPLOY_REFUSED')]);
    }
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
  });

  test('cannot be one of its own members', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'web') });
    const run = await room.run('apply', '--set-name=web', 'all.yaml');
    expect([run.exitCode, run.stderr]).toEqual([
      10,
      expect.stringMatching(/which the manifests have too[\s\S]*all\.yaml:6:1/),
    ]);
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
  });
});

describe('what is pruned', () => {
  test('what the set had in kinds and namespaces that it has no longer', async (context) => {
    const room = await openRoom(context);
    const second = `${room.namespace}-b`;
    await room.kubectl('create', 'namespace', second);
    try {
      const away = [`${map('x', `, namespace: ${second}`)}`, job('j').replace('REGISTRY', room.cluster.registry.host)];
      await write(room, [maps('a', 'b', 'c', 'd', 'e', 'f', 'g'), ...away].join('---\n'));
      expect((await room.run('apply', '--set-name=web', '--status-check=false', 'all.yaml')).exitCode).toBe(0);
      const { annotations } = await metadataOf(room, 'configmap/web');
      expect(annotations['applyset.kubernetes.io/additional-namespaces']).toBe(second);
      await write(room, maps('a', 'b', 'c', 'd', 'e', 'f', 'g'));
      const diff = await room.run('diff', '--set-name=web', 'all.yaml');
      expect(diff).toMatchObject({ exitCode: 1 });
      expect(diff.stdout).toContain(`prune ConfigMap ${second}/x\n`);
      expect(diff.stdout).toContain('0 to create, 0 to update, 0 to replace, 2 to prune, 7 to keep in real\n');
      const run = await room.run('apply', '--set-name=web', '--format=json', 'all.yaml');
      expect(JSON.parse(run.stdout).pruned).toMatchObject([
        { apiVersion: 'v1', kind: 'ConfigMap', namespace: second, name: 'x', uid: expect.any(String) },
        { apiVersion: 'batch/v1', kind: 'CronJob', namespace: room.namespace, name: 'j' },
      ]);
      expect(await names(room, 'configmap,cronjob', `--namespace=${second}`)).toEqual([]);
      const after = await metadataOf(room, 'configmap/web');
      expect(after.annotations['applyset.kubernetes.io/additional-namespaces']).toBe('');
      expect(await room.run('diff', '--set-name=web', 'all.yaml')).toMatchObject({ exitCode: 0 });
    } finally {
      await room.kubectl('delete', 'namespace', second, '--wait=false');
    }
  });

  test('all the same where requests are turned away and answers are lost', async (context) => {
    const room = await openRoom(context, { 'all.yaml': `${maps('a', 'b', 'c')}---\n${service('s')}` });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    await write(room, maps('a', 'b'));
    const { kubeconfig, proxy } = await openProxy(room, [
      { when: { method: 'DELETE', nth: 1 }, do: { kind: 'cut', direction: 'response', bytes: 0 } },
      { when: { method: 'DELETE', nth: 1 }, do: answer(429, { 'retry-after': '1' }) },
      { when: { path: /labelSelector=/, nth: [1, 3] }, do: answer(503) },
    ]);
    const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, '--set-name=web', 'all.yaml');
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(' 2 pruned in real\n') });
    expect(proxy.requests.filter(({ method }) => method === 'DELETE').length).toBe(4);
    expect(await names(room)).toEqual(['configmap/a', 'configmap/b']);
  });

  test('nothing, while what was applied is not ready', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b', 'c') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: "REGISTRY/base/busybox:nope"}]}\n';
    await write(room, `${maps('a', 'b')}---\n${pod.replace('REGISTRY', room.cluster.registry.host)}`);
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(7);
    expect(await names(room)).toContain('configmap/c');
  });

  test('objects of a kind that left the set, but not its definition; and one whose definition is gone is no trouble', async (context) => {
    const group = `p${process.pid}.example.test`;
    const schema = '{openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}';
    const versions = `[{name: v1, served: true, storage: true, schema: ${schema}}]`;
    const spec = `{group: ${group}, names: {kind: Widget, plural: widgets, singular: widget}, scope: Namespaced, versions: ${versions}}`;
    const crd = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.${group}}\nspec: ${spec}\n`;
    const widget = (name: string) => `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: ${name}}\n`;
    const room = await openRoom(context, { 'all.yaml': [maps('a', 'b'), crd, widget('v'), widget('w')].join('---\n') });
    try {
      expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
      await write(room, [maps('a', 'b'), widget('v')].join('---\n'));
      expect((await room.run('apply', '--set-name=web', 'all.yaml')).stdout).toBe(
        `pruned Widget ${room.namespace}/w\nkept CustomResourceDefinition widgets.${group}: it holds data; ` +
          `--delete-data=CustomResourceDefinition/widgets.${group} deletes it\n` +
          '0 created, 0 updated, 3 unchanged, 1 pruned, 1 kept in real\n',
      );
      await room.kubectl('delete', 'crd', `widgets.${group}`);
      await write(room, maps('a', 'b'));
      expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({
        exitCode: 0,
        stdout: '0 created, 0 updated, 2 unchanged, 0 pruned in real\n',
      });
    } finally {
      await room.kubectl('delete', 'crd', `widgets.${group}`, '--wait=false', '--ignore-not-found');
    }
  });
});

describe('what is not pruned', () => {
  test('what others own now, what says so, and what holds data, each with its reason', async (context) => {
    const claim =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], ' +
      'storageClassName: "", resources: {requests: {storage: 1Mi}}}\n';
    const kept = map('kept', ', annotations: {orchestrator.dev/prune: disabled}');
    const room = await openRoom(context, { 'theirs.yaml': maps('flux') });
    await write(room, [maps('a', 'b', 'c', 'flux', 'owned'), kept, claim].join('---\n'));
    expect((await room.run('apply', '--set-name=web', '--status-check=false', 'all.yaml')).exitCode).toBe(0);
    await room.kubectl('apply', '--server-side', '--field-manager=flux', '-f', join(room.cwd, 'theirs.yaml'));
    const { uid } = await metadataOf(room, 'configmap/a');
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid, controller: true };
    const patch = JSON.stringify({ metadata: { ownerReferences: [owner] } });
    await room.kubectl('patch', 'configmap', 'owned', '--type=merge', '-p', patch);
    // Not ours: one without a label, and one whose label was copied.
    await room.kubectl('create', 'configmap', 'foreign');
    await room.kubectl('create', 'configmap', 'copied');
    const { labels } = await metadataOf(room, 'configmap/a');
    const partOf = `applyset.kubernetes.io/part-of=${labels['applyset.kubernetes.io/part-of']}`;
    await room.kubectl('label', 'configmap', 'copied', partOf);

    await write(room, maps('a', 'b'));
    for (const [command, told] of [
      ['diff', 'in the set no longer, and kept: it holds data'],
      ['apply', `kept PersistentVolumeClaim ${room.namespace}/data: it holds data`],
      ['apply', '0 created, 0 updated, 2 unchanged, 0 pruned, 5 kept in real\n'],
    ] as const)
      expect((await room.run(command, '--set-name=web', 'all.yaml')).stdout).toContain(told);
    const run = await room.run('apply', '--set-name=web', '--format=json', 'all.yaml');
    const reasons = JSON.parse(run.stdout).kept.map(({ name, reason }: { name: string; reason: string }) => [
      name,
      reason,
    ]);
    expect(reasons).toEqual([
      ['copied', 'orchestrator did not apply it'],
      ['flux', 'flux applies it too'],
      ['kept', 'orchestrator.dev/prune is disabled'],
      ['owned', 'ConfigMap a owns it'],
      ['data', expect.stringContaining('it holds data')],
    ]);
    const there = await room.kubectl('get', 'configmap', '-o', 'jsonpath={.items[*].metadata.name}');
    expect(there.split(' ').filter((name) => name !== 'kube-root-ca.crt')).toEqual([
      'a',
      'b',
      'copied',
      'flux',
      'foreign',
      'kept',
      'owned',
      'web',
    ]);

    const named = await room.run('apply', '--set-name=web', '--delete-data=PersistentVolumeClaim/data', 'all.yaml');
    expect(named.stdout).toContain(`pruned PersistentVolumeClaim ${room.namespace}/data\n`);
  });

  test('all of it, or most, unless that is asked for; and nothing is applied then', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    for (const [text, told] of [
      [maps('new'), 'all 10 objects of the set "web" would be deleted'],
      [maps('a', 'b', 'c', 'd', 'e', 'f', 'new'), '4 of 10 objects of the set "web" would be deleted'],
    ] as const) {
      await write(room, text);
      const run = await room.run('apply', '--set-name=web', 'all.yaml');
      expect([run.exitCode, run.stderr]).toEqual([10, expect.stringContaining(`DEPLOY_REFUSED: ${told}`)]);
      expect((await room.run('diff', '--set-name=web', 'all.yaml')).stdout).toContain('only with --allow-prune');
      expect(await names(room)).toHaveLength(10);
    }
    await write(room, '# nothing\n');
    expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({ exitCode: 2 });
    expect(await names(room)).toHaveLength(10);
    await write(room, maps('a', 'new'));
    expect((await room.run('apply', '--set-name=web', '--allow-prune', 'all.yaml')).exitCode).toBe(0);
    expect(await names(room)).toEqual(['configmap/a', 'configmap/new']);
  });

  test('what another set has is not taken from it', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b'), 'a.yaml': maps('a') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    for (const command of ['apply', 'diff']) {
      const run = await room.run(command, '--set-name=other', 'a.yaml');
      expect([run.exitCode, run.stderr]).toEqual([9, expect.stringContaining('is in another set')]);
    }
    expect((await room.run('apply', '--set-name=other', '--force-conflicts', 'a.yaml')).exitCode).toBe(0);
    await write(room, maps('b'));
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).stdout).toContain(' 0 pruned');
    expect(await names(room)).toEqual(['configmap/a', 'configmap/b']);
  });
});

describe('kubectl', () => {
  test('refuses to prune our set, and names us', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps('a', 'b'), 'less.yaml': maps('a') });
    expect((await room.run('apply', '--set-name=web', 'all.yaml')).exitCode).toBe(0);
    await expect(kubectlPrunes(room, join(room.cwd, 'less.yaml'))).rejects.toThrow(
      /already exists and is managed by tooling "orchestrator" instead of "kubectl"/,
    );
    expect(await names(room)).toEqual(['configmap/a', 'configmap/b']);
  });

  test('finds the same members of a copy that says it is its own, and prunes the same', async (context) => {
    const all = [maps('a', 'b', 'c'), service('s'), service('t'), job('j')].join('---\n');
    const rooms = [await openRoom(context, { 'all.yaml': all }), await openRoom(context, { 'all.yaml': all })] as const;
    const pruned: string[][] = [];
    for (const room of rooms) {
      const second = `${room.namespace}-b`;
      await room.kubectl('create', 'namespace', second);
      try {
        const away = map('x', `, namespace: ${second}`);
        await write(room, `${all.replace('REGISTRY', room.cluster.registry.host)}---\n${away}`);
        expect((await room.run('apply', '--set-name=web', '--status-check=false', 'all.yaml')).exitCode).toBe(0);
        await room.kubectl('create', 'configmap', 'foreign');
        await write(room, [maps('a', 'b'), service('s')].join('---\n'));
        if (room === rooms[0]) {
          const run = await room.run('apply', '--set-name=web', '--allow-prune', '--format=json', 'all.yaml');
          const list: { kind: string; name: string }[] = JSON.parse(run.stdout).pruned;
          pruned.push(list.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).toSorted());
        } else {
          const tooling = 'applyset.kubernetes.io/tooling=kubectl/v1.35.4';
          await room.kubectl('annotate', '--overwrite', 'configmap', 'web', tooling);
          const said = await kubectlPrunes(room, join(room.cwd, 'all.yaml'));
          const lines = said.split('\n').filter((line) => line.endsWith(' pruned'));
          pruned.push(lines.map((line) => line.replace(' pruned', '').replace('.batch', '')).toSorted());
        }
        expect(await names(room)).toEqual(['configmap/a', 'configmap/b', 'service/s']);
        expect(await names(room, 'configmap', `--namespace=${second}`)).toEqual([]);
        expect(await room.kubectl('get', 'configmap', 'foreign', '-o', 'name')).toBe('configmap/foreign\n');
      } finally {
        await room.kubectl('delete', 'namespace', second, '--wait=false');
      }
    }
    const [ours, theirs] = pruned;
    expect(ours).toEqual(['configmap/c', 'configmap/x', 'cronjob/j', 'service/t']);
    expect(theirs).toEqual(ours);
  });
});
