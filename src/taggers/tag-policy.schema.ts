/** `build.tagPolicy`, word for word Skaffold's: one tagger, and customTemplate that joins several. */
import * as z from 'zod';

export const gitCommitSchema = z.strictObject({
  variant: z
    .string()
    .optional()
    .describe('Tags (default), CommitSha, AbbrevCommitSha, TreeSha, AbbrevTreeSha or Branches.'),
  prefix: z.string().optional().describe('Put before the tag as it is.'),
  ignoreChanges: z.boolean().optional().describe('Leave out -dirty.'),
});
export const sha256Schema = z.strictObject({});
export const envTemplateSchema = z.strictObject({
  template: z.string().describe('A Go template over the environment and IMAGE_NAME.'),
});
export const dateTimeSchema = z.strictObject({
  format: z.string().optional().describe('A Go time layout; 2006-01-02_15-04-05.999_MST unless said.'),
  timezone: z.string().optional().describe('An IANA zone; the local one unless said.'),
});
export const inputDigestSchema = z.strictObject({});

const simple = {
  gitCommit: gitCommitSchema.nullish().describe('A tag out of git: the default where there is git.'),
  sha256: sha256Schema.nullish().describe('The tag `latest`; the digest tells images apart.'),
  envTemplate: envTemplateSchema.optional().describe('A tag out of the environment.'),
  dateTime: dateTimeSchema.nullish().describe('The time of the build.'),
  inputDigest: inputDigestSchema.nullish().describe('A digest of all that the image is built from.'),
};
export const customTemplateSchema = z.strictObject({
  template: z.string().describe('A Go template over the names of the components.'),
  components: z
    .array(z.strictObject({ name: z.string().describe('How the template names it.'), ...simple }))
    .optional()
    .describe('Parts of the tag; GIT, DATE, SHA and INPUT_DIGEST are there already.'),
});
export const tagPolicySchema = z.strictObject({
  ...simple,
  customTemplate: customTemplateSchema.optional().describe('A tag out of other policies.'),
});

export type GitCommitSpec = z.output<typeof gitCommitSchema>;
export type EnvTemplateSpec = z.output<typeof envTemplateSchema>;
export type DateTimeSpec = z.output<typeof dateTimeSchema>;
export type CustomTemplateSpec = z.output<typeof customTemplateSchema>;
export type TagPolicySpec = z.output<typeof tagPolicySchema>;
