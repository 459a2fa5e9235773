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
  gitCommit: gitCommitSchema.nullish(),
  sha256: sha256Schema.nullish(),
  envTemplate: envTemplateSchema.optional(),
  dateTime: dateTimeSchema.nullish(),
  inputDigest: inputDigestSchema.nullish(),
};
export const customTemplateSchema = z.strictObject({
  template: z.string().describe('A Go template over the names of the components.'),
  components: z.array(z.strictObject({ name: z.string(), ...simple })).optional(),
});
export const tagPolicySchema = z.strictObject({ ...simple, customTemplate: customTemplateSchema.optional() });

export type GitCommitSpec = z.output<typeof gitCommitSchema>;
export type EnvTemplateSpec = z.output<typeof envTemplateSchema>;
export type DateTimeSpec = z.output<typeof dateTimeSchema>;
export type CustomTemplateSpec = z.output<typeof customTemplateSchema>;
export type TagPolicySpec = z.output<typeof tagPolicySchema>;
