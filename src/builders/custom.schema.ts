/** `custom:` of an artifact, word for word Skaffold's. */
import * as z from 'zod';

export const customSchema = z.strictObject({
  buildCommand: z
    .string()
    .optional()
    .describe('Run by sh -c in the context, with IMAGE, PUSH_IMAGE, PLATFORMS and so on; a template.'),
  dependencies: z
    .strictObject({
      dockerfile: z
        .strictObject({
          path: z.string().optional().describe('The Dockerfile, relative to the context.'),
          buildArgs: z
            .record(z.string(), z.string().nullable())
            .optional()
            .describe('Build arguments that its COPY lines use.'),
        })
        .optional()
        .describe('What a Dockerfile copies decides.'),
      command: z.string().optional().describe('Prints a JSON array of the input files.'),
      paths: z.array(z.string()).optional().describe('Globs of the input files; `**` crosses folders.'),
      ignore: z.array(z.string()).optional().describe('Globs of files that do not count.'),
    })
    .optional()
    .describe('What decides the result.'),
});
export type CustomSpec = z.output<typeof customSchema>;
