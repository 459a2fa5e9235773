import { describe, expect, test } from 'vitest';
import { D, pinText } from './pin.cases.ts';
import type { PinRules } from './rules.ts';

const BUSYBOX = `busybox@${D.BX}`;
const head = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`;

/** Pins and expects that exactly `busybox` marked `HERE` was changed. */
function expectPinned(text: string, rules: PinRules = {}) {
  const outcome = pinText(text.replaceAll('HERE', 'busybox'), rules);
  expect(outcome.text).toBe(text.replaceAll('HERE', BUSYBOX));
  return outcome;
}

const POD = `spec:
  containers: [{name: a, image: HERE}]
  initContainers:
  - image: HERE
  ephemeralContainers:
    - name: c
      image: HERE
  volumes:
  - name: v
    image: {reference: HERE, pullPolicy: Always}
`;
const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

describe('scope', () => {
  test('row 15: containers, init and ephemeral containers and image volumes of a Deployment', () => {
    const { pinned } = expectPinned(`${head('apps/v1', 'Deployment')}spec:\n  template:\n${indent(POD, 4)}`);
    expect(pinned[0]?.matches.map((one) => one.path)).toEqual([
      'spec.template.spec.containers[0].image',
      'spec.template.spec.initContainers[0].image',
      'spec.template.spec.ephemeralContainers[0].image',
      'spec.template.spec.volumes[0].image.reference',
    ]);
  });

  test('row 16: a CronJob', () => {
    expectPinned(`${head('batch/v1', 'CronJob')}spec:\n  jobTemplate:\n    spec:\n      template:\n${indent(POD, 8)}`);
  });

  test('row 17: a PodTemplate', () => {
    expectPinned(`${head('v1', 'PodTemplate')}template:\n${indent(POD, 2)}`);
    expectPinned(`${head('v1', 'PodTemplate')}template:\n${indent(POD, 2)}`, { fields: 'pods' });
  });

  test('row 18: a ReplicationController', () => {
    expectPinned(`${head('v1', 'ReplicationController')}spec:\n  template:\n${indent(POD, 4)}`);
  });

  const item = (text: string) => indent(text, 2).replace(/^ {2}/, '- ');
  const pod = `${head('v1', 'Pod')}${POD}`;
  const service = `${head('v1', 'Service')}spec: {ports: [{port: 80}], image: busybox}\n`;
  const cronJob = `${head('batch/v1', 'CronJob')}spec:\n  jobTemplate:\n    spec:\n      template:\n${indent(POD, 8)}`;
  const list = (...items: readonly string[]) => `apiVersion: v1\nkind: List\nitems:\n${items.map(item).join('')}`;

  test('row 19: the items of a List', () => {
    expectPinned(list(pod, service, cronJob));
  });

  test('row 20: a List inside a List', () => {
    expectPinned(list(list(pod), service));
  });

  test('row 21: a CustomResourceDefinition is left alone, but for any-image-key where image is text', () => {
    const crd = (image: string) =>
      `${head('apiextensions.k8s.io/v1', 'CustomResourceDefinition')}spec:\n  versions:\n  - schema:\n      openAPIV3Schema:\n        properties:\n          image: {type: string, default: busybox}\n          containers:\n          - image: ${image}\n          x: ko://busybox\n`;
    const { pinned } = expectPinned(crd('busybox'));
    expect(pinned[0]).toMatchObject({ matches: [], notes: [], warnings: [] });
    expectPinned(crd('HERE').replace('ko://busybox', 'y'), { fields: 'any-image-key' });
  });

  test('row 22: an Argo Workflow', () => {
    const templates = `templates:
  - container: {image: HERE}
    initContainers: [{image: HERE}]
    sidecars:
    - image: HERE
  - script:
      image: HERE
      source: "image: busybox"
`;
    for (const kind of ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'])
      expectPinned(`${head('argoproj.io/v1alpha1', kind)}spec:\n  ${indent(templates, 2).trimStart()}`);
    expectPinned(
      `${head('argoproj.io/v1alpha1', 'CronWorkflow')}spec:\n  workflowSpec:\n    ${indent(templates, 4).trimStart()}`,
    );
  });

  test.each([
    ['serving.knative.dev/v1', 'Service', 'spec: {template: {spec: {containers: [{image: HERE}]}}}'],
    ['argoproj.io/v1alpha1', 'Rollout', 'spec: {template: {spec: {containers: [{image: HERE}]}}}'],
    ['tekton.dev/v1', 'Task', 'spec: {steps: [{image: HERE}], sidecars: [{image: HERE}], stepTemplate: {image: HERE}}'],
    ['tekton.dev/v1', 'TaskRun', 'spec: {taskSpec: {steps: [{image: HERE}]}}'],
    [
      'tekton.dev/v1',
      'Pipeline',
      'spec: {tasks: [{taskSpec: {steps: [{image: HERE}]}}], finally: [{taskSpec: {steps: [{image: HERE}]}}]}',
    ],
    ['agones.dev/v1', 'Fleet', 'spec: {template: {spec: {template: {spec: {containers: [{image: HERE}]}}}}}'],
    ['agones.dev/v1', 'GameServer', 'spec: {template: {spec: {containers: [{image: HERE}]}}}'],
    [
      'kafka.strimzi.io/v1beta2',
      'Kafka',
      'spec: {kafka: {image: HERE}, entityOperator: {userOperator: {image: HERE}}}',
    ],
    ['kafka.strimzi.io/v1beta2', 'KafkaConnect', 'spec: {image: HERE, build: {output: {image: busybox}}}'],
    ['platform.confluent.io/v1beta1', 'Kafka', 'spec: {image: {application: HERE, init: HERE}}'],
    ['run.googleapis.com/v1', 'Job', 'spec: {template: {spec: {template: {spec: {containers: [{image: HERE}]}}}}}'],
    ['run.googleapis.com/v2', 'WorkerPool', 'spec: {template: {containers: [{image: HERE}]}}'],
    ['run.cnrm.cloud.google.com/v1beta1', 'RunService', 'spec: {template: {other: {image: HERE}}}'],
    ['monitoring.coreos.com/v1', 'Prometheus', 'spec: {image: HERE, thanos: {image: HERE}}'],
  ])('row 23: %s %s is known', (apiVersion, kind, spec) => {
    expectPinned(`${head(apiVersion, kind)}${spec}\n`);
  });

  test('row 24: an unknown custom resource that embeds a pod template', () => {
    expectPinned(`${head('my.io/v1', 'My')}spec: {foo: {template: {spec: {containers: [{image: HERE}]}}}}\n`);
  });

  const my = (image: string) => `${head('my.io/v1', 'My')}spec:\n  image: ${image}\n`;

  test('row 25: an image key of an unknown custom resource is noted, not pinned', () => {
    const { pinned } = expectPinned(my('busybox'));
    expect(pinned[0]?.notes).toMatchObject([{ path: 'spec.image', text: 'busybox', at: { file: 'a.yaml' } }]);
  });

  test('row 26: a field of the config brings it into scope', () => {
    expectPinned(my('HERE'), { images: [{ kind: 'My', path: 'spec/image' }] });
    expectPinned(my('HERE'), { images: [{ kind: 'My', group: 'my.io', path: 'spec/image' }] });
    expectPinned(my('busybox'), { images: [{ kind: 'My', group: 'other.io', path: 'spec/image' }] });
  });

  test('row 27: any-image-key brings it into scope', () => {
    expectPinned(my('HERE'), { fields: 'any-image-key' });
  });

  const search = (format: 'yaml' | 'json'): PinRules => {
    const inner = [{ find: { key: 'img' } }];
    const strategy = format === 'yaml' ? { yaml: inner } : { json: inner };
    return { search: [{ find: { path: 'data/app.yaml' }, strategy }] };
  };
  const configMap = (data: string) => `${head('v1', 'ConfigMap')}data:\n  other: "img: busybox"\n  app.yaml: ${data}`;

  test.each([
    [
      'a literal block',
      '|\n    # a comment\n    img: HERE   # another\n\n    b: [ x ]\n    ---\n    c: {img: "HERE"}\n',
    ],
    ['double quotes', '"a: \\"b\\"\\nimg: HERE # c\\n"\n'],
    ['single quotes', "'{img: HERE, it: \"x''y\"}'\n"],
  ])('row 28: YAML in %s of a ConfigMap, by a search rule', (_, data) => {
    const { pinned } = expectPinned(configMap(data), search('yaml'));
    expect(pinned[0]?.matches[0]).toMatchObject({ rule: 'search', before: 'busybox', path: 'data["app.yaml"].img' });
    expectPinned(configMap(data).replaceAll('HERE', 'busybox'));
  });

  test('row 29: JSON in a ConfigMap, by a search rule', () => {
    expectPinned(configMap('|\n    {"img":  "HERE",\n     "n": 1}\n'), search('json'));
    const broken = pinText(configMap('|\n    img: busybox\n'), search('json'));
    expect(broken.warnings).toMatchObject([{ message: expect.stringMatching(/its text is no JSON/) }]);
  });

  test('row 30: annotations are left alone, but for any-image-key', () => {
    const pod = (image: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: {image: ${image}}\n`;
    expectPinned(pod('busybox'));
    expectPinned(pod('HERE'), { fields: 'any-image-key' });
  });

  test('row 31: a container without an image is no error', () => {
    expect(
      expectPinned(`${head('v1', 'Pod')}spec: {containers: [{name: a}, {image: }, {image: ~}]}\n`).warnings,
    ).toEqual([]);
  });

  test('row 32: a variable is left alone, but for a rule that names it', () => {
    const pod = (image: string) =>
      `${head('v1', 'Pod')}spec: {containers: [{env: [{name: IMG, value: ${image}}, {name: X, value: busybox}]}]}\n`;
    expectPinned(pod('busybox'));
    expectPinned(pod('HERE'), { search: [{ find: { path: '**/env/[name=IMG]/value' } }] });
  });

  const odd = (image: string) => `${head('v1', 'Pod')}spec:\n  containers:\n  - image: ${image}\n`;

  test('row 33: a pattern of a policy is left alone with one warning', () => {
    const { warnings } = expectPinned(
      `${head('kyverno.io/v1', 'ClusterPolicy')}spec: {rules: [{validate: {pattern: {spec: {containers: [{image: "*/x:?*"}]}}}}]}\n`,
    );
    expect(warnings).toHaveLength(1);
  });

  test.each([
    ['auto', 0],
    ['"{{ .Values.i }}"', 1],
    ['${IMG}', 1],
    ['""', 1],
    ['1.25', 1],
    ['{a: b}', 1],
    ['[a]', 1],
    ['', 0],
  ])('row 34: %s is left alone with %i warnings', (image, count) => {
    expect(expectPinned(odd(image)).warnings).toHaveLength(count);
  });

  test('row 35: with strictImages each of these is a problem with file and place', () => {
    for (const image of ['"*/x:?*"', '"{{ .Values.i }}"', '${IMG}', '""']) {
      const { problems, warnings } = pinText(odd(image), { strictImages: true });
      expect(warnings).toEqual([]);
      expect(problems).toMatchObject([
        {
          code: 'IMAGE_TEXT_INVALID',
          message: expect.stringContaining('spec.containers[0].image'),
          at: { file: 'a.yaml' },
        },
      ]);
    }
    expect(pinText(odd('auto'), { strictImages: true }).problems).toEqual([]);
  });

  describe('a map or a list where an image has to be', () => {
    const map = 'image: {name: busybox}';
    test.each([
      ['a container', odd('{name: busybox}'), 'spec.containers[0].image is a map, not an image'],
      ['a list', odd('[busybox]'), 'spec.containers[0].image is a list, not an image'],
      [
        'the template of an unknown kind',
        `${head('x.io/v1', 'Rollout')}spec: {template: {spec: {initContainers: [{${map}}]}}}\n`,
        'spec.template.spec.initContainers[0].image is a map, not an image',
      ],
      [
        'an item of a List',
        `${head('v1', 'List')}items:\n- {apiVersion: v1, kind: Pod, spec: {containers: [{${map}}]}}\n`,
        'spec.containers[0].image is a map, not an image',
      ],
    ])('is told with its place, and is a problem with strictImages: %s', (_, text, message) => {
      const told = { code: 'IMAGE_TEXT_INVALID', message: expect.stringContaining(message), at: { file: 'a.yaml' } };
      expect(pinText(text).warnings).toMatchObject([told]);
      expect(pinText(text, { strictImages: true })).toMatchObject({ warnings: [], problems: [told] });
    });

    test.each([
      ['a key of the same name', `${head('v1', 'ConfigMap')}data: {image: {a: b}}\n`],
      ['a container of something else', `${head('x.io/v1', 'Fleet')}spec: {groups: [{containers: [{${map}}]}]}\n`],
      ['an image volume', `${head('v1', 'Pod')}spec: {volumes: [{name: v, image: {reference: "busybox@${D.BX}"}}]}\n`],
      ['a schema', `${head('apiextensions.k8s.io/v1', 'CustomResourceDefinition')}spec: {containers: [{${map}}]}\n`],
      ['a list that the config names', `${head('x.io/v1', 'Fleet')}spec: {images: [], more: {a: {b: c}}}\n`],
    ])('is right in %s', (_, text) => {
      const images = ['spec/images', 'spec/*'].map((path) => ({ kind: 'Fleet', path }));
      expect(pinText(text, { strictImages: true, images })).toMatchObject({ warnings: [], problems: [] });
    });
  });
});
