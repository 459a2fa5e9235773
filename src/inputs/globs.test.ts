import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { createGlobs } from './globs.ts';

const keeps = (include: readonly string[], path: string, ignore: readonly string[] = []): boolean =>
  unwrap(createGlobs(include, ignore)).decide(path, 'file').keep;

describe('globs', () => {
  test.each([
    ['.', 'a/b', true],
    ['./', 'a/b', true],
    ['**', '.hidden/x', true],
    ['src', 'src/a/b.ts', true],
    ['src/', 'src/a', true],
    ['./src', 'src/a', true],
    ['src', 'srcs/a', false],
    ['src/*', 'src/deep/a', true],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'b/a.ts', false],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'b/c/a.ts', true],
    ['src/**', 'src', true],
    ['src/**/**', 'src/x', true],
    ['src/**/a', 'src/a', true],
    ['src/**/a', 'src/b/c/a', true],
    ['src/**/a', 'src/b/ca', false],
    ['*', '.hidden', true],
    ['a?c', 'a/c', false],
    ['a[!b]c', 'abc', false],
    ['a[!b]c', 'a/c', false],
    ['*.{js,ts}', 'a.ts', true],
    ['{a,b{c,d}}/x', 'bd/x', true],
    ['{a}', '{a}', true],
    ['a**', 'ab/c', true],
    ['a**b', 'a/b', false],
    ['+(a)', '+(a)', true],
    ['\\*', '*', true],
  ])('%s and %s: %s', (glob, path, kept) => {
    expect(keeps([glob], path)).toBe(kept);
  });

  test('what is ignored is left out, and let in again', () => {
    expect(keeps(['src'], 'src/a.log', ['**/*.log'])).toBe(false);
    expect(keeps(['src'], 'src/keep.log', ['**/*.log', '!**/keep.log'])).toBe(true);
  });

  test('a folder is entered only where something below can match', () => {
    const { decide } = unwrap(createGlobs(['src/*/test.ts', 'docs/**'], ['docs/old']));
    expect(decide('src', 'folder')).toEqual({ keep: false, descend: true });
    expect(decide('src/a', 'folder')).toEqual({ keep: false, descend: true });
    expect(decide('src/a/b', 'folder')).toEqual({ keep: false, descend: false });
    expect(decide('node_modules', 'folder')).toEqual({ keep: false, descend: false });
    expect(decide('docs', 'folder')).toEqual({ keep: true, descend: true });
    expect(decide('docs/old', 'folder')).toEqual({ keep: false, descend: false });
  });

  test('patterns that match nothing are told', () => {
    const globs = unwrap(createGlobs(['.', 'src', 'sorce/**', '*.go']));
    expect(globs.unmatched(['src/a.ts', 'main.ts'])).toEqual(['sorce/**', '*.go']);
  });

  test.each([
    ['', /"" is not relative/],
    ['/etc', /"\/etc" is not relative/],
    ['../x', /leads out of the context/],
    ['a/../../x', /leads out/],
    ['a[', /is malformed/],
    ['{1,2}'.repeat(11), /more than 1,000/],
  ])('rejects %j and says why', (glob, why) => {
    expect(createGlobs([glob])).toMatchObject({
      ok: false,
      problems: [{ code: 'INPUT_INVALID', message: expect.stringMatching(why) }],
    });
  });

  test('agrees with picomatch on what both read', () => {
    const part = fc.oneof(
      fc.stringMatching(/^[ab*?]{1,4}$/).filter((text) => !text.includes('**')),
      fc.constant('**'),
    );
    const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const path = fc
      .array(fc.stringMatching(/^[ab]{1,3}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(glob, path, (pattern, file) => {
        // There `*/**` leaves out the folder that `a/**` lets in.
        const matches = picomatch([pattern, pattern.replace(/(.)(\/\*\*)+$/, '$1')], { dot: true });
        const parts = file.split('/');
        const above = parts.some((_, index) => matches(parts.slice(0, index + 1).join('/')));
        expect(keeps([pattern], file)).toBe(above);
      }),
      { numRuns: 2000 },
    );
  });
});
