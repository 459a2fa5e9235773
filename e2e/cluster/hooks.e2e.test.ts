/** Hooks around a deploy: on this machine and in containers, in order, with Skaffold's variables; what fails ends the run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';
import { repoOf, shop } from './shop.ts';

const hooks = (text: string) => shop(`deploy:\n  kubectl:\n    hooks:\n${text.replaceAll(/^/gm, '      ')}`);
const run = (room: Room, ...words: string[]) => room.run('run', repoOf(room), '--progress=plain', ...words);
const wrote = (room: Room) => readFile(join(room.cwd, 'log'), 'utf8');

describe('on this machine', () => {
  test('run before the first write and after all is ready, in order, with the variables; others by their system', async (context) => {
    const text = `before:
  - host: {command: [sh, -c, 'echo before $SKAFFOLD_KUBE_CONTEXT $SKAFFOLD_NAMESPACES $SKAFFOLD_DEFAULT_REPO >> log']}
  - host: {command: [sh, -c, 'KUBECTL get deployment -o name >> log']}
  - host: {command: [sh, -c, 'exit 1'], os: [windows]}
  - host: {command: [sh, -c, 'pwd >> ../log'], dir: site}
after:
  - host: {command: [sh, -c, 'KUBECTL get deployment web -o jsonpath={.status.readyReplicas} >> log; echo $SKAFFOLD_RUN_ID | wc -c >> log']}
`;
    const room = await openRoom(context);
    const kubectl = `${room.cluster.kubectl} --kubeconfig=${room.cluster.kubeconfig} --namespace=${room.namespace}`;
    await room.write(hooks(text.replaceAll('KUBECTL', kubectl)));
    const done = await run(room);
    expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining('deploy hooks, before')]);
    const repo = repoOf(room).replace('--default-repo=', '');
    expect((await wrote(room)).split('\n')).toEqual([
      `before real ${room.namespace} ${repo}`,
      join(room.cwd, 'site'),
      '137',
      '',
    ]);
  });

  test('that fails before ends the run with nothing written; after, with what was applied', async (context) => {
    const failing = (when: string) => hooks(`${when}:\n  - host: {command: [sh, -c, 'echo why; exit 3']}\n`);
    const room = await openRoom(context, failing('before'));
    const before = await run(room);
    expect([before.exitCode, before.stderr]).toEqual([
      6,
      expect.stringMatching(
        /why[\s\S]*DEPLOY_HOOK_FAILED: deploy\.kubectl\.hooks\.before\[0\]: .* ended with exit code 3/,
      ),
    ]);
    expect(
      await room.kubectl('get', 'deployment,configmap', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'),
    ).toBe('');
    await room.write(failing('after'));
    expect(await run(room)).toMatchObject({ exitCode: 6 });
    expect(await room.kubectl('get', 'deployment', '-o', 'name')).toBe('deployment.apps/web\n');
  });

  test('that takes longer than the deadline is ended', async (context) => {
    const room = await openRoom(context, hooks('before:\n  - host: {command: [sleep, "600"]}\n'));
    expect(await run(room, '--timeout=1s')).toMatchObject({ exitCode: 124 });
  });
});

describe('in containers', () => {
  const two = `after:
  - container: {podName: web-*, containerName: main, command: [sh, -c, 'echo out; echo err >&2; cat /www/index.html; touch /tmp/hooked']}
`;

  test('run in every one that the patterns name, and their lines are told', async (context) => {
    const room = await openRoom(context, hooks(two));
    await room.write({
      'k8s/web.yaml': shop()['k8s/web.yaml'].replace('spec:\n  selector', 'spec:\n  replicas: 2\n  selector'),
    });
    const done = await run(room);
    expect([done.exitCode, done.stderr]).toEqual([0, expect.any(String)]);
    for (const line of ['out', 'err', 'one'])
      expect(done.stderr.match(new RegExp(`web-\\S+/main: ${line}$`, 'gm'))).toHaveLength(2);
    const pods = (await room.kubectl('get', 'pods', '-o', 'name')).trim().split('\n');
    expect(pods).toHaveLength(2);
    for (const pod of pods) await room.kubectl('exec', pod, '--', 'test', '-e', '/tmp/hooked');
  });

  test('that fail are told with their place and exit code; one that cannot be run too', async (context) => {
    const command = (words: string) => hooks(`after:\n  - container: {podName: web-*, command: [${words}]}\n`);
    const room = await openRoom(context, command("sh, -c, 'exit 7'"));
    const failed = await run(room);
    expect([failed.exitCode, failed.stderr]).toEqual([
      6,
      expect.stringMatching(
        /hooks\.after\[0\]: "sh -c exit 7" ended with exit code 7 in the container main of the pod/,
      ),
    ]);
    await room.write(command('no-such-program'));
    const missing = await run(room);
    expect([missing.exitCode, missing.stderr]).toEqual([6, expect.stringContaining('no-such-program')]);
  });

  test('that no name fits run nowhere, and are told', async (context) => {
    const room = await openRoom(context, hooks('before:\n  - container: {podName: other-*, command: [sh]}\n'));
    const done = await run(room);
    expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining('hooks.before[0] ran nowhere')]);
  });

  test('that take longer than the deadline are left', async (context) => {
    const room = await openRoom(context, shop());
    expect((await run(room)).exitCode).toBe(0);
    await room.write(hooks('before:\n  - container: {podName: web-*, command: [sleep, "600"]}\n'));
    const late = await run(room, '--timeout=2s');
    expect([late.exitCode, late.stderr]).toEqual([124, expect.stringContaining('was not done within 2 s')]);
  });

  test('a long output arrives whole, and in order', async (context) => {
    const text = 'after:\n  - container: {podName: web-*, command: [seq, "1", "20000"]}\n';
    const room = await openRoom(context, hooks(text));
    const done = await room.run('run', repoOf(room), '--progress=json');
    expect(done.exitCode).toBe(0);
    const lines = done.stderr.split('\n').flatMap((line): string[] => {
      const event = line === '' ? {} : JSON.parse(line);
      return event.type === 'step.output' && event.step === 'deploy-hooks:after' ? [event.line] : [];
    });
    expect(lines.map((line) => Number(line.split(': ')[1]))).toEqual(Array.from({ length: 20_000 }, (_, i) => i + 1));
  });
});
