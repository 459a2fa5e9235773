import { expect, test } from 'vitest';
import { configReference } from './generate/config-reference.ts';
import { errorsReference } from './generate/errors-reference.ts';
import { examples } from './generate/examples.ts';
import { publishedSchema } from './generate/published-schema.ts';
import { validatorSource } from './generate/validator.ts';
import { OURS, resolveText } from './resolve.cases.ts';

test('schema/orchestrator.schema.json is what the schema says', async () => {
  const text = `${JSON.stringify(publishedSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../schema/orchestrator.schema.json');
});

test('the committed validator is the one that the schema makes', async () => {
  await expect(validatorSource()).toMatchFileSnapshot('./generated/validate.js');
});

test('docs/reference/config.md lists what the schema says', async () => {
  await expect(configReference()).toMatchFileSnapshot('../../docs/reference/config.md');
});

test('docs/reference/errors.md lists every problem', async () => {
  await expect(errorsReference()).toMatchFileSnapshot('../../docs/reference/errors.md');
});

test.each(Object.entries(examples))('the example of "%s" is a config', async (_, example) => {
  const resolved = await resolveText(example.startsWith('apiVersion') ? example : OURS + example);
  expect(resolved.ok ? [] : resolved.problems).toEqual([]);
});
