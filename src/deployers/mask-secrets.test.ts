import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { isDocument, parseDocuments } from '../manifest/documents.ts';
import { maskSecrets, starSecrets } from './mask-secrets.ts';
import { secretDigest } from './secret-digest.ts';

const secret = (body: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n${body}`;

const DIGEST = /\*\*\* \([0-9a-f]{8}\)/g;
const digest = (value: string): string => `*** (${secretDigest(value)})`;

describe('maskSecrets', () => {
  test('hides values, and still shows which ones change', () => {
    const before = secret('data:\n  user: YQ== # who\n  password: b2xk\n');
    const after = secret('data:\n  user: YQ== # who\n  password: bmV3\n  extra: eA==\n');
    expect(maskSecrets(before, after)).toEqual([
      secret(`data:\n  user: ${digest('YQ==')} # who\n  password: ${digest('b2xk')}\n`),
      secret(`data:\n  user: ${digest('YQ==')} # who\n  password: ${digest('bmV3')}\n  extra: ${digest('eA==')}\n`),
    ]);
    expect(digest('YQ==')).not.toBe(digest('eA=='));
  });

  test.each([
    ['stringData in quotes', 'stringData:\n  a: "hunter2"\n', 'stringData:\n  a: ***\n'],
    [
      'a block of text',
      'stringData:\n  a: |\n    hunter2\n    hunter2\ntype: Opaque\n',
      'stringData:\n  a: ***\ntype: Opaque\n',
    ],
    ['JSON in YAML', 'data: {a: hunter2, b: hunter2}\n', 'data: {a: ***, b: ***}\n'],
    ['an alias', 'x: &p hunter2\ndata: {a: *p}\n', 'x: &p ***\ndata: {a: *p}\n'],
    ['merged maps', 'x: &p {a: hunter2}\ndata:\n  <<: *p\n', 'x: &p {a: ***}\ndata:\n  <<: *p\n'],
    ['an empty value', 'data:\n  a:\n  b: hunter2\n', 'data:\n  a:\n  b: ***\n'],
    ['what does not belong there', 'data: hunter2\n', 'data: ***\n'],
  ])('hides %s', (_, body, shown) => {
    expect(maskSecrets(undefined, secret(body))[1]?.replace(DIGEST, '***')).toBe(secret(shown));
  });

  test("hides kubectl's copy, and Secrets in Lists", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: "Se\\u0063ret"\n  metadata:\n    annotations:\n      kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"hunter2"}}'\n  data: {a: hunter2}\n`;
    expect(maskSecrets(list, undefined)[0]).not.toContain('hunter2');
  });

  test('leaves everything else as it is', () => {
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Secret}\ndata: {a: b}\n';
    expect(maskSecrets(map, undefined)).toEqual([map, undefined]);
  });

  test('shows nothing of a text that may hold a Secret and cannot be read', () => {
    const [before, after] = maskSecrets(secret('data: {a: hunter2\n'), secret('data: {a: hunter2}\n'));
    expect(before).toMatch(/^\(not shown: .*\)\n$/);
    expect(after).toContain(`a: ${digest('hunter2')}`);
  });

  test('no value is ever shown, however it is written', () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-w]{1,5}$/),
      fc.string({ unit: fc.constantFrom('Z', '\n', ' ', '"', "'", '#', ':') }).map((text) => `Z9${text}`),
      { minKeys: 1, maxKeys: 4 },
    );
    const style = fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED'>(
      'PLAIN',
      'QUOTE_DOUBLE',
      'QUOTE_SINGLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    );
    fc.assert(
      fc.property(values, style, (data, defaultStringType) => {
        const text = secret(stringify({ stringData: data }, { defaultStringType, defaultKeyType: 'PLAIN' }));
        expect(maskSecrets(text, undefined)[0]).not.toContain('Z');
        expect(maskSecrets(text, undefined)[0]).toContain('***');
      }),
    );
  });
});

test('a star for each sign keeps every place, and the lines', () => {
  const text =
    'kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {a: "x y", b: 12}\ndata:\n  k: |\n    one\n    two\n---\nkind: ConfigMap\napiVersion: v1\ndata: {a: b}\n';
  const parsed = parseDocuments({ name: '', text });
  if (!parsed.ok) throw new Error('it is valid');
  const starred = starSecrets(
    text,
    parsed.value.flatMap((part) => (isDocument(part) ? part.objects : [])),
  );
  expect(starred).toHaveLength(text.length);
  expect(starred.split('\n').map((line) => line.length)).toEqual(text.split('\n').map((line) => line.length));
  expect(starred).toContain('stringData: {a: *****, b: **}');
  expect(starred).not.toMatch(/one|two/);
  expect(starred).toContain('data: {a: b}');
});
