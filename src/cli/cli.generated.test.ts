import { expect, test } from 'vitest';
import { referencePage } from './reference-page.ts';

test('docs/reference/cli.md is what the tables say', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../docs/reference/cli.md');
});
