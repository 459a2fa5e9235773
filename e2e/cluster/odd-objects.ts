/** Objects of the built-in kinds, as oddly written as the API server takes them. */
type Body = Readonly<Record<string, unknown>>;

const pod: Body = {
  containers: [
    {
      ...{ name: 'web', image: 'REGISTRY/base/busybox:1', command: ['sleep', '1'], imagePullPolicy: '' },
      resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5, memory: '1e6' } },
      ports: [{ containerPort: 80, hostPort: 0, protocol: '' }],
      env: [
        { name: 'EMPTY', value: '' },
        { name: 'WHO', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      livenessProbe: { httpGet: { port: 80, path: '' }, timeoutSeconds: 0, failureThreshold: 0 },
      securityContext: { privileged: false, capabilities: {} },
    },
  ],
  tolerations: [{ key: 'a', operator: 'Exists', effect: '' }],
  volumes: [{ name: 'none' }, { name: 'few', emptyDir: { sizeLimit: '1024Ki', medium: '' } }],
  ...{
    nodeSelector: { never: 'here' },
    hostNetwork: false,
    dnsPolicy: '',
    serviceAccount: 'default',
    imagePullSecrets: [],
  },
};
const labels = { app: 'web' };
const template = { metadata: { labels, creationTimestamp: null }, spec: pod };
const selector = { matchLabels: labels };
export const metadata = { name: 'web', creationTimestamp: null, labels: { a: '1000m' }, annotations: { empty: '' } };
const lines = `${Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(9)).toString('base64').replace(/.{60}/g, '$&\n')}\n`;
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1.5Gi' } } };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [] }];
const subjects = [{ kind: 'ServiceAccount', name: 'default', apiGroup: '', namespace: 'default' }];
const average = (name: string, averageValue: unknown) => ({
  ...{ type: 'Pods', pods: { metric: { name }, target: { type: 'AverageValue', averageValue } } },
});

export const within: readonly (readonly [apiVersion: string, kind: string, rest: Body])[] = [
  ['v1', 'ConfigMap', { data: { a: '1000m', b: '' }, binaryData: { c: lines } }],
  ['v1', 'Secret', { type: '', stringData: { a: 'one', b: '' }, data: { a: 'dHdv', c: lines } }],
  ['v1', 'Pod', { spec: pod, status: {} }],
  ['v1', 'ReplicationController', { spec: { replicas: 0, selector: labels, template } }],
  ['v1', 'PodTemplate', { template }],
  ['v1', 'ServiceAccount', { secrets: [], automountServiceAccountToken: false }],
  ['v1', 'PersistentVolumeClaim', { spec: { ...claim, storageClassName: '', volumeName: '' }, status: {} }],
  ['v1', 'ResourceQuota', { spec: { hard: { 'requests.cpu': '100000m', pods: 50 }, scopes: [] } }],
  [
    'v1',
    'LimitRange',
    { spec: { limits: [{ type: 'Container', default: { cpu: '2000m' }, defaultRequest: { cpu: 0.1 } }] } },
  ],
  [
    'v1',
    'Service',
    {
      spec: {
        clusterIP: '',
        type: '',
        selector: labels,
        ports: [
          { port: 80, nodePort: 0, targetPort: 0, name: 'a' },
          { port: 81, name: 'b' },
        ],
      },
    },
  ],
  [
    'v1',
    'Endpoints',
    {
      // Those of the Service's own name a controller makes.
      metadata: { ...metadata, name: 'own' },
      subsets: [
        {
          addresses: [{ ip: '10.9.0.2' }, { ip: '10.9.0.1' }],
          ports: [
            { port: 2, name: 'b' },
            { port: 1, name: 'a' },
          ],
        },
      ],
    },
  ],
  [
    'discovery.k8s.io/v1',
    'EndpointSlice',
    { addressType: 'IPv4', ports: [{ port: 1, name: '' }], endpoints: [{ addresses: ['10.9.0.2'], conditions: {} }] },
  ],
  [
    'apps/v1',
    'Deployment',
    { spec: { replicas: 0, selector, template, strategy: {}, paused: false, minReadySeconds: 0 }, status: {} },
  ],
  ['apps/v1', 'ReplicaSet', { spec: { replicas: 0, selector, template } }],
  [
    'apps/v1',
    'DaemonSet',
    {
      spec: { selector, template, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } },
    },
  ],
  [
    'apps/v1',
    'StatefulSet',
    {
      spec: {
        replicas: 0,
        serviceName: '',
        selector,
        template,
        volumeClaimTemplates: [{ metadata: { name: 'd', creationTimestamp: null }, spec: claim, status: {} }],
      },
    },
  ],
  ['apps/v1', 'ControllerRevision', { revision: 0, data: { a: '1000m' } }],
  [
    'batch/v1',
    'Job',
    { spec: { suspend: true, backoffLimit: 0, template: { spec: { ...pod, restartPolicy: 'Never' } } } },
  ],
  [
    'batch/v1',
    'CronJob',
    {
      spec: {
        schedule: '@daily',
        suspend: true,
        concurrencyPolicy: '',
        jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'OnFailure' } } } },
      },
    },
  ],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    {
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        metrics: [
          average('b', '1000m'),
          average('a', 0.5),
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
        ],
      },
    },
  ],
  ['policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: '10%', selector } }],
  [
    'networking.k8s.io/v1',
    'Ingress',
    {
      spec: {
        rules: [
          {
            host: '',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80, name: '' } } },
                },
              ],
            },
          },
        ],
      },
    },
  ],
  [
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { spec: { podSelector: {}, ingress: [{}], egress: [], policyTypes: ['Ingress'] } },
  ],
  ['rbac.authorization.k8s.io/v1', 'Role', { rules }],
  [
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' }, subjects },
  ],
  [
    'coordination.k8s.io/v1',
    'Lease',
    { spec: { holderIdentity: '', renewTime: '2024-01-01T01:00:00.500000+01:00', leaseDurationSeconds: 15 } },
  ],
];

export const clusterWide = (name: string): typeof within => [
  [
    'v1',
    'PersistentVolume',
    {
      spec: {
        capacity: { storage: '1024Mi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        hostPath: { path: '/tmp/none', type: '' },
      },
    },
  ],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [...rules, { nonResourceURLs: ['/x'], verbs: ['get'] }] }],
  [
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects },
  ],
  [
    'storage.k8s.io/v1',
    'StorageClass',
    { provisioner: 'none.example.com', parameters: {}, reclaimPolicy: '', allowVolumeExpansion: false },
  ],
  ['scheduling.k8s.io/v1', 'PriorityClass', { value: 0, globalDefault: false, description: '' }],
  ['node.k8s.io/v1', 'RuntimeClass', { handler: 'none', overhead: { podFixed: { cpu: '1000m' } } }],
  ['networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'none.example.com/x' } }],
  [
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    {
      webhooks: [
        {
          name: 'none.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 5,
          clientConfig: { caBundle: lines, url: 'https://127.0.0.1:1/' },
          rules: [
            {
              apiGroups: ['none.example.com'],
              apiVersions: ['v1'],
              resources: ['none'],
              operations: ['CREATE'],
              scope: null,
            },
          ],
        },
      ],
    },
  ],
];
