import { expect, test } from 'vitest';
import { createExpander } from '../pipeline/templates.ts';
import { expandUntagged } from './untagged.ts';

const env = { WORD: 'w', IMAGE_TAG: 'v1' };

test.each([
  ['plain', 'plain'],
  ['{{.WORD}}', 'w'],
  ['x-{{.IMAGE_TAG}}', 'x-{{.IMAGE_TAG}}'],
  ['{{.IMAGE_REPO}}/{{ .IMAGE_NAME }}:{{.IMAGE_TAG}} {{.WORD}}', '{{.IMAGE_REPO}}/{{.IMAGE_NAME}}:{{.IMAGE_TAG}} w'],
  ['{{cmd}} {{.IMAGE_TAG}}', 'told {{.IMAGE_TAG}}'],
  ['{{slice .IMAGE_TAG 0 40}} {{.WORD}}', '{{slice .IMAGE_TAG 0 40}} {{.WORD}}'],
])('%s is %s', (template, expected) => {
  expect(expandUntagged(createExpander(env, { cmd: () => 'told' }))(template)).toBe(expected);
});
