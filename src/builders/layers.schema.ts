/** `layers:` of an artifact: an image out of files, with no engine at all. Ours, not Skaffold's. */
import * as z from 'zod';

export const layersSchema = z.strictObject({
  base: z
    .string()
    .default('scratch')
    .describe('An image of any registry, `oci:FOLDER[:TAG]` for an OCI layout, or `scratch`.'),
  files: z
    .array(
      z.strictObject({
        src: z.string().describe('A file, a folder or a glob, relative to the context.'),
        dest: z.string().describe('Absolute path in the image; with a trailing slash, a folder.'),
        ignore: z.array(z.string()).optional().describe('Patterns as in .dockerignore, relative to src.'),
        owner: z.string().default('0:0').describe('UID:GID, numbers.'),
        mode: z.string().optional().describe('Octal, e.g. "0644"; else 0755 where the owner may execute, and 0644.'),
        platforms: z.array(z.string()).optional().describe('Only in images of these platforms.'),
      }),
    )
    .default([])
    .describe('One layer each.'),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe('Variables of the image, added to the base; values are templates.'),
  entrypoint: z.array(z.string()).optional(),
  cmd: z.array(z.string()).optional(),
  user: z.string().optional().describe('UID[:GID] or a name of the base.'),
  workingDir: z.string().optional(),
  ports: z.array(z.string()).optional().describe('PORT[/tcp|udp].'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of the image; values are templates.'),
  compression: z.enum(['gzip', 'none']).default('gzip').describe('How layers are stored and sent.'),
});
export type LayersSpec = z.output<typeof layersSchema>;
