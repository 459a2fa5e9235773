import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { executeTemplate, parseTemplate } from './index.ts';

/** What text/template of Go 1.26 made of each template over `data`; `stage` says where it failed. */
interface Fixture {
  readonly data: unknown;
  readonly cases: readonly { template: string; output: string | null; stage?: 'parse' | 'execute' }[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('fixtures/go-outputs.json', import.meta.url), 'utf8'));

describe('the language is Go’s', () => {
  test.each(fixture.cases)('$template', ({ template, output }) => {
    const parsed = parseTemplate(template);
    const result = parsed.ok ? executeTemplate(parsed.value, fixture.data) : parsed;
    expect(result.ok ? result.value : null).toBe(output);
  });
});
