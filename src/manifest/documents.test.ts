import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { isDocument, parseDocuments } from './documents.ts';

const read = (text: string) => parseDocuments({ name: 'k8s/a.yaml', text });
const idsOf = (text: string) => {
  const parsed = read(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((one) => one.message).join('\n'));
  return parsed.value.filter(isDocument).flatMap((one) => one.objects.map((object) => object.id));
};

describe('the objects of a text', () => {
  test.each([
    [
      'a YAML stream',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\n---\n# c\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b, namespace: ns}\n...\n',
      [
        { apiVersion: 'v1', kind: 'Pod', name: 'a' },
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'b', namespace: 'ns' },
      ],
    ],
    [
      'JSON',
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}',
      [{ apiVersion: 'v1', kind: 'Pod', name: 'a' }],
    ],
    [
      'a List in a List',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: PodList\n  items:\n  - {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {generateName: b-}}\n',
      [
        { apiVersion: 'v1', kind: 'Pod', name: 'a' },
        { apiVersion: 'v1', kind: 'Pod', name: '' },
      ],
    ],
    [
      'a kind that only sounds like a List',
      'apiVersion: x.io/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [b]\n',
      [{ apiVersion: 'x.io/v1', kind: 'AllowList', name: 'a' }],
    ],
    [
      'text that only looks like a number',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: "123", namespace: }\n',
      [{ apiVersion: 'v1', kind: 'Pod', name: '123' }],
    ],
    ['nothing', '# only\n---\n---\n', []],
  ])('%s', (_, text, expected) => {
    expect(idsOf(text)).toEqual(expected);
  });

  test.each([
    ['- a\n', /a list is no Kubernetes object/, '1:1'],
    ['---\nhello\n', /a text is no Kubernetes object/, '2:1'],
    ['apiVersion: v1\nmetadata: {name: a}\n', /no kind/, '1:1'],
    ['# c\nkind: Pod\n', /no apiVersion/, '2:1'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: on\n', /metadata.name is a boolean \(on\) to kubectl/, '4:9'],
    ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: 0644\n', /metadata.name is a number \(0644\)/, '4:9'],
    ['apiVersion: v1\nkind: List\nitems:\n- a\n', /a text is no Kubernetes object/, '4:3'],
  ])('%j is refused with its place', (text, message, place) => {
    const parsed = read(text);
    if (parsed.ok) throw new Error('not refused');
    const [problem] = parsed.problems;
    expect(problem).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringMatching(message),
      at: { file: 'k8s/a.yaml' },
    });
    const { line, column } = placeOf(text, problem.at?.start ?? -1);
    expect(`${line}:${column}`).toBe(place);
  });

  test('all problems of a text come at once', () => {
    const parsed = read('a: b\na: c\n---\n- x\n---\nkind: {{ .x }}\n');
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'YAML_INVALID' }, {}, {}] });
  });
});
