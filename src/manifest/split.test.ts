import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { splitDocuments } from './split.ts';

const parts = (text: string) => splitDocuments(text).map((chunk) => [chunk.holds, text.slice(chunk.start, chunk.end)]);

test.each([
  ['', []],
  ['a: b', [['document', 'a: b']]],
  ['# licence\n---\na: b\n', [['document', '# licence\n---\na: b\n']]],
  [
    'a: b\n---\nc: d\n---\n',
    [
      ['document', 'a: b\n'],
      ['document', '---\nc: d\n'],
      ['nothing', '---\n'],
    ],
  ],
  [
    'a: |\n  x\n--- # none\n\n---\r\nb: c\r\n...\n# tail',
    [
      ['document', 'a: |\n  x\n'],
      ['comments', '--- # none\n\n'],
      ['document', '---\r\nb: c\r\n...\n'],
      ['comments', '# tail'],
    ],
  ],
  ['\uFEFFa: b\n---x: not a marker\n ---\n', [['document', '\uFEFFa: b\n---x: not a marker\n ---\n']]],
  ['%YAML 1.2\n---\na: b\n', [['document', '%YAML 1.2\n---\na: b\n']]],
  [
    '--- {a: b}\n--- >\n x\n',
    [
      ['document', '--- {a: b}\n'],
      ['document', '--- >\n x\n'],
    ],
  ],
  [
    '---\n...\n---\n',
    [
      ['nothing', '---\n...\n'],
      ['nothing', '---\n'],
    ],
  ],
])('%j', (text, expected) => {
  expect(parts(text)).toEqual(expected);
});

test('the chunks together are the text', () => {
  const pieces = ['---', '...', '\n', '\r\n', ' ', '#c', 'a: b', '"', '|', '%YAML 1.2'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (list) => {
      const text = list.join('');
      expect(
        parts(text)
          .map(([, part]) => part)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('finds the documents that a whole parser finds', () => {
  const pieces = [
    '---\n',
    '--- # c\n',
    '...\n',
    'a: b\n',
    'c: |\n  ---\n  x\n',
    '# c\n',
    '\n',
    '--- {d: e}\n',
    "q: 'x\n  y'\n",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (list) => {
      const text = list.join('');
      const whole = parseAllDocuments(text, { uniqueKeys: false });
      if (!Array.isArray(whole) || whole.some((one) => one.errors.length > 0)) return;
      const held = whole.filter((one) => one.contents !== null && one.toJS() !== null).length;
      expect(splitDocuments(text).filter((chunk) => chunk.holds === 'document')).toHaveLength(held);
    }),
  );
});
