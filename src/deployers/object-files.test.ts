import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDocuments } from '../manifest/render.ts';
import type { Rendered } from '../manifest/rendered.ts';
import { objectFiles } from './object-files.ts';

const filesOf = (text: string, objects: Rendered['objects'] = []) => {
  const made = objectFiles({ text, objects });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return Object.fromEntries(made.value.files.map((file) => [file.path, file.text]));
};
const noticesOf = (text: string) => {
  const made = objectFiles({ text, objects: [] });
  return made.ok ? made.value.notices : [];
};
const object = (kind: string, name: string, namespace?: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}`;

describe('objectFiles', () => {
  test('gives each document its own file, with its own bytes', () => {
    const service = `# licence\n${object('Service', 'web', 'shop')}  # a comment\n\n\n`;
    const map = `${object('ConfigMap', 'web', 'shop')}data:\n  a: |+\n    text\n\n`;
    expect(filesOf(`${service}---\n${map}`)).toEqual({
      'shop/Service._web.yaml': service,
      'shop/ConfigMap._web.yaml': map,
    });
  });

  test('an object has the same text wherever it stands in the stream', () => {
    const one = object('Service', 'one', 'a');
    const other = object('Service', 'other', 'a');
    const firsts = filesOf(`${one}---\n${other}`);
    expect(filesOf(`---\n${other}---\n# only a comment\n---\n${one}...\n`)).toEqual(firsts);
    expect(filesOf(`\ufeff${one}...\n---   \n${other}`)).toEqual(firsts);
  });

  test.each([
    ['a comment on the marker', `--- # Source: web\n${object('Service', 'b', 'a')}`],
    ['directives', `%YAML 1.2\n---\n${object('Service', 'b', 'a')}`],
    [
      'JSON on the marker',
      '--- {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b", "namespace": "a"}}\n',
    ],
    ['CRLF', object('Service', 'b', 'a').replaceAll('\n', '\r\n')],
  ])('keeps %s', (_, text) => {
    expect(filesOf(text)).toEqual({ 'a/Service._b.yaml': text });
  });

  test('ends a text without a newline with the one that it uses', () => {
    const text = object('Service', 'b', 'a').replaceAll('\n', '\r\n').trimEnd();
    expect(filesOf(text)).toEqual({ 'a/Service._b.yaml': `${text}\r\n` });
  });

  test('files kinds without a namespace under _cluster, whatever their manifest names, also kinds that the set declares', () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: w}\nspec:\n  group: x.io\n  scope: Cluster\n  names: {kind: Widget}\n`;
    const text = [object('Namespace', 'shop', 'other'), crd, object('Widget', 'w').replace('v1', 'x.io/v1')].join(
      '---\n',
    );
    expect(Object.keys(filesOf(text))).toEqual([
      '_cluster/Namespace._shop.yaml',
      '_cluster/CustomResourceDefinition.apiextensions.k8s.io_w.yaml',
      '_cluster/Widget.x.io_w.yaml',
    ]);
    expect(noticesOf(text)).toEqual([]);
  });

  test('files an object that names no namespace under default, and says so', () => {
    const text = object('Service', 'web');
    expect(filesOf(text)).toEqual({ 'default/Service._web.yaml': text });
    expect(noticesOf(text)).toEqual([expect.stringContaining('1 object names no namespace: filed under "default"')]);
  });

  test('refuses an object twice, and names both places in the sources', () => {
    const sources = ['a.yaml', 'b.yaml'].map((name) => ({ name, text: object('Service', 'web', 'shop') }));
    const rendered = renderDocuments(sources, { own: [] });
    expect(rendered.ok && objectFiles(rendered.value)).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'MANIFEST_INVALID',
          message: 'Service "web" of namespace "shop" is there twice',
          at: { file: 'b.yaml' },
          because: [{ at: { file: 'a.yaml' } }],
        },
      ],
    });
  });

  test.each([
    [
      'in case only',
      `${object('Role', 'Admin', 'a')}---\n${object('Role', 'admin', 'a')}`,
      /"admin".* and Role "Admin".*case only/,
    ],
    ['not at all: default', `${object('Role', 'r')}---\n${object('Role', 'r', 'default')}`, /is there twice/],
    [
      'not at all: versions',
      `${object('Job', 'r', 'a')}---\n${object('Job', 'r', 'a').replace('v1', 'v2')}`,
      /is there twice/,
    ],
    [
      'not at all: in a List',
      `${object('Role', 'r', 'a')}---\n{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Role", "metadata": {"name": "r", "namespace": "a"}}]}`,
      /is there twice/,
    ],
  ])('refuses two objects that differ %s', (_, text, message) => {
    expect(objectFiles({ text, objects: [] })).toMatchObject({
      ok: false,
      problems: [{ code: 'MANIFEST_INVALID', message: expect.stringMatching(message) }],
    });
  });

  test('refuses every object without a name at once', () => {
    const text = [1, 2].map(() => 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: j-}\n').join('---\n');
    const problem = { code: 'MANIFEST_INVALID', message: expect.stringContaining('a Job has no metadata.name') };
    expect(objectFiles({ text, objects: [] })).toMatchObject({ ok: false, problems: [problem, problem] });
  });

  test('what stands between documents reaches none of their files', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^x[a-z]{1,2}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        names,
        fc.constantFrom('---\n', '---\n---\n', '...\n---\n', '--- \n# between\n---\n'),
        (list, between) => {
          const texts = list.map((name) => object('Service', name, 'a'));
          expect(Object.values(filesOf(texts.join(between)))).toEqual(texts);
        },
      ),
    );
  });
});
