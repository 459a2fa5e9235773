/** `orchestrator undo`: what comes back, what goes, whose each field is then, and what is refused. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';

const map = (name: string, data = '{a: "1"}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;
const all = (...objects: readonly string[]) => objects.join('---\n');
const write = (room: Room, text: string) => writeFile(join(room.cwd, 'all.yaml'), text);
const apply = async (room: Room, text: string, ...more: readonly string[]) => {
  await write(room, text);
  const run = await room.run('apply', '--set-name=web', 'all.yaml', ...more);
  expect(run).toMatchObject({ exitCode: 0 });
};
const undo = (room: Room, ...more: readonly string[]) => room.run('undo', '--set-name=web', ...more);
const dataOf = async (room: Room, name: string) =>
  JSON.parse((await room.kubectl('get', 'configmap', name, '-o', 'json', '--ignore-not-found')) || '{}').data;
const list = async (room: Room) => JSON.parse((await undo(room, '--list', '--format=json')).stdout).revisions;

describe('an undo', () => {
  test('takes back an update, a creation and a prune; another one brings them again', async (context) => {
    const room = await openRoom(context);
    const first = all(map('changed'), map('same'), map('gone', '{x: "y"}'));
    const second = all(map('changed', '{a: "2", b: "3"}'), map('same'), map('made'));
    await apply(room, first);
    await apply(room, second);

    const dry = await undo(room, '--dry-run');
    const { namespace } = room;
    expect([dry.exitCode, dry.stdout.split('\n')]).toEqual([
      0,
      [
        `restore ConfigMap ${namespace}/changed`,
        expect.stringMatching(/^--- /),
        expect.stringMatching(/^\+\+\+ /),
        expect.stringMatching(/^@@ /),
        ' apiVersion: v1',
        ' data:',
        '-  a: "2"',
        '-  b: "3"',
        '+  a: "1"',
        ' kind: ConfigMap',
        ' metadata:',
        '   labels:',
        `make again ConfigMap ${namespace}/gone`,
        ...dry.stdout.split('\n').slice(13, -3),
        `delete ConfigMap ${namespace}/made`,
        'revision 2 undone: 1 restored, 1 made again, 1 deleted in real (dry run: nothing was changed)',
        '',
      ],
    ]);
    expect(dry.stdout).toMatch(/^\+ {2}x: "?y"?$/m);
    const told = JSON.parse((await undo(room, '--dry-run', '--format=json')).stdout);
    expect(told).toMatchObject({
      dryRun: true,
      objects: [
        {
          act: 'restore',
          action: 'update',
          kind: 'ConfigMap',
          name: 'changed',
          diff: expect.stringContaining('+  a: "1"'),
        },
        { act: 'recreate', action: 'create', name: 'gone', diff: expect.stringContaining('+  x:') },
        { act: 'delete', action: 'prune', name: 'made', diff: '' },
      ],
      unseen: [],
    });
    expect(await dataOf(room, 'changed')).toEqual({ a: '2', b: '3' });

    expect(await undo(room)).toMatchObject({
      exitCode: 0,
      stdout: 'revision 2 undone: 1 restored, 1 made again, 1 deleted in real\n',
    });
    const names = ['changed', 'same', 'gone', 'made'];
    expect(await Promise.all(names.map((name) => dataOf(room, name)))).toEqual([
      { a: '1' },
      { a: '1' },
      { x: 'y' },
      undefined,
    ]);
    // As if the second had never been: nothing is left to do, and no field is in other hands.
    await write(room, first);
    const again = await room.run('apply', '--set-name=web', 'all.yaml');
    expect(again).toMatchObject({ stdout: '0 created, 0 updated, 3 unchanged, 0 pruned in real\n' });

    expect(await undo(room)).toMatchObject({
      stdout: expect.stringContaining('revision 3 undone: 1 restored, 1 made'),
    });
    expect(await Promise.all(names.map((name) => dataOf(room, name)))).toEqual([
      { a: '2', b: '3' },
      { a: '1' },
      undefined,
      { a: '1' },
    ]);
    expect(await list(room)).toMatchObject([
      { number: 4, command: 'undo', undoes: 3, created: 1, updated: 1, deleted: 1, outcome: 'done' },
      { number: 3, command: 'undo', undoes: 2, created: 1, updated: 1, deleted: 1, outcome: 'done' },
      { number: 2, command: 'apply', created: 1, updated: 1, deleted: 1, outcome: 'done' },
      { number: 1, command: 'apply', created: 3, updated: 0, deleted: 0, outcome: 'done' },
    ]);
    const table = (await undo(room, '--list')).stdout.split('\n');
    expect(table[0]).toMatch(/^REVISION {2}WHEN +COMMAND +CREATED +UPDATED +DELETED +OUTCOME +VERSION +BY$/);
    expect(table[1]).toMatch(/^4 +\d{4}-\d\d-\d\dT\S+Z +undo of 3 +1 +1 +1 +done +\d+\.\d+\.\d+\S* +\S+$/);
  });

  test('gives back to kubectl what an apply had taken over, as if it had never been ours', async (context) => {
    const room = await openRoom(context, { 'theirs.yaml': map('a', '{a: "0", b: "0"}') });
    await room.kubectl('apply', '-f', join(room.cwd, 'theirs.yaml'));
    const owners = async () => {
      const { metadata, data } = JSON.parse(
        await room.kubectl('get', 'configmap', 'a', '-o', 'json', '--show-managed-fields'),
      );
      const { labels, annotations, managedFields } = metadata;
      const fields = managedFields.map(({ manager, operation, fieldsV1 }: Record<string, unknown>) => ({
        manager,
        operation,
        fieldsV1,
      }));
      return { labels, annotations, data, fields };
    };
    const before = await owners();
    await apply(room, map('a', '{a: "1", c: "1"}'), '--force-conflicts');
    expect(await dataOf(room, 'a')).toEqual({ a: '1', b: '0', c: '1' });
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    expect(await owners()).toEqual(before);
    // What is not ours any more is not deleted by us.
    expect(await room.run('delete', 'all.yaml')).toMatchObject({ exitCode: 10 });
  });

  test('names the field and the manager of what others changed since, before it writes anything', async (context) => {
    const room = await openRoom(context);
    await apply(room, all(map('a'), map('b')));
    await apply(room, all(map('a', '{a: "2"}'), map('b', '{a: "2"}'), map('c')));
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"data":{"a":"theirs","z":"theirs"}}');
    await room.kubectl('annotate', 'configmap', 'b', 'their=note');
    const refused = await undo(room);
    expect(refused.exitCode).toBe(9);
    expect(refused.stderr).toMatch(
      /APPLY_CONFLICT: ConfigMap \S+\/a cannot be undone: .*\.data\.a \(of kubectl-patch\)/,
    );
    expect([await dataOf(room, 'b'), await dataOf(room, 'c')]).toEqual([{ a: '2' }, { a: '1' }]);
    expect(await list(room)).toHaveLength(2);

    expect(await undo(room, '--force-conflicts')).toMatchObject({ exitCode: 0 });
    expect([await dataOf(room, 'a'), await dataOf(room, 'b'), await dataOf(room, 'c')]).toEqual([
      { a: '1', z: 'theirs' },
      { a: '1' },
      undefined,
    ]);
    const note = await room.kubectl('get', 'configmap', 'b', '-o', 'jsonpath={.metadata.annotations.their}');
    expect(note).toBe('note');
  });

  test('is refused where what was made holds data, unless that is named', async (context) => {
    const claim =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], ' +
      'storageClassName: "", resources: {requests: {storage: 1Mi}}}\n';
    const room = await openRoom(context);
    await apply(room, map('a'));
    await apply(room, all(map('a', '{a: "2"}'), claim), '--status-check=false');
    const refused = await undo(room);
    expect([refused.exitCode, refused.stderr]).toEqual([
      10,
      expect.stringContaining('--delete-data=PersistentVolumeClaim/data'),
    ]);
    expect(await dataOf(room, 'a')).toEqual({ a: '2' });
    expect(await undo(room, '--delete-data=PersistentVolumeClaim/data')).toMatchObject({ exitCode: 0 });
    expect(await room.kubectl('get', 'pvc', '-o', 'name')).toBe('');
    const again = await undo(room, '--status-check=false');
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      expect.stringMatching(/PersistentVolumeClaim \S+ is made again, but empty/),
    ]);
  });

  test('of nothing says so; without a set it says what to name', async (context) => {
    const room = await openRoom(context);
    const none = await undo(room);
    expect([none.exitCode, none.stderr]).toEqual([10, expect.stringContaining('there is no set "web"')]);
    const unnamed = await room.run('undo', '--set-name=');
    expect([unnamed.exitCode, unnamed.stderr]).toEqual([2, expect.stringContaining('--set-name=NAME')]);
  });
});

describe('what is kept', () => {
  test('is in Secrets of its own, is gone with the parent, and no apply without changes adds to it', async (context) => {
    const room = await openRoom(context);
    const secret = (value: string, more = '') =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}${more}}\n`;
    await apply(room, secret('canary-1'));
    await apply(room, secret('canary-2', ', more: canary-3'));
    await apply(room, secret('canary-2', ', more: canary-3'));
    const kept = JSON.parse(
      await room.kubectl('get', 'secret', '--field-selector=type=orchestrator.dev/revision', '-o', 'json'),
    ).items;
    expect(kept).toHaveLength(2);
    for (const { immutable, metadata } of kept) {
      expect(immutable).toBe(true);
      expect(metadata.labels).not.toHaveProperty('applyset.kubernetes.io/part-of');
      expect(metadata.ownerReferences).toMatchObject([{ kind: 'ConfigMap', name: 'web' }]);
      expect(JSON.stringify(metadata)).not.toMatch(/canary|Y2FuYXJ5/);
    }
    const outputs = await Promise.all([
      undo(room, '--list', '--format=json'),
      undo(room, '--dry-run', '--format=json', '--progress=json', '--verbosity=trace'),
    ]);
    const { diff } = JSON.parse(outputs[1].stdout).objects[0];
    expect(diff).toMatch(/^-.*password: .*\n(?:.*\n)*\+.*password: /m);
    // The key that goes is no field of ours that an apply would take away.
    expect(diff).toMatch(/^-.*more: /m);
    expect(diff).not.toMatch(/^\+.*more: /m);
    const undone = await undo(room, '--progress=json', '--verbosity=trace');
    expect(undone).toMatchObject({ exitCode: 0 });
    for (const { stdout, stderr } of [...outputs, undone]) expect(stdout + stderr).not.toMatch(/canary|Y2FuYXJ5/);
    const data = JSON.parse(await room.kubectl('get', 'secret', 's', '-o', 'jsonpath={.data}'));
    expect(data).toEqual({ password: Buffer.from('canary-1').toString('base64') });
  });

  test('are the ten newest', async (context) => {
    const room = await openRoom(context);
    for (let count = 1; count <= 12; count += 1) await apply(room, map('a', `{a: "${count}"}`));
    const revisions = await list(room);
    expect(revisions.map(({ number }: { readonly number: number }) => number)).toEqual([
      12, 11, 10, 9, 8, 7, 6, 5, 4, 3,
    ]);
  });
});
