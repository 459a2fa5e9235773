/** A project whose image is made of files on the cluster's own base, and that serves a page. */
import type { Room } from './room.ts';

/** @param more What the config says beside; ours, or a skaffold.yaml's. */
export const shop = (more = 'deploy: {kubectl: {}}\n', name = 'orchestrator.yaml') => ({
  [name]: `${name === 'orchestrator.yaml' ? 'apiVersion: orchestrator/v1' : 'apiVersion: skaffold/v4beta11'}
kind: Config
metadata: {name: shop}
build:
  artifacts:
    - image: web
      layers:
        base: REGISTRY/base/busybox:1
        files: [{src: site, dest: /www}]
        cmd: [httpd, -f, -p, "8080", -h, /www]
manifests: {rawYaml: [k8s/*.yaml]}
${more}`,
  'site/index.html': 'one\n',
  'k8s/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: web
          readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`,
  'k8s/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: "1"}\n',
});

/** A repository of the test's own. */
export const repoOf = ({ cluster, namespace }: Room): string => `--default-repo=${cluster.registry.host}/${namespace}`;

/** What the Service answers, asked through the API server. */
export const pageOf = ({ kubectl, namespace }: Room): Promise<string> =>
  kubectl('get', '--raw', `/api/v1/namespaces/${namespace}/services/web:80/proxy/`);
