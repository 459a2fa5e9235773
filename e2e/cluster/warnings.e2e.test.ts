/** What the API server warns of when something is applied. */
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';

const web = (seconds: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: main, image: REGISTRY/base/busybox:1, command: [sleep, "${seconds}"]}]
`;

test('is told with its object, once a run, by the plan where it is known then', async (context) => {
  const room = await openRoom(context, { 'web.yaml': web(1000) });
  await room.kubectl('label', 'namespace', room.namespace, 'pod-security.kubernetes.io/warn=restricted');
  const warning = `warning: Deployment ${room.namespace}/web: would violate PodSecurity "restricted:latest": `;
  const timesTold = ({ stderr }: { readonly stderr: string }): number => stderr.split(warning).length - 1;
  expect(timesTold(await room.run('apply', 'web.yaml', '--status-check=false'))).toBe(1);
  await room.write({ 'web.yaml': web(1001) });
  expect(timesTold(await room.run('diff', 'web.yaml'))).toBe(1);
  expect(timesTold(await room.run('apply', 'web.yaml', '--status-check=false'))).toBe(1);
});
