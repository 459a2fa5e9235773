/** What cannot come up is told with the right reason, and soon after it can be known. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { allowRegistry } from '../services/cluster/containerd.ts';
import { startDockerRegistry } from '../services/docker-registry.ts';
import { openRun } from '../services/run.ts';
import { openRoom, type Room } from './room.ts';
import {
  conditionTime,
  deployment,
  eventTime,
  expectSoon,
  job,
  lastEnd,
  manifest,
  type Scene,
  sceneOf,
  shell,
  timed,
  together,
} from './stories.ts';

interface Story {
  readonly manifests: string;
  readonly reason: RegExp;
  /** What made it knowable. */
  readonly decided: (scene: Scene) => string | undefined;
}

const ENV_FROM = [{ configMapRef: { name: 'settings' } }];
const VOLUME = { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] };
const MOUNT = { volumeMounts: [{ name: 'settings', mountPath: '/settings' }] };

const stories: Readonly<Record<string, Story>> = {
  'a name that no image can have': {
    manifests: deployment({ container: { image: 'REGISTRY/Base/BusyBox:1' } }),
    reason: /container main .*cannot have its image \(InvalidImageName\)/,
    decided: eventTime(/^InspectFailed/),
  },
  'a tag that is not there': {
    manifests: deployment({ container: { image: 'REGISTRY/base/busybox:nope' } }),
    reason: /container main .*cannot have its image \S+\/base\/busybox:nope: .*not found/,
    decided: eventTime(/^Failed: .*not found/),
  },
  'a command that is not there': {
    manifests: deployment({ container: { command: ['/nope'] } }),
    reason: /container main .*cannot start its command: no such file or directory/,
    decided: eventTime(/^Failed: .*no such file/),
  },
  'out of memory, again and again': {
    manifests: deployment({
      container: { command: ['tail', '/dev/zero'], resources: { limits: { memory: '16Mi' } } },
    }),
    reason: /container main .*ran out of memory \(OOMKilled\), 3 times/,
    decided: lastEnd,
  },
  'a probe that fails past the deadline': {
    manifests: deployment({
      spec: { progressDeadlineSeconds: 3 },
      container: { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } },
    }),
    reason: /no progress within its deadline of 3 s: .*container main/,
    decided: conditionTime('Progressing', 'False'),
  },
  'a quota that has no room': {
    manifests: together(manifest('v1', 'ResourceQuota', 'none', { hard: { pods: '0' } }), deployment()),
    reason: /its pods are refused: .*exceeded quota: none/,
    decided: eventTime(/^FailedCreate: .*exceeded quota/),
  },
  'a missing ConfigMap of its environment': {
    manifests: deployment({ container: { envFrom: ENV_FROM } }),
    reason: /container main .*cannot be configured: configmap "settings" not found/,
    decided: eventTime(/^Failed: .*configmap "settings" not found/),
  },
  'a missing ConfigMap of a volume': {
    manifests: deployment({ pod: VOLUME, container: MOUNT }),
    reason: /has not all of its volumes: .*configmap "settings" not found/,
    decided: eventTime(/^FailedMount: .*configmap "settings" not found/),
  },
  'a job out of retries': {
    manifests: job({ spec: { backoffLimit: 1 }, container: { command: shell('echo the reason is here; exit 3') } }),
    reason: /it has failed \(BackoffLimitExceeded\): .*container main ended with exit code 3[\s\S]*the reason is here/,
    decided: conditionTime('Failed', 'True'),
  },
};

describe('what cannot come up', () => {
  const tell = async (room: Room, { reason, decided }: Omit<Story, 'manifests'>) => {
    const { exitCode, stderr, endedAt } = await timed(room.run('apply', 'all.yaml', '--timeout=90s'));
    expect([exitCode, stderr]).toEqual([7, expect.stringMatching(reason)]);
    expect(stderr).toMatch(/^.*NOT_READY: \w+ \S+ is not ready: /m);
    expectSoon(endedAt, decided(await sceneOf(room)));
  };

  test.for(Object.entries(stories))('%s', async ([, { manifests, ...story }], context) => {
    await tell(await openRoom(context, { 'all.yaml': manifests }), story);
  });

  test('no secret for a registry with a password', async (context) => {
    const room = await openRoom(context);
    const host = await startPasswordRegistry(room);
    await writeFile(join(room.cwd, 'all.yaml'), deployment({ container: { image: `${host}/app:1` } }));
    const image = new RegExp(
      `container main .*cannot have its image ${host}/app:1: .*(?:401|no basic auth|authorization)`,
    );
    await tell(room, { reason: image, decided: eventTime(/^Failed: .*app:1/) });
  });

  test('a pod that the namespace does not let in', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    await room.kubectl('label', 'namespace', room.namespace, 'pod-security.kubernetes.io/enforce=restricted');
    await tell(room, {
      reason: /its pods are refused: .*violates PodSecurity "restricted:latest"/,
      decided: eventTime(/^FailedCreate: .*violates PodSecurity/),
    });
  });
});

/** Its images need a user. @returns Its host. */
async function startPasswordRegistry({ cluster }: Room): Promise<string> {
  const { run, close } = await openRun('stories', cluster.folders.logs);
  onTestFinished(close);
  const user = { username: 'user', password: 'secret' };
  const { facts, stop } = await startDockerRegistry(run, { name: 'password-registry', user });
  run.defer(stop);
  await allowRegistry(cluster.registries, facts.host);
  return facts.host;
}
