/**
 * The config as a whole: Skaffold v4beta14's tree word for word as far as this version supports it, and what is ours:
 * `layers`, `deploy.directory`, `manifests.images`, `registries`, `registry`. The one source of the types, of
 * schema/orchestrator.schema.json, of the validator and of docs/reference/config.md.
 *
 * Only what one field says by itself is said here; what fields say about each other is in rules.ts.
 */
import * as z from 'zod';
import { buildSchema } from './build.schema.ts';
import { deploySchema } from './deploy.schema.ts';
import { profileSchema } from './profile.schema.ts';
import { manifestsSchema, sections } from './sections.schema.ts';

export const metadataSchema = z
  .strictObject({
    name: z.string().optional().describe('Name of the project; also of the set of objects that it deploys.'),
    labels: z.record(z.string(), z.string()).optional().describe('Kept; nothing reads them.'),
    annotations: z.record(z.string(), z.string()).optional().describe('Kept; nothing reads them.'),
  })
  .describe('What the config is called.');

export const configSchema = z.strictObject({
  apiVersion: z.literal('orchestrator/v1').describe('The version of this format.'),
  kind: z.literal('Config').describe('Always Config.'),
  metadata: metadataSchema.optional(),
  ...sections,
  build: buildSchema.prefault({}),
  manifests: manifestsSchema.prefault({}),
  deploy: deploySchema.prefault({}),
  profiles: z.array(profileSchema).optional().describe('Named changes of this config.'),
});
/** Read, checked, and with every default filled in. */
export type Config = z.output<typeof configSchema>;
