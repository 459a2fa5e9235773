/** `resourceSelector`, word for word Skaffold's: which fields of which kinds hold images and labels. */
import * as z from 'zod';

const ruleSchema = z.strictObject({
  groupKind: z.string().describe('`Kind.group`, e.g. `Widget.example.com`; only `Kind` for the core group.'),
  image: z
    .array(z.string())
    .optional()
    .describe('Paths of image fields: `.spec.image`; a list adds nothing to a path; `.*` is every key named image.'),
  labels: z.array(z.string()).optional().describe('Paths of label maps: `.metadata.labels`; `.*` is every one.'),
  podSpec: z.array(z.string()).optional().describe('Paths of pod specs: `.spec.template.spec`.'),
});

export const resourceSelectorSchema = z
  .strictObject({
    allow: z.array(ruleSchema).optional().describe('Replaces what is built in for these kinds.'),
    deny: z.array(ruleSchema).optional().describe('Paths of these kinds that are left alone.'),
  })
  .describe('Which fields of which kinds hold images and labels.');
