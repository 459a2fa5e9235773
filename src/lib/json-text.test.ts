import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonNode, parseJsonText } from './json-text.ts';

/** What JSON.parse would give; a later member beats an earlier one there too. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
}

function asJsonParse(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
const asOurs = (text: string): unknown => {
  const parsed = parseJsonText(text);
  return parsed.ok ? { value: plain(parsed.root) } : undefined;
};

describe('takes what JSON.parse takes', () => {
  test('any value, with or without spaces', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (text, space) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, space);
        expect(asOurs(spaced)).toEqual(asJsonParse(spaced));
      }),
    );
  });

  test('and nothing else', () => {
    const unit = fc.constantFrom(...'{}[]:,"\\u0-1.eE+ \n\u0001tn', 'true', 'null', '"a"', '\\u00e4', '12');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        expect(asOurs(text)).toEqual(asJsonParse(text));
      }),
      { numRuns: 5000 },
    );
  });
});

test.each([
  ['', 0, 'expected a value, and the text ends'],
  ['{"a":1,}', 7, 'expected a name in double quotes'],
  ['[1 2]', 3, 'expected "," or "]"'],
  ['[1,\n]', 4, 'expected a value'],
  ['{"a" 1}', 5, 'expected ":"'],
  ["{'a':1}", 1, 'expected a name in double quotes'],
  ['{"a":"\n"}', 6, `expected '"'`],
  ['"a\\x"', 2, 'an escape that JSON has not'],
  ['"a', 2, `expected '"', and the text ends`],
  ['{} x', 3, 'expected the end'],
  ['[01]', 1, 'expected a value'],
  ['[1', 2, 'expected "," or "]", and the text ends'],
  ['\ufeff{}', 0, 'expected a value'],
  ['['.repeat(100_000), 501, 'more than 500 levels'],
])('says where %.20j stops to be JSON', (text, start, message) => {
  expect(parseJsonText(text)).toMatchObject({ ok: false, fault: { start, message } });
});

test('a text of millions of escapes is read', () => {
  const text = JSON.stringify('\n'.repeat(6_000_000));
  expect(parseJsonText(text)).toMatchObject({ ok: true, root: { end: text.length } });
});

test('values and names know where they are', () => {
  const text = ' {"a": [1, {"b": "x"}]} ';
  const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  const parsed = parseJsonText(text);
  if (!parsed.ok || parsed.root.kind !== 'object') throw new Error('not read');
  const [member] = parsed.root.members;
  expect(slice(parsed.root)).toBe(text.trim());
  expect(member && slice(member.at)).toBe('"a"');
  expect(member && slice(member.value)).toBe('[1, {"b": "x"}]');
});
