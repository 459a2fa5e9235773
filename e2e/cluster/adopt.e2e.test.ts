/** Objects that `kubectl apply` has made on the client's side, applied by the program for the first time. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';

const map = (data: string, labels = '{team: a}'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, labels: ${labels}}\ndata: ${data}\n`;
const secret = (texts: string): string =>
  `---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: ${texts}\n`;
const service = (ports: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: v}\nspec: {selector: {app: a}, ports: ${ports}}\n`;

const theirs = `${map('{a: "0", old: "0"}')}${secret('{p: one, old: two}')}${service('[{name: a, port: 80}, {name: b, port: 81}]')}`;
const ours = `${map('{a: "1"}', '{team: b}')}${secret('{p: three}')}${service('[{name: a, port: 80, targetPort: 8080}]')}`;

const KINDS = ['configmap/m', 'secret/s', 'service/v'];

async function objects(room: Room) {
  const { items } = JSON.parse(await room.kubectl('get', ...KINDS, '-o', 'json', '--show-managed-fields'));
  return items.map(({ metadata, status: _, ...rest }: { metadata: Record<string, unknown>; status: unknown }) => {
    const { resourceVersion: _r, generation: _g, ...meta } = metadata;
    return { ...rest, metadata: meta };
  });
}

const open = async (context: Parameters<typeof openRoom>[0]): Promise<Room> => {
  const room = await openRoom(context, { 'theirs.yaml': theirs, 'ours.yaml': ours });
  await room.kubectl('apply', '-f', join(room.cwd, 'theirs.yaml'));
  return room;
};
const apply = (room: Room, ...more: readonly string[]) => room.run('apply', 'ours.yaml', '--set-name=s', ...more);

describe.concurrent('objects of kubectl apply', () => {
  test('are taken over with all that they have, and what leaves the manifest later leaves them', async (context) => {
    const room = await open(context);
    await room.kubectl('patch', 'configmap/m', '--type=merge', '-p', '{"data":{"byHand":"1"}}');
    const { stderr, exitCode } = await apply(room);
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain('taken over from kubectl-client-side-apply');
    expect(stderr).toMatch(/ConfigMap \S+\/m\n.*taken over.*\n.* stays: \.data\.old\n/);
    expect(stderr).toMatch(/Secret \S+\/s\n.*taken over.*\n.* stays: \.data\.old\n/);
    expect(stderr).toMatch(
      /Service \S+\/v\n.*taken over.*\n.* stays: \.spec\.ports\[port=81,protocol="TCP"\]\n|stays: \.spec\.ports\[name="b"\]/,
    );
    const [m, s, v] = await objects(room);
    expect(m).toMatchObject({ data: { a: '1', old: '0', byHand: '1' }, metadata: { labels: { team: 'b' } } });
    expect(Object.keys(s.data)).toEqual(['old', 'p']);
    expect(v.spec.ports).toMatchObject([{ port: 80, targetPort: 8080 }, { port: 81 }]);
    for (const { metadata } of [m, s, v])
      expect(metadata.managedFields.map(({ manager }: { manager: string }) => manager)).not.toContain(
        'kubectl-client-side-apply',
      );
    expect(await apply(room)).toMatchObject({ stdout: expect.stringMatching(/^0 created, 0 updated, 3 unchanged/) });
    await room.write({
      'ours.yaml': `${map('{b: "1"}', '{}')}${secret('{p: three}')}${service('[{name: c, port: 82}]')}`,
    });
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    const [later, , ports] = await objects(room);
    expect(later.data).toEqual({ b: '1', old: '0', byHand: '1' });
    expect(later.metadata.labels.team).toBeUndefined();
    expect(ports.spec.ports.map(({ port }: { port: number }) => port)).not.toContain(80);
  });

  test('are kubectl’s again after an undo, as if nothing had been', async (context) => {
    const room = await open(context);
    const before = await objects(room);
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    expect(await room.run('undo', '--set-name=s')).toMatchObject({ exitCode: 0 });
    expect(await objects(room)).toEqual(before);
  });

  test('keep what others have set, and say so; applied by kubectl again, they are its own', async (context) => {
    const room = await open(context);
    await room.kubectl('patch', 'configmap/m', '--type=merge', '-p', '{"data":{"a":"9"}}');
    const before = await objects(room);
    expect(await apply(room)).toMatchObject({
      exitCode: 9,
      stderr: expect.stringMatching(/other managers have \.data\.a \(of kubectl-patch\) and say otherwise/),
    });
    expect(await objects(room)).toEqual(before);
    expect(await apply(room, '--force-conflicts')).toMatchObject({ exitCode: 0 });
    await room.kubectl('apply', '-f', join(room.cwd, 'theirs.yaml'));
    expect(await apply(room)).toMatchObject({
      exitCode: 9,
      stderr: expect.stringContaining('kubectl-client-side-apply'),
    });
  });
});
