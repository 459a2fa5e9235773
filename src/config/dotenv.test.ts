import { describe, expect, test } from 'vitest';
import { parseDotenv } from './dotenv.ts';

describe('parseDotenv', () => {
  test.each<[string, Record<string, string>]>([
    ['A=1\nB = two words \n', { A: '1', B: 'two words' }],
    ['\uFEFF# comment\n\n  export A=x # why\r\nB=y#z', { A: 'x', B: 'y#z' }],
    ["A='as $it \\n is'", { A: 'as $it \\n is' }],
    ['A="a\\nb \\"c\\" \\$A"', { A: 'a\nb "c" $A' }],
    ['A=x\nB="${A}-$A"\nC=$A-${NONE}', { A: 'x', B: 'x-x', C: 'x-' }],
    ['A="two\nlines"\nB=', { A: 'two\nlines', B: '' }],
    ['A=1\nA=2', { A: '2' }],
    ['', {}],
  ])('reads %j', (text, values) => {
    expect(parseDotenv(text, 'skaffold.env')).toEqual({ ok: true, value: values });
  });

  test.each([['no equals sign'], ['=x'], ['1A=x'], ['A="open'], ["A='open"]])('refuses %j with its line', (line) => {
    const parsed = parseDotenv(`OK=1\n${line}`, 'skaffold.env');
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', at: { start: 5 } }] });
  });

  test('never shows a value in a problem', () => {
    const parsed = parseDotenv('TOKEN="s3cret', 'skaffold.env');
    expect(parsed.ok ? '' : parsed.problems[0].message).not.toContain('s3cret');
  });

  test('keeps a key that objects have as plain data', () => {
    const parsed = parseDotenv('constructor=1\n__proto__=2', 'skaffold.env');
    expect(parsed.ok && Object.entries(parsed.value)).toEqual([
      ['constructor', '1'],
      ['__proto__', '2'],
    ]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
