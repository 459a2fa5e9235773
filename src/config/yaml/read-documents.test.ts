import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { defaultLimits } from './limits.ts';
import { nodeAt, spanAt, toValue } from './node.ts';
import { readDocuments } from './read-documents.ts';

/** Processor time: a busy machine makes no test slower. */
const cpuMs = (): number => process.cpuUsage().user / 1000;

const read = (text: string) => {
  const documents = readDocuments(text, 'x.yaml');
  return documents.ok ? documents.value.map(toValue) : documents.problems.map(({ message }) => message);
};

describe('readDocuments', () => {
  test.each<[string, unknown]>([
    ['', []],
    ['# nothing\n---\n---\n', []],
    ['\uFEFFa: 1\r\nb: two\r\n', [{ a: 1, b: 'two' }]],
    ['a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}', [{ a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } }]],
    [
      'a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y], d: 4}',
      [{ a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 4 } }],
    ],
    [
      'a: 0644\nb: on\nc: "on"\nd: 1_000\ne: 0o14\nf: 12:30:45\ng: 2001-01-01\nh: 08\ni: ~\nj:',
      [{ a: 420, b: true, c: 'on', d: 1000, e: 12, f: '12:30:45', g: '2001-01-01', h: 8, i: null, j: null }],
    ],
    ['a: !!str 1\nb: !!int "2"\nc: |\n  x\n  y\n', [{ a: '1', b: 2, c: 'x\ny\n' }]],
    ['1: a\ntrue: b\nconstructor: c\ntoString: d', [{ 1: 'a', true: 'b', constructor: 'c', toString: 'd' }]],
    ['a: 1\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['{"a": [1, true, null]}', [{ a: [1, true, null] }]],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each([
    ['a:\n\tb: 1', 3, /Tabs are not allowed/],
    ['a: 1\na: 2', 5, /key "a" stands twice in one map; first on line 1/],
    ['a: *x', 3, /alias "\*x" names no anchor before it/],
    ['a: &x [*x]', 7, /alias "\*x" stands inside what it names/],
    ['__proto__: {a: 1}', 0, /the key "__proto__" cannot be used/],
    ['? [a]\n: b', 2, /a key must be a text/],
    [': b', 0, /a key must be a text/],
    ['a: {{.NAME}}', 4, /a key must be a text/],
    ['a: !!binary aGk=', 12, /tag "tag:yaml.org,2002:binary" is not known/],
    ['a: !mine x', 9, /tag "!mine" is not known/],
    ['a: !!int x', 9, /"x" is not of the type that its tag "!!int" says/],
    ['a: [1, 2', 8, /./],
    ['a: {<<: 1}', 8, /the merge key "<<" takes a map/],
  ])('refuses %j and says where', (text, start, message) => {
    const documents = readDocuments(text, 'x.yaml');
    expect(documents).toMatchObject({
      ok: false,
      problems: [{ code: 'YAML_INVALID', message: expect.stringMatching(message), at: { file: 'x.yaml', start } }],
    });
  });

  test('tells every mistake at once', () => {
    expect(read('a: 1\na: 2\nb: *x\n__proto__: 1')).toHaveLength(3);
  });

  test('changes no global object', () => {
    read('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}');
    expect('polluted' in {}).toBe(false);
  });

  test('keeps the place of every value', () => {
    const text = 'a:\n  - b: é😀\n    c: "x y"\n';
    const documents = readDocuments(text, 'x.yaml');
    const [root] = documents.ok ? documents.value : [];
    if (root === undefined) throw new Error('unreadable');
    const at = (path: (string | number)[], prefer: 'key' | 'value') => {
      const { start, end } = spanAt(root, path, prefer);
      return text.slice(start, end);
    };
    expect(at(['a', 0, 'c'], 'key')).toBe('c');
    expect(at(['a', 0, 'c'], 'value')).toBe('"x y"');
    expect(at(['a', 0, 'missing'], 'value')).toBe('b');
    expect(nodeAt(root, ['a', 0, 'b'])).toMatchObject({ value: 'é😀' });
  });

  test('reads what the library writes to the same values', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        const wrapped = { data };
        const text = stringify(wrapped, { compat: 'yaml-1.1', version: '1.2' });
        fc.pre(!text.includes('__proto__'));
        expect(read(text)).toEqual([parse(text)]);
      }),
    );
  });
});

describe('limits', () => {
  const bomb = Array.from(
    { length: 30 },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(9)
              .fill(`*a${i - 1}`)
              .join(',')
      }]`,
  );
  const count = [...Array(2000).keys()];
  const merges = [`base: &b {${count.map((i) => `k${i}: 1`).join(', ')}}`, ...count.map((i) => `m${i}: {<<: *b}`)];
  test.each([
    ['an alias bomb', bomb.join('\n')],
    ['merge keys that are quadratic', merges.join('\n')],
    ['100,000 lists inside each other', '['.repeat(100_000)],
    ['100,000 dashes in one line', '- '.repeat(100_000)],
    ['maps inside each other', '{a: '.repeat(5_000)],
    ['100 MB', 'a'.repeat(100_000_000)],
    ['a million keys', Array.from({ length: 1_000_000 }, (_, i) => `k${i}: `).join('\n')],
    [
      '200,000 keys',
      Array.from({ length: 200_000 }, (_, i) => `k${i}:`)
        .join('\n')
        .slice(0, defaultLimits.characters),
    ],
    ['a thousand documents', '--- a\n'.repeat(1000)],
  ])('refuses %s soon', (_, text) => {
    const before = process.memoryUsage().rss;
    const start = cpuMs();
    expect(readDocuments(text, 'x.yaml')).toMatchObject({ ok: false, problems: [{ code: 'CONFIG_LIMIT' }] });
    expect(cpuMs() - start).toBeLessThan(1500);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });

  test('lets through a config of 5,000 artifacts', () => {
    const artifacts = Array.from(
      { length: 5000 },
      (_, i) => `- image: registry.example.com/team/app-${i}\n  context: services/app-${i}`,
    );
    expect(readDocuments(artifacts.join('\n'), 'x.yaml').ok).toBe(true);
  });
});
