import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, type ScalarTag, stringify } from 'yaml';
import { parseDocument } from './parse.ts';
import { isSafePlain, plainValue } from './scalar.ts';
import { nodeValue } from './value.ts';

const read = (text: string) => {
  const root = parseDocument({ name: 'a.yaml', text }, 0, text.length);
  if (!root.ok) throw new Error(root.problems[0].message);
  return nodeValue(text, root.value);
};

describe('plain scalars are what kubectl reads', () => {
  test.each([
    ['0644', 420],
    ['0o14', 12],
    ['014', 12],
    ['08', 8],
    ['0x1F', 31],
    ['-0b11', -3],
    ['1_000', 1000],
    ['+7', 7],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['1E+2', 100],
    ['.5', 0.5],
    ['5.', 5],
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.Inf', Number.NEGATIVE_INFINITY],
    ['on', true],
    ['Off', false],
    ['y', true],
    ['N', false],
    ['yes', true],
    ['NO', false],
    ['True', true],
    ['oN', 'oN'],
    ['~', null],
    ['', null],
    ['Null', null],
    ['nULL', 'nULL'],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['1.2.3', '1.2.3'],
    ['0o8', '0o8'],
    ['0x', '0x'],
    ['-', '-'],
    ['=', '='],
    ['v1', 'v1'],
    ['500m', '500m'],
    ['128Mi', '128Mi'],
    ['_1', '_1'],
    ['1_', 1],
    ['1e', '1e'],
  ] as const)('%s', (text, value) => {
    expect(plainValue(text)).toBe(value);
  });
});

test('quoted, block and !!str scalars are text', () => {
  expect(read('a: "0644"\nb: \'on\'\nc: !!str 0644\nd: |-\n  on\ne: ! yes\nf: !x 1\ng: !!int "1"\n')).toEqual({
    a: '0644',
    b: 'on',
    c: '0644',
    d: 'on',
    e: 'yes',
    f: '1',
    g: 1,
  });
});

/** The same rules as tags of the `yaml` package, put together from its 1.1 schema. */
const kubernetes = (tags: readonly ScalarTag[]): ScalarTag[] => [
  ...['timestamp', 'int', 'float', 'bool', 'null', 'binary', 'set', 'omap', 'pairs'].reduce(
    (kept, name) => kept.filter((tag) => !tag.tag.endsWith(`:${name}`)),
    [...tags],
  ),
  { tag: 'tag:plain', default: true, test: /^(?!<<$)/, resolve: (text: string) => plainValue(text) as never },
];

const objects = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'web',
      'on',
      '0644',
      '1_000',
      '',
      '~',
      '12:30',
      'a: b',
      '# c',
      ' x ',
      'é',
      '😀',
      'a\nb\n',
      '- x',
      '*y',
      "it's",
      '"q"',
      '\t',
      '{{ x }}',
    ),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('image', 'name', 'on', '1', 'a b', '__proto__', 'x:y', '#k', ''), tie('value'), {
      maxKeys: 4,
    }),
  ),
}));

test('reads what the yaml package wrote, as the yaml package reads it under the same rules', () => {
  const options = [
    { compat: 'yaml-1.1', lineWidth: 0 },
    { lineWidth: 20 },
    { collectionStyle: 'flow' },
    { defaultStringType: 'QUOTE_SINGLE' },
    { indentSeq: false },
  ] as const;
  fc.assert(
    fc.property(objects.value, fc.constantFrom(...options), (value, style) => {
      const text = stringify({ value }, style);
      const theirs = parse(text, { version: '1.1', merge: true, customTags: kubernetes as never });
      expect(JSON.parse(JSON.stringify(read(text)))).toEqual(JSON.parse(JSON.stringify(theirs)));
    }),
    { numRuns: 500 },
  );
});

test('reads JSON as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify({ value }, undefined, indent);
      expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('text that may stand without quotes is text to every reader of YAML', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...'ab10:.-_/@+~ #,{}%') }),
        fc.constantFrom('on', '1:20', '2001-01-01', '0x1', '1e3'),
      ),
      (text) => {
        if (!isSafePlain(text)) return;
        for (const version of ['1.1', '1.2'] as const) expect(parse(`a: ${text}`, { version }).a).toBe(text);
        expect(parse(`{a: ${text}, b: 1}`).a).toBe(text);
      },
    ),
    { numRuns: 1000 },
  );
});
