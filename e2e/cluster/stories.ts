/** What the stories share: manifests of workloads that behave as told, and how soon after its evidence a verdict came. */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Finished, Room } from './room.ts';

export interface Parts {
  /** Of the Deployment or Job. */
  readonly spec?: object;
  readonly pod?: object;
  readonly container?: object;
}

const template = ({ pod, container }: Parts, labels: object) => ({
  metadata: { labels },
  spec: {
    terminationGracePeriodSeconds: 0,
    ...pod,
    containers: [{ name: 'main', image: 'REGISTRY/base/busybox:1', command: ['sleep', '3600'], ...container }],
  },
});

/** Deployment `web`. YAML reads JSON. */
export const deployment = (parts: Parts = {}): string =>
  manifest('apps/v1', 'Deployment', 'web', {
    selector: { matchLabels: { app: 'web' } },
    ...parts.spec,
    template: template(parts, { app: 'web' }),
  });

/** Job `once`, of pods that are not started again. */
export const job = ({ spec, ...parts }: Parts): string =>
  manifest('batch/v1', 'Job', 'once', {
    ...spec,
    template: template({ ...parts, pod: { restartPolicy: 'Never', ...parts.pod } }, {}),
  });

export const manifest = (apiVersion: string, kind: string, name: string, spec?: object): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name }, ...(spec && { spec }) });

export const together = (...manifests: readonly string[]): string => manifests.join('\n---\n');

/** Ready once the file is there. */
export const readyByFile = { exec: { command: ['test', '-f', '/tmp/ready'] }, periodSeconds: 1 };
export const shell = (script: string): readonly string[] => ['sh', '-c', script];

/** Lets so many pods be ready that wait for the file of {@link readyByFile}, once they run. */
export async function makeReady({ kubectl }: Room, count = 1): Promise<void> {
  const isRunning = 'jsonpath={.items[?(@.status.phase=="Running")].metadata.name}';
  const pods = async () => (await kubectl('get', 'pods', '-o', isRunning)).split(' ').filter((name) => name !== '');
  await expect.poll(async () => (await pods()).length, { timeout: 60_000 }).toBe(count);
  for (const pod of await pods()) await kubectl('exec', pod, '--', 'touch', '/tmp/ready');
}

/** A service account that may do this in the namespace, and nothing else. @returns Its kubeconfig. */
export async function limited(
  { kubectl, namespace, cwd }: Room,
  ...rules: readonly (readonly [verbs: string, resource: string])[]
): Promise<string> {
  await kubectl('create', 'serviceaccount', 'limited');
  for (const [verbs, resource] of rules) {
    await kubectl('create', 'role', 'limited', `--verb=${verbs}`, `--resource=${resource}`);
    await kubectl('create', 'rolebinding', 'limited', '--role=limited', `--serviceaccount=${namespace}:limited`);
  }
  const config = JSON.parse(await kubectl('config', 'view', '--raw', '-o', 'json'));
  config.users[0].user = { token: (await kubectl('create', 'token', 'limited')).trim() };
  await writeFile(join(cwd, 'limited.kubeconfig'), JSON.stringify(config));
  return join(cwd, 'limited.kubeconfig');
}

/** How many replicas of `web` are ready, and how many it is to have. */
export const replicasOf = ({ kubectl }: Room): Promise<string> =>
  kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}/{.spec.replicas}');

/** What the namespace has, after the end of a run. */
export interface Scene {
  readonly events: readonly Thing[];
  readonly pods: readonly Thing[];
  readonly workloads: readonly Thing[];
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of the cluster, looked into by each story
export type Thing = Readonly<Record<string, any>>;

export async function sceneOf({ kubectl }: Room): Promise<Scene> {
  const { items } = JSON.parse(await kubectl('get', 'events,pods,deployments,jobs', '-o', 'json'));
  const of = (...kinds: string[]) => items.filter(({ kind }: Thing) => kinds.includes(kind));
  return { events: of('Event'), pods: of('Pod'), workloads: of('Deployment', 'Job') };
}

/** The first time that an event said it. */
export const eventTime = (pattern: RegExp) => (scene: Scene) =>
  earliest(
    scene.events
      .filter(({ reason, message }) => pattern.test(`${reason}: ${message}`))
      .map(({ firstTimestamp, eventTime: time }) => firstTimestamp ?? time),
  );

export const conditionTime = (type: string, status: string) => (scene: Scene) =>
  earliest(
    scene.workloads.flatMap(({ status: { conditions = [] } }) =>
      conditions
        .filter((condition: Thing) => condition['type'] === type && condition['status'] === status)
        .map((condition: Thing) => condition['lastTransitionTime']),
    ),
  );

/** When the last of a pod's runs ended. */
export const lastEnd = ({ pods }: Scene): string | undefined =>
  pods
    .flatMap(({ status: { containerStatuses = [] } }) => containerStatuses)
    .map(({ state, lastState }: Thing) => (state.terminated ?? lastState.terminated)?.finishedAt)[0];

const earliest = (times: readonly string[]): string | undefined => times.toSorted()[0];

/** With all that was said where it was not. */
export const expectReady = ({ exitCode, stderr }: Finished): void =>
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);

/** Runs to its end. */
export async function timed(running: Promise<Finished>): Promise<Finished & { readonly endedAt: number }> {
  const finished = await running;
  return { ...finished, endedAt: Date.now() };
}

const LIMIT_MS = 10_000;

/**
 * The verdict came within 10 s of what decided it, or as much later as this machine has more to do than it can.
 *
 * @param decided As the cluster wrote it, in whole seconds.
 */
export function expectSoon(endedAt: number, decided: string | undefined): void {
  const took = endedAt - Date.parse(decided ?? '');
  const load = Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
  expect(took, `after ${decided}`).toBeLessThan(LIMIT_MS * load);
}
