/** `envTemplate`: a Go template over the environment and IMAGE_NAME. Source: Skaffold's tag/env_template.go. */
import { expandTag } from './expand-tag.ts';
import type { EnvTemplateSpec } from './tag-policy.schema.ts';
import type { Tagger } from './tagger.ts';

export const envTemplate: Tagger<EnvTemplateSpec> = {
  kind: 'envTemplate',
  tag: async ({ template }, job) => expandTag('envTemplate', template, { IMAGE_NAME: job.artifact }, job),
};
