/** The sections of a config beside `build` and `deploy`: manifests, and those that are kept for later commands. */
import * as z from 'zod';
import { manifestImagesSchema, rawYamlSchema } from '../renderers/raw.schema.ts';
import { resourceSelectorSchema } from '../renderers/resource-selector.schema.ts';
import { buildSchema } from './build.schema.ts';
import { deploySchema } from './deploy.schema.ts';
import { dormant } from './dormant.schema.ts';
import { renderHooksSchema } from './hook.schema.ts';
import { lockSchema } from './lock.schema.ts';
import { registriesSchema } from './registries.schema.ts';
import { registrySchema } from './registry.schema.ts';

const cap = (description: string) => z.int().min(1).exactOptional().describe(description);

const manifestLimitsSchema = z
  .strictObject({
    documentLength: cap('Characters of one document; 8388608 unless said.'),
    documentNodes: cap('Values of one document; 500000 unless said.'),
    aliasedNodes: cap('Values of one document that aliases stand for; 100000 unless said.'),
  })
  .meta({ id: 'ManifestLimits', description: 'What a manifest may cost to read. Raise it for files that you trust.' });

export const manifestsSchema = z
  .strictObject({
    rawYaml: rawYamlSchema.optional(),
    images: manifestImagesSchema.optional(),
    hooks: renderHooksSchema.optional(),
    limits: manifestLimitsSchema.optional(),
    allowedRegistries: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Where images may come from, own and foreign: HOST[:PORT][/PATH], with all below it; `docker.io/library` is what Docker Hub calls official. Anything else ends render, deploy, run, apply and diff. Anywhere unless said.',
      ),
    output: dormant('A path that Skaffold never reads.'),
  })
  .meta({ id: 'Manifests', description: 'Which manifests are rendered.' });

/** What a profile may change; the root has the same. */
export const sections = {
  build: buildSchema.optional(),
  manifests: manifestsSchema.optional(),
  deploy: deploySchema.optional(),
  resourceSelector: resourceSelectorSchema.optional(),
  registries: registriesSchema.optional().describe('How registries are reached, and whom they may send to.'),
  registry: registrySchema.optional(),
  lock: lockSchema.optional(),
  portForward: dormant('Ports of the cluster that are opened on this machine in dev.'),
  verify: dormant('Containers that verify a deployment.'),
  customActions: dormant('Containers that `exec` runs.'),
};
