import { describe, expect, test } from 'vitest';
import { renderDocuments } from './render.ts';

const placed = (text: string) => {
  const result = renderDocuments([{ name: 'a.yaml', text }], { own: [], namespace: 'ns' });
  if (!result.ok) throw new Error(result.problems[0].message);
  return result.value;
};
const head = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;
const declare = (scope: string) =>
  `${head('apiextensions.k8s.io/v1', 'CustomResourceDefinition')}metadata: {name: mys.x.io}\nspec: {group: x.io, scope: ${scope}, names: {kind: My}}\n---\n`;

describe('namespace', () => {
  test.each([
    ['after the name', 'metadata:\n  name: x # c\n', 'metadata:\n  name: x # c\n  namespace: ns\n'],
    ['into braces', 'metadata: {name: x}\n', 'metadata: {name: x, namespace: ns}\n'],
    ['in place of nothing', 'metadata:\n  namespace:\n  name: x\n', 'metadata:\n  namespace: ns\n  name: x\n'],
    ['in place of empty text', "metadata:\n  namespace: '' # c\n", "metadata:\n  namespace: 'ns' # c\n"],
    ['not without metadata', 'data: {}\n', 'data: {}\n'],
    ['not twice', 'metadata: {namespace: ns}\n', 'metadata: {namespace: ns}\n'],
  ])('is written %s', (_, before, after) => {
    expect(placed(head('v1', 'ConfigMap') + before).text).toBe(head('v1', 'ConfigMap') + after);
  });

  test.each([
    ['v1', 'Secret', true],
    ['x.io/v1', 'My', true],
    ['networking.k8s.io/v1', 'Ingress', true],
    ['v1', 'Namespace', false],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', false],
    ['rbac.authorization.k8s.io/v1', 'Role', true],
    ['storage.k8s.io/v1', 'StorageClass', false],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', false],
    ['cert-manager.io/v1', 'ClusterIssuer', false],
    ['cluster.x-k8s.io/v1', 'Cluster', true],
  ])('%s %s: %s', (apiVersion, kind, isNamespaced) => {
    const text = `${head(apiVersion, kind)}metadata: {name: x}\n`;
    expect(placed(text).text.includes('namespace: ns')).toBe(isNamespaced);
  });

  test('a custom resource lives where its definition in the same set says', () => {
    const my = `${head('x.io/v1', 'My')}metadata: {name: x}\n`;
    expect(placed(declare('Cluster') + my).text).not.toContain('namespace: ns');
    expect(placed(declare('Namespaced') + my).text).toContain('{name: x, namespace: ns}');
  });

  test('another namespace that is there is kept, with a warning at its place', () => {
    const text = `${head('v1', 'Pod')}metadata: {name: x, namespace: other}\n`;
    const { warnings, ...rest } = placed(text);
    expect(rest.text).toBe(text);
    expect(warnings).toMatchObject([
      { message: expect.stringMatching(/stays in namespace "other"/), at: { start: text.indexOf('other') } },
    ]);
  });

  test('pod templates and Lists get none, the items of a List do', () => {
    const text = `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n- ${head('apps/v1', 'Deployment').replace('\n', '\n  ')}  metadata: {name: x}\n  spec: {template: {metadata: {name: y}}}\n`;
    expect(placed(text).text).toBe(text.replace('{name: x}', '{name: x, namespace: ns}'));
  });

  test('metadata that an anchor shares is refused', () => {
    const text = `${head('apps/v1', 'Deployment')}metadata: &m {name: x}\nspec: {template: {metadata: *m}}\n`;
    const result = renderDocuments([{ name: 'a.yaml', text }], { own: [], namespace: 'ns' });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'MANIFEST_INVALID' }] });
  });
});
