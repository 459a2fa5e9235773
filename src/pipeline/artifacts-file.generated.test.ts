import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { artifactsFileSchema } from './artifacts-file.schema.ts';
import { formatArtifacts, parseArtifacts } from './artifacts-file.ts';

const schema = {
  ...z.toJSONSchema(artifactsFileSchema, { target: 'draft-7', io: 'input' }),
  title: 'artifacts.json',
  description: 'The images that a build made; what "orchestrator build --file-output" and Skaffold write.',
};

test('schema/artifacts.schema.json is what the schema says', async () => {
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot('../../schema/artifacts.schema.json');
});

test.each([
  [formatArtifacts([{ imageName: 'a', tag: 'a:1', runtimeType: 'go' }]), true],
  ['{}', true],
  ['{"builds":null,"more":1}', true],
  ['{"builds":[{"imageName":"a","tag":"a","runtimeType":null}]}', true],
  ['[]', false],
  ['{"builds":{}}', false],
  ['{"builds":[{"imageName":"a"}]}', false],
  ['{"builds":[{"imageName":"a","tag":""}]}', false],
  ['{"builds":[{"imageName":"a","tag":"a","runtimeType":1}]}', false],
])('the schema and the reader agree on %s', (text, valid) => {
  expect(new Ajv().validate(schema, JSON.parse(text))).toBe(valid);
  expect(parseArtifacts(text, 'artifacts.json').ok).toBe(valid);
});
