import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileRegexp } from './index.ts';

/** Processor time: a busy machine makes no test slower. */
const cpuMs = (): number => process.cpuUsage().user / 1000;

interface Fixture {
  readonly texts: readonly string[];
  /** `results` holds, for each text, all matches and then the groups of the first. */
  readonly cases: readonly { pattern: string; valid: boolean; results?: readonly (readonly string[] | null)[] }[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('fixtures/go-results.json', import.meta.url), 'utf8'));

describe('compileRegexp', () => {
  test.each(fixture.cases)('reads and matches $pattern as Go does', ({ pattern, valid, results }) => {
    const regexp = compileRegexp(pattern);
    expect(regexp.ok).toBe(valid);
    if (!regexp.ok) return;
    const found = fixture.texts.flatMap((text) => {
      const all = regexp.value.findAll(text).map(({ start, end }) => text.slice(start, end));
      const first = regexp.value.find(text)?.groups.map((group) => group ?? '');
      return [all.length === 0 ? null : all, first ?? null];
    });
    expect(found).toEqual(results);
  });

  test.each([['(a+)+$'], ['(a|a)*b'], ['(.*)*x'], ['(a?){50}a{50}b'], ['(?:a*)*b']])(
    'answers %s on a long text in linear time',
    (pattern) => {
      const regexp = compileRegexp(pattern);
      const start = cpuMs();
      if (regexp.ok) regexp.value.test(`${'a'.repeat(20_000)}!`);
      expect(regexp.ok).toBe(true);
      expect(cpuMs() - start).toBeLessThan(1000);
    },
  );

  test('refuses a pattern that would make too large a program', () => {
    expect(compileRegexp('((a{100}){100}){100}')).toMatchObject({ ok: false, why: 'it is too large' });
    expect(compileRegexp('('.repeat(10_000))).toMatchObject({ ok: false });
  });

  test('finds many matches in one text without starting over', () => {
    const regexp = compileRegexp('a');
    const start = cpuMs();
    expect(regexp.ok && regexp.value.findAll('a'.repeat(50_000)).length).toBe(50_000);
    expect(cpuMs() - start).toBeLessThan(1000);
  });
});
