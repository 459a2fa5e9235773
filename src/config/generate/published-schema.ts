/** schema/orchestrator.schema.json: the JSON Schema with what only its readers need. Pure. */
import { configJsonSchema, type JsonSchema } from './json.schema.ts';

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
