import { describe, expect, test } from 'vitest';
import { findNode, resolved, scalarText } from './node.ts';
import { defaultLimits, parseDocument } from './parse.ts';

const parse = (text: string, limits = defaultLimits) => parseDocument({ name: 'a.yaml', text }, 0, text.length, limits);

describe('parseDocument refuses with a place', () => {
  test.each([
    ['a: b\na: c\n', 'YAML_INVALID', /key "a" is there twice/, 5],
    ['a: {b: 1, "b": 2}\n', 'YAML_INVALID', /"b" is there twice/, 10],
    ['a: *x\n', 'YAML_INVALID', /"\*x" has no anchor/, 3],
    ['a: &x\n  b: *x\n', 'YAML_INVALID', /inside its own anchor/, 11],
    ['image: {{ .Values.image }}\n', 'MANIFEST_INVALID', /template text/, 8],
    ['a: b\n{{- if .Values.x }}\nc: d\n', 'MANIFEST_INVALID', /template text/, undefined],
    ['? [a]\n: b\n', 'MANIFEST_INVALID', /a key is a list/, 2],
    ['a: b\n\tc: d\n', 'YAML_INVALID', /tab/, 5],
    ['a: b\0\n', 'YAML_INVALID', /not UTF-8/, 4],
    ['a: "b\n', 'YAML_INVALID', /./, undefined],
    ['a: [\n"b", # c "\n]\n', 'YAML_INVALID', /deficient indentation/, undefined],
    ['[\n', 'YAML_INVALID', /./, undefined],
  ])('%j', (text, code, message, start) => {
    const found = parse(text);
    expect(found).toMatchObject({
      ok: false,
      problems: [{ code, message: expect.stringMatching(message), at: { file: 'a.yaml' } }],
    });
    if (start !== undefined) expect(found).toMatchObject({ problems: [{ at: { start } }] });
  });
});

describe('parseDocument stays within its caps', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghijk'].map((k, i) => `${k}: &${k} [${`*${'abcdefghij'[i]},`.repeat(9)}]`).join('\n')}\n`;
  const merges = `a: &a {x: 1}\n${[...'bcdefghijklmnopqrstuvwxyz'].map((k, i) => `${k}: &${k} {<<: [*${'abcdefghijklmnopqrstuvwxy'[i]}, *${'abcdefghijklmnopqrstuvwxy'[i]}]}`).join('\n')}\n`;
  test.each([
    ['an alias bomb', bomb, /aliases stand for more than 100000/],
    ['quadratic merge keys', merges, /aliases stand for more than 100000/],
    ['flow lists 100,000 deep', '['.repeat(100_000), /nested deeper than 200/],
    ['block lists 100,000 deep', '- '.repeat(100_000), /nested deeper than 200/],
    [
      'maps 1,000 deep',
      Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      /nested deeper than 200/,
    ],
    ['a document of 9 MiB', `a: ${'x'.repeat(9 * 1024 * 1024)}`, /characters long, more than 8388608/],
    [
      'a million keys',
      Array.from({ length: 1_000_000 }, (_, i) => `${i.toString(36)}:\n`).join(''),
      /may hold 1000000 nodes/,
    ],
  ])('refuses %s within a second', (_, text, message) => {
    const started = performance.now();
    expect(parse(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'CONFIG_LIMIT', message: expect.stringMatching(message) }],
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('gives up on badly indented lists without end within a second', () => {
    const started = performance.now();
    expect(parse(`a: [\n${'b,\n'.repeat(200_000)}]`)).toMatchObject({
      ok: false,
      problems: [{ code: 'YAML_INVALID' }],
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('reads 400,000 keys in linear time', () => {
    const text = Array.from({ length: 400_000 }, (_, i) => `k${i}: 1\n`).join('');
    expect(parse(text).ok).toBe(true);
  }, 30_000);
});

describe('parseDocument reads as plain data', () => {
  test.each([
    ['__proto__: {polluted: "yes"}\n', ['__proto__', 'polluted'], 'yes'],
    ['constructor: a\n', ['constructor'], 'a'],
    ['{\n\t"a": {"b": "c\\/d"}\n}\n', ['a', 'b'], 'c/d'],
    ['a: &x {b: c}\nd: *x\n', ['d', 'b'], 'c'],
    ['a: &x {b: c, e: f}\nd:\n  <<: *x\n  e: g\n', ['d', 'b'], 'c'],
    ['a: &x {b: c, e: f}\nd:\n  <<: *x\n  e: g\n', ['d', 'e'], 'g'],
    ['a: "😀"\nb: c # 😀\n', ['b'], 'c'],
    ['a: {\nb: c # d\n}\n', ['a', 'b'], 'c'],
    ['a: {\n  b: {\r\n c: d\r\n  # e\r\n\r\n}}\r\nf: g\n', ['f'], 'g'],
    ['a:\n  b: "c\n d\n\n  e\ng"\n', ['a', 'b'], 'c d\ne g'],
    ["a:\n    b: 'c\n d'\n", ['a', 'b'], 'c d'],
    ['a: {b: c\n d\n}\n', ['a', 'b'], 'c d'],
    ['a: b\r\nc: d\r\n', ['c'], 'd'],
    ['a: b #\ttab in a comment\nc: d\n', ['c'], 'd'],
  ])('%j', (text, path, value) => {
    const root = parse(text);
    if (!root.ok) throw new Error(root.problems[0].message);
    const node = findNode(root.value, ...path);
    const scalar = node === undefined ? undefined : resolved(node);
    expect(scalar?.kind === 'scalar' && scalarText(text, scalar)).toBe(value);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
