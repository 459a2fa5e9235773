/** Objects that change between the moment at which they are read and the one at which they are written. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';

const map = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "${value}"}\n`;

/** Changes the value, and does something else right before the write arrives. */
async function applyWhile(room: Room, meanwhile: () => Promise<unknown>, ...flags: string[]) {
  expect((await room.run('apply', 'all.yaml')).exitCode).toBe(0);
  const { kubeconfig, proxy } = await openProxy(room);
  const first = { method: 'PATCH', path: /\/configmaps\/a\?/, nth: 1 };
  const act = async () => {
    await meanwhile();
    return { status: 503 };
  };
  proxy.add({ when: first, do: { kind: 'answer', with: act } });
  await writeFile(join(room.cwd, 'all.yaml'), map('2'));
  return room.run('apply', `--kubeconfig=${kubeconfig}`, ...flags, 'all.yaml');
}

const dataOf = (room: Room) => room.kubectl('get', 'configmap', 'a', '--ignore-not-found', '-o', 'jsonpath={.data}');

test('what others wrote that is none of our fields stays, and ours is written onto it', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const run = await applyWhile(room, () => room.kubectl('patch', 'configmap', 'a', '-p', '{"data":{"theirs":"1"}}'));
  expect(run).toMatchObject({ exitCode: 0, stdout: '0 created, 1 updated, 0 unchanged in real\n' });
  expect(await dataOf(room)).toBe('{"a":"2","theirs":"1"}');
});

test('a field of ours that others took is a conflict with their name', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const run = await applyWhile(room, () => room.kubectl('patch', 'configmap', 'a', '-p', '{"data":{"a":"9"}}'));
  expect([run.exitCode, run.stderr]).toEqual([
    9,
    expect.stringMatching(/APPLY_CONFLICT: .*\.data\.a \(of kubectl-patch\)/),
  ]);
  expect(await dataOf(room)).toBe('{"a":"9"}');
});

test('--force-conflicts takes over what was seen, not what came after', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const patch = () => room.kubectl('patch', 'configmap', 'a', '-p', '{"data":{"a":"9"}}');
  const run = await applyWhile(room, patch, '--force-conflicts');
  expect([run.exitCode, run.stderr]).toEqual([
    9,
    expect.stringContaining('was written by kubectl-patch since this run'),
  ]);
  expect(await dataOf(room)).toBe('{"a":"9"}');
  expect((await room.run('apply', '--force-conflicts', 'all.yaml')).exitCode).toBe(0);
  expect(await dataOf(room)).toBe('{"a":"2"}');
});

test('an object that is gone, or made anew, is not what was looked at', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const gone = await applyWhile(room, () => room.kubectl('delete', 'configmap', 'a'));
  expect([gone.exitCode, gone.stderr]).toEqual([
    9,
    expect.stringMatching(/ConfigMap \S+\/a was deleted since[\s\S]*all\.yaml:1:1/),
  ]);
  expect(await dataOf(room)).toBe('');
  await writeFile(join(room.cwd, 'all.yaml'), map('1'));
  const anew = await applyWhile(room, async () => {
    await room.kubectl('delete', 'configmap', 'a');
    await room.kubectl('create', 'configmap', 'a', '--from-literal=theirs=1');
  });
  expect([anew.exitCode, anew.stderr]).toEqual([9, expect.stringContaining('was deleted and made anew')]);
  expect(await dataOf(room)).toBe('{"theirs":"1"}');
});

test('two runs without a set: the second to write an object does not write over the first', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1'), 'other.yaml': map('3') });
  const run = await applyWhile(room, () => room.run('apply', 'other.yaml'));
  expect([run.exitCode, run.stderr]).toEqual([9, expect.stringContaining('was applied by another run since this run')]);
  expect(await dataOf(room)).toBe('{"a":"3"}');
});

test('a write whose answer was lost is found to be done', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  expect((await room.run('apply', 'all.yaml')).exitCode).toBe(0);
  const lost = { kind: 'cut', direction: 'response', bytes: 0 } as const;
  const { kubeconfig } = await openProxy(room, [{ when: { method: 'PATCH', nth: 1 }, do: lost }]);
  await writeFile(join(room.cwd, 'all.yaml'), map('2'));
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stdout: '0 created, 1 updated, 0 unchanged in real\n' });
});

/** Does something else right before the write of an object that was not there arrives. */
async function makeWhile(room: Room, meanwhile: () => Promise<unknown>, ...flags: string[]) {
  const { kubeconfig, proxy } = await openProxy(room);
  const first = { method: 'PATCH', path: /\/configmaps\/a\?/, nth: 1 };
  const act = async () => {
    await meanwhile();
    return { status: 503 };
  };
  proxy.add({ when: first, do: { kind: 'answer', with: act } });
  return room.run('apply', `--kubeconfig=${kubeconfig}`, ...flags, 'all.yaml');
}

test('of two sets that make the same object at once the later one is told whose it is', async (context) => {
  for (const flag of [[], ['--force-conflicts']]) {
    const room = await openRoom(context, { 'all.yaml': map('1'), 'other.yaml': map('3') });
    const other = () => room.run('apply', '--set-name=shop', 'other.yaml');
    const run = await makeWhile(room, other, '--set-name=web', ...flag);
    expect([run.exitCode, run.stderr]).toEqual([
      9,
      expect.stringMatching(/APPLY_CONFLICT: ConfigMap \S+\/a is in another set, "shop" of the namespace t-\S+/),
    ]);
    expect(await dataOf(room)).toBe('{"a":"3"}');
  }
});

test('of two runs without a set that make the same object at once the later one is told', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1'), 'other.yaml': map('3') });
  const run = await makeWhile(room, () => room.run('apply', 'other.yaml'));
  expect([run.exitCode, run.stderr]).toEqual([9, expect.stringContaining('was made by another run since this run')]);
  expect(await dataOf(room)).toBe('{"a":"3"}');
});

test('what others make meanwhile is joined where they say no otherwise, and never taken over', async (context) => {
  const create = (room: Room, literal: string) => () =>
    room.kubectl('create', 'configmap', 'a', `--from-literal=${literal}`);
  const joined = await openRoom(context, { 'all.yaml': map('1') });
  expect(await makeWhile(joined, create(joined, 'theirs=1'))).toMatchObject({
    exitCode: 0,
    stdout: '0 created, 1 updated, 0 unchanged in real\n',
  });
  expect(await dataOf(joined)).toBe('{"a":"1","theirs":"1"}');
  const other = await openRoom(context, { 'all.yaml': map('1') });
  const run = await makeWhile(other, create(other, 'a=9'), '--force-conflicts');
  expect([run.exitCode, run.stderr]).toEqual([9, expect.stringMatching(/\.data\.a \(of kubectl-create\)/)]);
  expect(await dataOf(other)).toBe('{"a":"9"}');
});

test('an object that was made though the answer was lost is found to be made', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const lost = { kind: 'cut', direction: 'response', bytes: 0 } as const;
  const { kubeconfig } = await openProxy(room, [{ when: { method: 'PATCH', nth: 1 }, do: lost }]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stdout: '1 created, 0 updated, 0 unchanged in real\n' });
});

test('a manifest that was read from a cluster makes an object where that one is gone', async (context) => {
  const named = 'metadata: {name: a, uid: 7d1e0c1a-0000-4000-8000-000000000000, resourceVersion: "12"}';
  const room = await openRoom(context, { 'all.yaml': map('1').replace('metadata: {name: a}', named) });
  expect(await room.run('apply', 'all.yaml')).toMatchObject({ exitCode: 0 });
  expect(await dataOf(room)).toBe('{"a":"1"}');
});

/** Does something else right before the object is deleted. */
async function deleteWhile(room: Room, meanwhile: () => Promise<unknown>, ...flags: string[]) {
  expect((await room.run('apply', 'all.yaml')).exitCode).toBe(0);
  const { kubeconfig, proxy } = await openProxy(room);
  const act = async () => {
    await meanwhile();
    return { status: 503 };
  };
  proxy.add({ when: { method: 'DELETE', nth: 1 }, do: { kind: 'answer', with: act } });
  return room.run('delete', `--kubeconfig=${kubeconfig}`, ...flags, 'all.yaml');
}

test('of two that delete the same objects at once neither fails, a namespace among them', async (context) => {
  const room = await openRoom(context);
  const name = `${room.namespace}-going`;
  const space = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
  const inside = map('1').replace('{name: a}', `{name: a, namespace: ${name}, finalizers: [example.test/hold]}`);
  const flags = [`--delete-data=Namespace/${name}`, '--wait-for-deletions=false'];
  try {
    await room.write({ 'all.yaml': map('1') });
    expect(await deleteWhile(room, () => room.run('delete', 'all.yaml'))).toMatchObject({ exitCode: 0 });
    await room.write({ 'all.yaml': space, 'inside.yaml': inside });
    const other = async () => {
      // What is in it keeps it, until the second delete has come.
      expect((await room.run('apply', 'inside.yaml')).exitCode).toBe(0);
      expect((await room.run('delete', ...flags, 'all.yaml')).exitCode).toBe(0);
    };
    expect(await deleteWhile(room, other, ...flags)).toMatchObject({ exitCode: 0 });
    const letGo = ['patch', 'configmap', 'a', '-n', name, '-p', '{"metadata":{"finalizers":null}}'];
    await room.kubectl(...letGo);
  } finally {
    await room.kubectl('delete', 'namespace', name, '--wait=false', '--ignore-not-found');
  }
});

test('what was made anew before it was deleted stays, and is told', async (context) => {
  const room = await openRoom(context, { 'all.yaml': map('1') });
  const run = await deleteWhile(room, async () => {
    await room.kubectl('delete', 'configmap', 'a');
    await room.kubectl('create', 'configmap', 'a', '--from-literal=theirs=1');
  });
  expect([run.exitCode, run.stderr]).toEqual([
    9,
    expect.stringMatching(/APPLY_CONFLICT: ConfigMap \S+\/a was deleted and made anew/),
  ]);
  expect(await dataOf(room)).toBe('{"theirs":"1"}');
});
