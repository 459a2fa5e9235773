import { describe, expect, test } from 'vitest';
import { joinDocuments } from './join.ts';
import { splitDocuments } from './split.ts';

const join = (...texts: readonly string[]) =>
  joinDocuments(
    texts.flatMap((text, index) =>
      splitDocuments(text)
        .filter((chunk) => chunk.holds !== 'nothing')
        .map((chunk) => ({ source: { name: `${index}`, text }, chunk, edits: [] })),
    ),
  );

describe('joinDocuments', () => {
  test.each([
    ['nothing', [], ''],
    ['one file, as it is', ['\uFEFF# a\n\na:   b # c\n'], '\uFEFF# a\n\na:   b # c\n'],
    ['a newline at the end', ['a: b'], 'a: b\n'],
    ['files', ['a: b\n', 'c: d\n'], 'a: b\n---\nc: d\n'],
    ['files that open with a marker', ['---\na: b\n', '---\nc: d'], '---\na: b\n---\nc: d\n'],
    ['a file without a newline at its end', ['a: b', '---\nc: d\n'], 'a: b\n---\nc: d\n'],
    ['empty documents', ['---\n---\na: b\n---\n', '\n\n', 'c: d\n---\n\n'], '---\na: b\n---\nc: d\n'],
    ['comments alone', ['a: b\n--- # none\n', '# only\n', 'c: d\n'], 'a: b\n--- # none\n---\n# only\n---\nc: d\n'],
    ['comments before a marker', ['a: b\n', '# licence\n---\nc: d\n'], 'a: b\n---\n# licence\nc: d\n'],
    ['a marker with content', ['a: b\n', '# licence\n--- {c: d}\n'], 'a: b\n# licence\n--- {c: d}\n'],
    ['CRLF', ['a: b\r\n---\r\nc: d', 'e: f\r\n'], 'a: b\r\n---\r\nc: d\r\n---\r\ne: f\r\n'],
    ['a BOM further on', ['a: b\n', '\uFEFFc: d\n', '\uFEFF---\ne: f\n'], 'a: b\n---\nc: d\n---\ne: f\n'],
    ['end markers', ['a: b\n...\n', 'c: d\n'], 'a: b\n...\n---\nc: d\n'],
    ['directives', ['a: b\n', '%YAML 1.2\n---\nc: d\n'], 'a: b\n...\n%YAML 1.2\n---\nc: d\n'],
    ['JSON', ['{"a": 1}', '{"b": 2}\n'], '{"a": 1}\n---\n{"b": 2}\n'],
  ])('%s', (_, texts, expected) => {
    expect(join(...texts)).toBe(expected);
  });
});
