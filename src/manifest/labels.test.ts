import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderDocuments } from './render.ts';
import type { ResourceSelector } from './rules.ts';

const labelled = (text: string, labels: Readonly<Record<string, string>> = { a: 'b' }, selector?: ResourceSelector) =>
  renderDocuments([{ name: 'a.yaml', text }], { own: [], labels, rules: { selector } });
const textOf = (...args: Parameters<typeof labelled>): string => {
  const result = labelled(...args);
  if (!result.ok) throw new Error(result.problems[0].message);
  return result.value.text;
};
const configMap = (metadata: string) => `apiVersion: v1\nkind: ConfigMap\n${metadata}`;

describe('labels are inserted in the style of their neighbours', () => {
  test.each([
    [
      'after the name',
      'metadata:\n  name: x # c\n  annotations: {}\n',
      'metadata:\n  name: x # c\n  labels:\n    a: b\n  annotations: {}\n',
    ],
    [
      'after the last label',
      'metadata:\n    labels:\n        z: y   # c\n    name: x\n',
      'metadata:\n    labels:\n        z: y   # c\n        a: b\n    name: x\n',
    ],
    [
      'before a last label that is folded',
      'metadata:\n  labels:\n    z: >-\n      y\n',
      'metadata:\n  labels:\n    a: b\n    z: >-\n      y\n',
    ],
    [
      'first where there is no name',
      'metadata:\n  # c\n  generateName: x-\n',
      'metadata:\n  # c\n  labels:\n    a: b\n  generateName: x-\n',
    ],
    ['into braces', 'metadata: {name: x}\n', 'metadata: {name: x, labels: {a: b}}\n'],
    ['into full braces', 'metadata:\n  labels: {z: y}\n', 'metadata:\n  labels: {z: y, a: b}\n'],
    ['into empty braces', 'metadata:\n  labels: {}\n', 'metadata:\n  labels: {a: b}\n'],
    ['below an empty key', 'metadata:\n  labels: # c\n  name: x\n', 'metadata:\n  labels: # c\n    a: b\n  name: x\n'],
    ['in place of null', 'metadata:\n  labels: ~ # c\n', 'metadata:\n  labels: {a: b} # c\n'],
    ['at the end of a text without a newline', 'metadata:\n  name: x', 'metadata:\n  name: x\n  labels:\n    a: b\n'],
    ['with CRLF', 'metadata:\r\n  name: x\r\n', 'metadata:\r\n  name: x\r\n  labels:\r\n    a: b\r\n'],
  ])('%s', (_, metadata, expected) => {
    const nl = metadata.includes('\r') ? '\r\n' : '\n';
    const head = `apiVersion: v1${nl}kind: ConfigMap${nl}`;
    expect(textOf(head + metadata)).toBe(head + expected);
  });

  test('into JSON, line by line', () => {
    const json = (more: string) =>
      `{"apiVersion": "v1", "kind": "ConfigMap",\n  "metadata": {\n    "name": "x"${more}\n  }}\n`;
    expect(textOf(json(''))).toBe(json(',\n    "labels": {"a": "b"}'));
  });

  test('several at once, quoted where YAML would read something else', () => {
    const labels = { 'app.kubernetes.io/name': 'x', on: 'true', e: '', n: '0644', v: '1.10' };
    const text = textOf(configMap('metadata:\n  name: x\n  labels:\n    z: y\n'), labels);
    expect(parse(text).metadata.labels).toEqual({ z: 'y', ...labels });
    expect(textOf(text, labels)).toBe(text);
  });
});

describe('what gets labels', () => {
  const workload = (kind: string, apiVersion: string, spec: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: x\nspec: ${spec}\n`;
  const labelsIn = (text: string) => [...text.matchAll(/labels: ?\{[^}]*a: b|^ *a: b/gm)].length;

  test.each([
    ['Deployment', 'apps/v1', '{selector: {matchLabels: {x: y}}, template: {metadata: {labels: {x: y}}}}', 2],
    ['CronJob', 'batch/v1', '{jobTemplate: {metadata: {name: j}, spec: {template: {metadata: {name: x}}}}}', 3],
    ['Job', 'batch/v1', '{template: {metadata: {labels: {x: y}}}}', 1],
    [
      'StatefulSet',
      'apps/v1',
      '{template: {metadata: {labels: {x: y}}}, volumeClaimTemplates: [{metadata: {name: v}}]}',
      2,
    ],
    ['ReplicationController', 'v1', '{selector: {x: y}, template: {metadata: {labels: {x: y}}}}', 2],
    ['Rollout', 'argoproj.io/v1alpha1', '{template: {metadata: {labels: {x: y}}}}', 2],
    ['Ingress', 'networking.k8s.io/v1', '{rules: []}', 1],
    ['Other', 'x.io/v1', '{template: {metadata: {labels: {x: y}}}}', 1],
    [
      'CustomResourceDefinition',
      'apiextensions.k8s.io/v1',
      '{versions: [{schema: {properties: {metadata: {type: object}}}}]}',
      1,
    ],
  ])('%s', (kind, apiVersion, spec, count) => {
    const text = textOf(workload(kind, apiVersion, spec));
    expect(labelsIn(text)).toBe(count);
    expect(text).not.toMatch(/(matchLabels|selector): \{[^}]*a: b/);
  });

  test('a key that is there keeps its value, merged ones too', () => {
    const text = configMap('metadata:\n  labels: {a: kept}\n');
    expect(textOf(text)).toBe(text);
    const merged = `apiVersion: v1\nkind: ConfigMap\nx: &m {a: kept}\nmetadata:\n  labels:\n    <<: *m\n    z: y\n`;
    expect(textOf(merged)).toBe(merged);
  });

  test('the items of a List', () => {
    const item = 'apiVersion: v1\n  kind: Pod\n  metadata:\n    name: p\n';
    expect(textOf(`apiVersion: v1\nkind: List\nitems:\n- ${item}`)).toBe(
      `apiVersion: v1\nkind: List\nitems:\n- ${item}    labels:\n      a: b\n`,
    );
  });

  test('labels that a selector shares by an anchor are refused, not changed', () => {
    const text = workload('Deployment', 'apps/v1', '{selector: {matchLabels: *l}}').replace(
      'name: x\n',
      'name: x\n  labels: &l {x: y}\n',
    );
    expect(labelled(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'MANIFEST_INVALID', at: { file: 'a.yaml' } }],
    });
  });

  test.each<[string, ResourceSelector, string, string, number]>([
    [
      'allow replaces what is built in',
      { allow: [{ groupKind: 'Other.x.io', labels: ['.spec.template.metadata.labels'] }] },
      'Other',
      'x.io/v1',
      1,
    ],
    ['allow of everything', { allow: [{ groupKind: 'Other.x.io', labels: ['.*'] }] }, 'Other', 'x.io/v1', 2],
    [
      'deny takes one path away',
      { deny: [{ groupKind: 'Deployment.apps', labels: ['.spec.template.metadata.labels'] }] },
      'Deployment',
      'apps/v1',
      1,
    ],
    ['allow lifts what is fixed', { allow: [{ groupKind: 'Job.batch', labels: ['.*'] }] }, 'Job', 'batch/v1', 2],
  ])('%s', (_, selector, kind, apiVersion, count) => {
    expect(
      labelsIn(textOf(workload(kind, apiVersion, '{template: {metadata: {labels: {x: y}}}}'), { a: 'b' }, selector)),
    ).toBe(count);
  });
});

test('labels and namespace come out as data in every style of YAML', () => {
  const map = fc.dictionary(fc.constantFrom('a', 'x', 'on', 'a.b/c'), fc.constantFrom('b', 'on', '1', ''), {
    maxKeys: 3,
  });
  const metadata = fc.record(
    { name: fc.constant('w'), labels: fc.option(map), namespace: fc.constantFrom('', null), annotations: map },
    { requiredKeys: [] },
  );
  const style = fc.constantFrom<[object, object]>(
    [{}, {}],
    [{ collectionStyle: 'flow' }, {}],
    [{ indent: 4, indentSeq: false }, {}],
    [{ defaultStringType: 'QUOTE_SINGLE', nullStr: '' }, {}],
    [{ nullStr: '~', lineWidth: 20 }, {}],
  );
  const labels = { a: 'new', 'app.io/n': 'on' };
  const withAll = (one: Readonly<Record<string, unknown>>, more: object) => ({
    ...one,
    ...more,
    labels: { ...labels, ...(one['labels'] ?? {}) },
  });
  fc.assert(
    fc.property(metadata, metadata, style, (own, template, [options]) => {
      const object = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: own,
        spec: { template: { metadata: template }, selector: own },
      };
      const text = stringify(object, { compat: 'yaml-1.1', aliasDuplicateObjects: false, ...options });
      const result = renderDocuments([{ name: 'a.yaml', text }], { own: [], labels, namespace: 'ns' });
      if (!result.ok) throw new Error(result.problems[0].message);
      expect(parse(result.value.text)).toEqual({
        ...object,
        metadata: withAll(own, { namespace: 'ns' }),
        spec: { template: { metadata: withAll(template, {}) }, selector: own },
      });
    }),
    { numRuns: 200 },
  );
});
