import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { executeTemplate, parseTemplate } from '../index.ts';

/** What sprig 3.3 made of each template over `data`; null where it failed. */
interface Fixture {
  readonly data: unknown;
  readonly cases: readonly { readonly template: string; readonly output: string | null }[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('../fixtures/sprig-outputs.json', import.meta.url), 'utf8'));

const run = (template: string, data: unknown = fixture.data) => {
  const parsed = parseTemplate(template);
  return parsed.ok ? executeTemplate(parsed.value, data) : parsed;
};

describe('functions do what sprig’s do', () => {
  test.each(fixture.cases)('$template', ({ template, output }) => {
    const result = run(template);
    expect(result.ok ? result.value : null).toBe(output);
  });
});

describe('dates', () => {
  const clock = { now: new Date('2026-08-11T07:30:00.250Z'), timeZone: 'Europe/Berlin' };
  const dated = (template: string) => {
    const parsed = parseTemplate(template);
    return parsed.ok ? executeTemplate(parsed.value, {}, { clock }) : parsed;
  };
  test.each([
    ['{{now | date "2006-01-02T15-04"}}', '2026-08-11T09-30'],
    ['{{dateInZone "15:04 MST" now "UTC"}}', '07:30 UTC'],
    ['{{date_in_zone "15:04 MST" now "No/Where"}}', '07:30 UTC'],
    ['{{now | unixEpoch}}', '1786433400'],
    ['{{now | htmlDate}}', '2026-08-11'],
  ])('%s', (template, output) => {
    expect(dated(template)).toEqual({ ok: true, value: output });
  });

  test('need a clock', () => {
    expect(run('{{now}}')).toMatchObject({ ok: false, problems: [{ code: 'TEMPLATE_INVALID' }] });
    expect(dated('{{date "2006" "yesterday"}}')).toMatchObject({ ok: false });
  });
});
