/** The node that the other tests stand on: pods run on it, with network, Services and names. */
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: web
          image: REGISTRY/base/busybox:1
          command: [sh, -c, 'mkdir /www; echo hello > /www/index.html; exec httpd -f -p 8080 -h /www']
          readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: client, image: REGISTRY/base/busybox:1, command: [sleep, '3600']}]
`;

test('pods run, and reach each other by the name of a Service', async (context) => {
  const { kubectl, namespace } = await openRoom(context, { 'web.yaml': web }).then(async (room) => {
    await room.kubectl('apply', '-f', `${room.cwd}/web.yaml`);
    return room;
  });
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  await kubectl('wait', '--for=condition=Ready', 'pod/client', '--timeout=60s');
  const ask = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc web.${namespace}.svc.cluster.local 80`;
  await expect
    .poll(() => kubectl('exec', 'client', '--', 'sh', '-c', ask).catch(String), { timeout: 20_000 })
    .toContain('hello');
});

test('a second cluster has the same context name and another identity', async (context) => {
  const { cluster, kubectl } = await openRoom(context);
  const uid = (kubeconfig: string) =>
    kubectl(`--kubeconfig=${kubeconfig}`, 'get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}');
  const context_ = (kubeconfig: string) => kubectl(`--kubeconfig=${kubeconfig}`, 'config', 'current-context');
  expect(await context_(cluster.second.kubeconfig)).toBe(await context_(cluster.kubeconfig));
  expect(await uid(cluster.second.kubeconfig)).not.toBe(await uid(cluster.kubeconfig));
});
