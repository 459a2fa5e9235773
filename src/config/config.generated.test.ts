import { expect, test } from 'vitest';
import { publishedSchema } from './generate/json-schema.ts';
import { validatorSource } from './generate/validator.ts';

test('schema/orchestrator.schema.json is what the schema says', async () => {
  const text = `${JSON.stringify(publishedSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../schema/orchestrator.schema.json');
});

test('the committed validator is the one that the schema makes', async () => {
  await expect(validatorSource()).toMatchFileSnapshot('./generated/validate.js');
});
