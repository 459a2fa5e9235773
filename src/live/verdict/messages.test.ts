import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoted, shortened, withMessage } from './messages.ts';

describe('a text of the cluster', () => {
  test.each([
    ['one\n  two', 'one two'],
    ['it ends.', 'it ends'],
    ['Get "https://bob:pass@reg.test/v2/?token=canary": EOF', 'Get "https://reg.test/v2/?…": EOF'],
    ['exec: "canary": executable file not found in $PATH', 'exec: executable file not found in $PATH'],
  ])('%j is quoted as %j', (message, text) => {
    expect(quoted(message)).toBe(text);
  });

  test('is at most 300 characters on one line, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), (message) => {
        const text = quoted(message);
        expect(text.length).toBeLessThanOrEqual(300);
        expect(text).not.toMatch(/[\n\r]/);
        expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
      }),
    );
  });

  test('is not cut within a character', () => {
    expect(shortened(`${'a'.repeat(298)}😀${'b'.repeat(9)}`)).toBe(`${'a'.repeat(298)}…`);
  });

  test('that is empty leaves the head alone', () => {
    expect(withMessage('it waits', '  ')).toBe('it waits');
    expect(withMessage('it waits', 'for you')).toBe('it waits: for you');
  });
});
