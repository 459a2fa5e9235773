/** The published JSON Schema (draft 7, what editors read), made of the zod schema. Pure. */
import * as z from 'zod';
import { configSchema } from '../config.schema.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Of what people write: fields with a default are optional. */
export const configJsonSchema = (): JsonSchema => z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });

export function publishedSchema(): JsonSchema {
  const { $schema, ...rest } = configJsonSchema();
  return {
    $schema,
    title: 'orchestrator.yaml',
    description: 'What is built, rendered and handed over. Every field: docs/reference/config.md.',
    ...rest,
    // Keys for anchors: the reader drops them.
    patternProperties: { '^\\.': {} },
  };
}
