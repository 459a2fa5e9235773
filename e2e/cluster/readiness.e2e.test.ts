/** Kinds that nobody knows, judged by the config; and objects that ask not to be waited for. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRoom, type Room, type RoomContext } from './room.ts';

const config = `apiVersion: orchestrator/v1
kind: Config
deploy:
  readiness:
    - groupKind: Queue.GROUP
      ready: [{condition: Live}, {field: status.readyShards, sameAs: spec.shards}]
      failed: [{field: status.phase, values: [Broken]}]
`;

const queue = (group: string, annotations = '{}') => `apiVersion: ${group}/v1
kind: Queue
metadata: {name: jobs, annotations: ${annotations}}
spec: {shards: 2}
`;

const definition = (group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: queues.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Queue, plural: queues}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

/** A room whose cluster serves a kind of its own. */
async function openQueues(context: RoomContext, annotations?: string) {
  const room = await openRoom(context);
  const group = `${room.namespace}.test`;
  await writeFile(join(room.cwd, 'definition.yaml'), definition(group));
  await writeFile(join(room.cwd, 'orchestrator.yaml'), config.replace('GROUP', group));
  await writeFile(join(room.cwd, 'queue.yaml'), queue(group, annotations));
  onTestFinished(
    async () => void (await room.kubectl('delete', '-f', join(room.cwd, 'definition.yaml'), '--wait=false')),
  );
  expect(await room.run('apply', 'definition.yaml', '--set-name=')).toMatchObject({ exitCode: 0 });
  return room;
}

const report = ({ kubectl, namespace }: Room, status: object) =>
  kubectl(
    'patch',
    `queues.${namespace}.test`,
    'jobs',
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status }),
  );
const condition = (status: string) => ({ conditions: [{ type: 'Live', status }] });

test('is ready when all of it holds, for this generation', async (context) => {
  const room = await openQueues(context);
  const running = room.start('apply', 'queue.yaml', '--timeout=60s');
  await running.says(/Queue \S+\/jobs: it waits for condition Live = True/);
  await report(room, { ...condition('True'), observedGeneration: 0 });
  await running.says(/Queue \S+\/jobs: its controller has not seen the change yet/);
  await report(room, { observedGeneration: 1, readyShards: 1 });
  await running.says(/Queue \S+\/jobs: it waits for status\.readyShards = spec\.shards/);
  await report(room, { readyShards: 2 });
  await running.says(/Queue \S+\/jobs: ready/);
  expect(await running.finished).toMatchObject({ exitCode: 0 });
});

test('fails as soon as the config says that it has failed', async (context) => {
  const room = await openQueues(context);
  const running = room.start('apply', 'queue.yaml', '--timeout=60s');
  await running.says(/it waits for condition Live/);
  const reported = performance.now();
  await report(room, { phase: 'Broken' });
  const { exitCode, stderr } = await running.finished;
  expect([exitCode, stderr]).toEqual([7, expect.stringMatching(/NOT_READY: Queue .* it has status\.phase = Broken/)]);
  expect(performance.now() - reported).toBeLessThan(20_000);
});

test('an object that asks not to be waited for is not', async (context) => {
  const room = await openQueues(context, '{orchestrator.dev/readiness: disabled}');
  expect(await room.run('apply', 'queue.yaml', '--timeout=20s')).toMatchObject({ exitCode: 0 });
});
