import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { objectFiles } from './object-files.ts';

const filesOf = (text: string) => {
  const made = objectFiles({ text, objects: [] });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return Object.fromEntries(made.value.files.map((file) => [file.path, file.text]));
};
const head = 'apiVersion: v1\nkind: List\n';

describe('a List', () => {
  test.each([
    ['indented', '  '],
    ['not indented', ''],
  ])('of items that are %s becomes one file an item, comments included', (_, pad) => {
    const list = [
      '# about the list',
      'apiVersion: v1',
      'items:',
      '# the door',
      '- apiVersion: v1',
      '  kind: Service',
      '  metadata: {name: web, namespace: a}',
      '    # deeper',
      '',
      '# the rest',
      '-   kind: ConfigMap',
      '    apiVersion: v1',
      '    metadata:',
      '      name: conf',
      '      namespace: a',
      '    data:',
      '      text: |',
      '        # not a comment',
      '',
      '        line',
    ].map((line) =>
      line.startsWith('api') || line.startsWith('items') || line.startsWith('# about') ? line : pad + line,
    );
    expect(filesOf(`${list.join('\n')}\nkind: List\nmetadata: {}\n`)).toEqual({
      'a/Service._web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: a}\n  # deeper\n',
      'a/ConfigMap._conf.yaml':
        '# the rest\nkind: ConfigMap\napiVersion: v1\nmetadata:\n  name: conf\n  namespace: a\ndata:\n  text: |\n    # not a comment\n\n    line\n',
    });
  });

  const service = (name: string, more = '') =>
    `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: a}${more}}`;
  test.each([
    ['JSON', `{"apiVersion": "v1", "kind": "List", "items": [${service('b')}, ${service('c')}]}\n`],
    ['items in braces', `${head}items:\n- ${service('b')}\n- ${service('c')}\n`],
    [
      'shared anchors',
      `${head}items:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b, namespace: &n a}\n- apiVersion: v1\n  kind: Service\n  metadata: {name: c, namespace: *n}\n`,
    ],
    [
      'kept blank lines',
      `${head}items:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b, namespace: a}\n  x: |+\n    a\n\n- apiVersion: v1\n  kind: Service\n  metadata: {name: c, namespace: a}\n`,
    ],
    [
      'an anchor on an item',
      `${head}items:\n- &x\n  apiVersion: v1\n  kind: Service\n  metadata: {name: b, namespace: a}\n`,
    ],
    ['Lists in Lists', `${head}items:\n- apiVersion: v1\n  kind: List\n  items:\n  - ${service('b')}\n`],
  ])('with %s stays whole, named after its first object', (_, text) => {
    expect(filesOf(text)).toEqual({ 'a/List._Service._b.yaml': text });
  });

  test('taken apart means what it meant', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.string({ unit: fc.constantFrom('a', '\n', ' ', '#', ':', '-', '"') }),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    const item = fc.record({ spec: value });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), fc.boolean(), (list, indentSeq) => {
        const items = list.map(({ spec }, at) => ({
          apiVersion: 'v1',
          kind: 'Thing',
          metadata: { name: `t${at}`, namespace: 'a' },
          spec,
        }));
        const whole = stringify({ apiVersion: 'v1', kind: 'List', items }, { indentSeq, aliasDuplicateObjects: false });
        const files = filesOf(whole);
        const read = Object.values(files).flatMap((text) => {
          const one = parse(text);
          return one.kind === 'List' ? one.items : [one];
        });
        // Not `items`: what is written of blanks alone is not always read back as it was.
        expect(read).toEqual(parse(whole).items);
      }),
    );
  });
});
