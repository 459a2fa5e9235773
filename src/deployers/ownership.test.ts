import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPath } from './object-path.ts';
import { formatOwnership, joinOwnership, parseOwnership, sha256Of } from './ownership.ts';

const shas = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{64}$/), { minLength: 1, maxLength: 3 });
const paths = fc
  .record({
    namespace: fc.option(fc.stringMatching(/^[a-z.]{1,9}$/), { nil: undefined }),
    kind: fc.string(),
    group: fc.string(),
    name: fc.string(),
  })
  .map(formatPath);
const ownerships = fc.array(fc.tuple(paths, shas)).map((entries) => new Map(entries));

describe('ownership', () => {
  test('is the form of sha256sum --check', () => {
    const text = formatOwnership(
      new Map([
        ['b/Pod._b.yaml', [sha256Of('b\n')]],
        ['a/Pod._a.yaml', [sha256Of('a\n')]],
      ]),
    );
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  a/Pod._a.yaml',
      '0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f  b/Pod._b.yaml',
      '',
    ]);
  });

  test('what was written is read back, and does not depend on the order', () => {
    fc.assert(
      fc.property(ownerships, (owned) => {
        const text = formatOwnership(owned);
        const read = parseOwnership(text, 'f');
        expect(read.ok && new Map(read.value)).toEqual(owned);
        expect(formatOwnership(new Map([...owned].reverse()))).toBe(text);
      }),
    );
  });

  test('joined, it holds what either holds', () => {
    fc.assert(
      fc.property(ownerships, ownerships, (one, other) => {
        const both = joinOwnership(one, other);
        for (const part of [one, other])
          for (const [path, all] of part) expect(both.get(path)).toEqual(expect.arrayContaining([...all]));
        expect([...both.keys()].every((path) => one.has(path) || other.has(path))).toBe(true);
      }),
    );
  });

  test('reads line ends of Windows', () => {
    const owned = new Map([['a/Pod._a.yaml', [sha256Of('')]]]);
    expect(parseOwnership(formatOwnership(owned).replaceAll('\n', '\r\n'), 'f')).toEqual({ ok: true, value: owned });
  });

  test.each([
    ['a way out', `${'0'.repeat(64)}  ../../etc/passwd`],
    ['an absolute path', `${'0'.repeat(64)}  /etc/passwd`],
    ['a file in the folder itself', `${'0'.repeat(64)}  .orchestrator-owned`],
    ['another file', `${'0'.repeat(64)}  a/notes.md`],
    ['marks of a merge', '<<<<<<< HEAD'],
    ['half a line', `${'0'.repeat(63)}  a/Pod._a.yaml`],
  ])('refuses %s, with its place', (_, line) => {
    expect(parseOwnership(`# head\n${line}\n`, 'deployed/.orchestrator-owned')).toMatchObject({
      ok: false,
      problems: [{ code: 'DEPLOY_CONFLICT', at: { start: 7, end: 7 + line.length } }],
    });
  });
});
