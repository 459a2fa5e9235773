/** Objects that are deleted and made anew, because a field of them cannot be changed. */
import { expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';

const fixed = (value: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nimmutable: true\nmetadata: {name: a${more}}\ndata: {a: "${value}"}\n`;

test('who may not watch waits for what is deleted all the same, as long as its finalizers hold it', async (context) => {
  const room = await openRoom(context, { 'all.yaml': fixed('1', ', finalizers: [example.test/hold]') });
  expect((await room.run('apply', 'all.yaml')).exitCode).toBe(0);
  const { kubeconfig, proxy } = await openProxy(room);
  const denial = JSON.stringify({ kind: 'Status', message: 'no watches for you', reason: 'Forbidden', code: 403 });
  const denied = { status: 403, headers: { 'content-type': 'application/json' }, body: denial };
  proxy.add({ when: { path: /watch=1/ }, do: { kind: 'answer', with: denied } });
  const isWaiting = () => proxy.requests.some(({ path }) => path.includes('watch=1'));
  const second = { method: 'GET', path: /\/configmaps\/a$/, if: isWaiting, nth: 2 };
  const letGo = async () => {
    await room.kubectl('patch', 'configmap', 'a', '-p', '{"metadata":{"finalizers":null}}');
    return { status: 503 };
  };
  proxy.add({ when: second, do: { kind: 'answer', with: letGo } });
  await room.write({ 'all.yaml': fixed('2') });
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, '--force', 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 replaced') });
  expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('2');
});
