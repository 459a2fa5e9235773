/** Images of registries that a config does not allow: nothing of what names one reaches the cluster. */
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { manifest, together } from './stories.ts';

const config = (...allowed: readonly string[]) => `apiVersion: orchestrator/v1
kind: Config
metadata: {name: shop}
manifests: {rawYaml: [all.yaml]${allowed.length === 0 ? '' : `, allowedRegistries: [${allowed.join(', ')}]`}}
deploy: {kubectl: {}}
`;
const job = manifest('batch/v1', 'Job', 'once', {
  suspend: true,
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'REGISTRY/tool:1' }] } },
});
const map = manifest('v1', 'ConfigMap', 'a');
const secret = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  stringData: { a: 'canary' },
});

test('files, a diff, a plan of before and a deploy are refused with the place; a delete is not', async (context) => {
  const room = await openRoom(context, {
    'orchestrator.yaml': config('example.com/team'),
    'all.yaml': together(map, job),
    // Secret and image on one line: it is shown without the value.
    'line.json': `{"apiVersion": "v1", "kind": "List", "items": [${secret}, ${job}]}`,
  });
  const refused = async (at: string, ...words: readonly string[]) => {
    const [command = '', ...rest] = words;
    const { exitCode, stdout, stderr } = await room.run(command, ...rest);
    expect([exitCode, stdout]).toEqual([10, '']);
    expect(stderr).toContain('IMAGE_NOT_ALLOWED');
    expect(stderr).toContain(at);
    expect(stderr).not.toContain('canary');
  };
  await refused('all.yaml:', 'apply', 'all.yaml');
  await refused('line.json:1:', 'apply', 'line.json');
  await refused('all.yaml:', 'diff', 'all.yaml');
  await refused('all.yaml:', 'deploy');
  expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');

  await room.write({ 'orchestrator.yaml': config() });
  expect(await room.run('deploy', '--plan-out=plan.json')).toMatchObject({ exitCode: 0 });
  await room.write({ 'orchestrator.yaml': config('example.com/team') });
  await refused('plan.json:', 'deploy', '--plan=plan.json');
  await refused('plan.json:', 'apply', '--plan=plan.json');

  await room.write({ 'orchestrator.yaml': config('REGISTRY') });
  expect(await room.run('deploy', '--plan=plan.json')).toMatchObject({ exitCode: 0 });
  await room.write({ 'orchestrator.yaml': config('example.com/team') });
  expect(await room.run('delete')).toMatchObject({ exitCode: 0 });
});
