/** `deploy.directory`: one file per object under a folder. Ours, not Skaffold's. */
import * as z from 'zod';

export const directorySchema = z.strictObject({
  path: z.string().default('deployed').describe('The folder, relative to the config; a template.'),
});
export type DirectorySpec = z.output<typeof directorySchema>;
