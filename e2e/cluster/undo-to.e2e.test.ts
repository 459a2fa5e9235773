/** `orchestrator undo --to=REVISION`: what a revision left comes back over all that came after it, or nothing is written. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killAfter, shortenLease } from './kill-after.ts';
import { killAt } from './kill-write.ts';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';
import { limited } from './stories.ts';

const map = (name: string, data = '{a: "1"}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;
const write = (room: Room, ...objects: readonly string[]) =>
  writeFile(join(room.cwd, 'all.yaml'), objects.join('---\n'));
const apply = async (room: Room, ...objects: readonly string[]) => {
  await write(room, ...objects);
  expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({ exitCode: 0 });
};
const undo = (room: Room, ...more: readonly string[]) => room.run('undo', '--set-name=web', ...more);
const stateOf = async (room: Room, ...names: readonly string[]) => {
  const found = JSON.parse(await room.kubectl('get', 'configmap', '-o', 'json')).items;
  const all = new Map(found.map((one: { readonly metadata: { readonly name: string } }) => [one.metadata.name, one]));
  return names.map((name) => (all.get(name) as { readonly data: object } | undefined)?.data);
};
const NAMES = ['changed', 'once', 'gone', 'brief', 'made'];
const FIRST = [map('changed'), map('once'), map('gone', '{x: "y"}')];
const SECOND = [map('changed', '{a: "2", b: "2"}'), map('once', '{a: "2"}'), map('gone', '{x: "y"}'), map('brief')];
const THIRD = [map('changed', '{a: "3", c: "3"}'), map('once', '{a: "2"}'), map('made')];

describe('going back', () => {
  test('takes back several applies at once, with what they made and pruned; an undo brings them again', async (context) => {
    const room = await openRoom(context);
    for (const objects of [FIRST, SECOND, THIRD]) await apply(room, ...objects);
    const third = await stateOf(room, ...NAMES);
    expect(third).toEqual([{ a: '3', c: '3' }, { a: '2' }, undefined, undefined, { a: '1' }]);

    expect(await undo(room, '--to=1')).toMatchObject({
      exitCode: 0,
      stdout: 'back to revision 1: 2 restored, 1 made again, 1 deleted in real\n',
    });
    expect(await stateOf(room, ...NAMES)).toEqual([{ a: '1' }, { a: '1' }, { x: 'y' }, undefined, undefined]);
    // As if the others had never been.
    await write(room, ...FIRST);
    const again = await room.run('apply', '--set-name=web', 'all.yaml');
    expect(again).toMatchObject({ stdout: '0 created, 0 updated, 3 unchanged, 0 pruned in real\n' });
    const { revisions } = JSON.parse((await undo(room, '--list', '--format=json')).stdout);
    expect(revisions[0]).toMatchObject({ number: 4, command: 'undo', undoes: null, to: 1, outcome: 'done' });
    expect((await undo(room, '--list')).stdout).toMatch(/^4 +\S+ +undo to 1 +1 +2 +1 +done /m);

    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 4 undone: ') });
    expect(await stateOf(room, ...NAMES)).toEqual(third);
    const back = await undo(room, '--to=2', '--format=json');
    expect(JSON.parse(back.stdout)).toMatchObject({ undoes: null, to: 2, revision: 6 });
    expect(await stateOf(room, ...NAMES)).toEqual([{ a: '2', b: '2' }, { a: '2' }, { x: 'y' }, { a: '1' }, undefined]);
  });

  test('names what others changed of any of the applies, and writes nothing', async (context) => {
    const room = await openRoom(context);
    for (const objects of [FIRST, SECOND, THIRD]) await apply(room, ...objects);
    // The second changed this one, and the third did not.
    await room.kubectl('patch', 'configmap', 'once', '--type=merge', '-p', '{"data":{"a":"theirs","z":"theirs"}}');
    const before = await stateOf(room, ...NAMES);
    const refused = await undo(room, '--to=1');
    expect([refused.exitCode, refused.stderr]).toEqual([
      9,
      expect.stringMatching(/APPLY_CONFLICT: ConfigMap \S+\/once cannot be undone: .*\.data\.a \(of kubectl-patch\)/),
    ]);
    expect(await stateOf(room, ...NAMES)).toEqual(before);
    // The last one alone did not touch it.
    expect(await undo(room, '--to=2', '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await undo(room, '--to=1', '--force-conflicts')).toMatchObject({ exitCode: 0 });
    expect(await stateOf(room, ...NAMES)).toEqual([
      { a: '1' },
      { a: '1', z: 'theirs' },
      { x: 'y' },
      undefined,
      undefined,
    ]);
  });

  test.for([1, 2, 3, 4])('over an apply that was killed with its write %i', async (nth, context) => {
    const room = await openRoom(context);
    for (const objects of [FIRST, SECOND]) await apply(room, ...objects);
    await write(room, ...THIRD);
    await killAt(room, nth, 'apply', 'all.yaml');
    expect(await undo(room, '--to=1')).toMatchObject({ exitCode: 0 });
    expect(await stateOf(room, ...NAMES)).toEqual([{ a: '1' }, { a: '1' }, { x: 'y' }, undefined, undefined]);
  });

  test('is finished by the next undo where it was killed', async (context) => {
    const room = await openRoom(context);
    for (const objects of [FIRST, SECOND, THIRD]) await apply(room, ...objects);
    const third = await stateOf(room, ...NAMES);
    await killAt(room, 3, 'undo', '--to=1');
    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('back to revision 1: ') });
    expect(await stateOf(room, ...NAMES)).toEqual([{ a: '1' }, { a: '1' }, { x: 'y' }, undefined, undefined]);
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    expect(await stateOf(room, ...NAMES)).toEqual(third);
  });
});

test('what is there already is no change, also where it was made anew: it is no revision, and the one before is undone', async (context) => {
  const room = await openRoom(context);
  const fixed = (value: string) => map('changed', `{a: "${value}"}\nimmutable: true`);
  await apply(room, fixed('1'));
  await write(room, fixed('2'));
  expect(await room.run('apply', '--set-name=web', '--force', 'all.yaml')).toMatchObject({ exitCode: 0 });
  expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 restored') });
  const { kubeconfig, counts } = await openProxy(room);
  expect(await undo(room, '--to=1', `--kubeconfig=${kubeconfig}`)).toMatchObject({
    exitCode: 0,
    stdout: 'back to revision 1: 0 restored, 0 made again, 0 deleted in real\n',
  });
  expect(counts().writes).toBe(0);
  expect(await undo(room)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('revision 3 undone: 1 restored'),
  });
  expect(await stateOf(room, 'changed')).toEqual([{ a: '2' }]);
});

describe('after an undo that was killed', () => {
  const writes = [
    'PUT leases/orchestrator.web',
    'PUT configmaps/web',
    'PATCH secrets/web-revision-3-0',
    'PATCH configmaps/once',
    'PATCH configmaps/once',
  ];
  test.for([
    ['what is only given back to whoever had it is a change', 3, 1],
    ['a run that finds nothing left to do says that it is over', 4, 0],
  ] as const)('%s, and can be undone', async ([, index, restored], context) => {
    const room = await openRoom(context, { 'theirs.yaml': map('once', '{c: "0"}') });
    await room.kubectl('apply', '-f', join(room.cwd, 'theirs.yaml'));
    await apply(room, map('once'));
    await write(room, map('once', '{a: "1", c: "1"}'));
    expect(await room.run('apply', '--set-name=web', '--force-conflicts', 'all.yaml')).toMatchObject({ exitCode: 0 });
    await killAfter(room, writes, index, ['undo', '--set-name=web']);
    expect(await stateOf(room, 'once')).toEqual([{ a: '1', c: '0' }]);
    await shortenLease(room, 'web');
    const back = await undo(room, '--to=1');
    expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${restored} restored`) });
    const { revisions } = JSON.parse((await undo(room, '--list', '--format=json')).stdout);
    expect(revisions[0]).toMatchObject({ number: 4, command: 'undo', to: 1, updated: restored, outcome: 'done' });
    const again = await undo(room, '--force-conflicts');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 4 undone') });
    expect(await stateOf(room, 'once')).toEqual([{ a: '1', c: '1' }]);
  });
});

test('a revision that is not kept, did not end, or is what is there is refused with those that are', async (context) => {
  const room = await openRoom(context);
  for (const objects of [FIRST, SECOND]) await apply(room, ...objects);
  await write(room, ...THIRD);
  await killAt(room, 2, 'apply', 'all.yaml');
  await apply(room, ...THIRD);
  const outcomes = await Promise.all(['9', '4', '3', '0'].map((number) => undo(room, `--to=${number}`)));
  expect(outcomes.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
    [10, expect.stringMatching(/DEPLOY_REFUSED: there is no revision 9 kept .*\n.*There are 1, 2, 4 to go back to/)],
    [10, expect.stringContaining('DEPLOY_REFUSED: nothing has changed since revision 4')],
    [10, expect.stringMatching(/DEPLOY_REFUSED: revision 3 .* did not end/)],
    [2, expect.stringContaining('USAGE_INVALID: --to "0" is no revision')],
  ]);
});

describe('an apply that is not kept is not passed over, and so nothing older is undone unasked', () => {
  const isRefused = async (room: Room) => {
    const before = await stateOf(room, ...NAMES);
    const refused = await undo(room);
    expect([refused.exitCode, refused.stderr]).toEqual([
      10,
      expect.stringMatching(/DEPLOY_REFUSED: what revision 3 changed is not kept .*cannot be undone\n.*undo --to=1 /),
    ]);
    expect(await stateOf(room, ...NAMES)).toEqual(before);
  };

  test('for want of the right to write Secrets; by name what came before it is undone', async (context) => {
    const room = await openRoom(context);
    const few = 'get,list,watch,create,update,patch,delete';
    const kubeconfig = await limited(room, [few, 'configmaps,leases.coordination.k8s.io']);
    for (const objects of [FIRST, SECOND]) await apply(room, ...objects);
    await write(room, ...SECOND, map('made'));
    const third = await room.run('apply', '--set-name=web', 'all.yaml', `--kubeconfig=${kubeconfig}`);
    expect(third).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('so that this cannot be undone') });
    await isRefused(room);
    const named = await undo(room, '--to=1');
    expect([named.exitCode, named.stderr]).toEqual([
      0,
      expect.stringContaining('what revision 3 changed is not kept, and stays as it is'),
    ]);
    expect(named.stdout).toMatch(/^back to revision 1, but for what revision 3 changed: /m);
    expect(await stateOf(room, ...NAMES)).toEqual([{ a: '1' }, { a: '1' }, { x: 'y' }, undefined, { a: '1' }]);
    // That one is kept.
    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 4 undone: ') });
  });

  test('because its Secret was deleted; what it changed of the same objects stands against the name too', async (context) => {
    const room = await openRoom(context);
    for (const objects of [FIRST, SECOND, THIRD]) await apply(room, ...objects);
    const secrets = JSON.parse(await room.kubectl('get', 'secret', '-o', 'json')).items;
    const names = secrets.map((one: { readonly metadata: { readonly name: string } }) => one.metadata.name);
    await room.kubectl(
      'delete',
      'secret',
      names.find((name: string) => /-revision-[0-9a-f]{6}-3-0$/.test(name)),
    );
    await isRefused(room);
    const named = await undo(room, '--to=1');
    expect([named.exitCode, named.stderr]).toEqual([
      9,
      expect.stringMatching(/APPLY_CONFLICT: ConfigMap \S+\/changed cannot be undone: it was applied otherwise since/),
    ]);
    // One that changes nothing but the parent is none that is missed.
    await apply(room, ...FIRST);
    await room.kubectl(
      'annotate',
      'configmap',
      'web',
      'applyset.kubernetes.io/tooling=orchestrator/v0.0.0',
      '--overwrite',
    );
    await apply(room, ...FIRST);
    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 4 undone: ') });
  });
});
