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
