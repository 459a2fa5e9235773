/**
 * `layers:` of an artifact: an image out of files, with no engine at all. Ours, not Skaffold's.
 * Several platforms: `src` may hold `{{.TARGETOS}}` and `{{.TARGETARCH}}`, or an entry names its `platforms`.
 */
import * as z from 'zod';

export const layersSchema = z.strictObject({
  base: z
    .string()
    .default('scratch')
    .describe('An image of any registry, `oci:FOLDER[:TAG]` for an OCI layout, or `scratch`.'),
  files: z
    .array(
      z.strictObject({
        src: z
          .string()
          .min(1)
          .describe(
            'A file, a folder (its content is taken) or a glob, relative to the context. A template over the environment, TARGETOS, TARGETARCH, TARGETVARIANT and TARGETPLATFORM.',
          ),
        dest: z
          .string()
          .startsWith('/')
          .describe(
            'Absolute path in the image: of a folder, or of a file where src is one and there is no trailing slash.',
          ),
        ignore: z.array(z.string()).optional().describe('Patterns as in .dockerignore, relative to src.'),
        owner: z
          .string()
          .regex(/^\d{1,10}:\d{1,10}$/)
          .default('0:0')
          .describe('UID:GID, numbers.'),
        mode: z
          .union([z.string().regex(/^[0-7]{3,4}$/), z.int().min(0).max(0o7777)])
          .optional()
          .describe('Of files, octal, e.g. 0644 or "0644"; else 0755 where the owner may execute, and 0644.'),
        platforms: z.array(z.string()).optional().describe('Only in images of these platforms.'),
      }),
    )
    .default([])
    .describe('One layer each, in this order.'),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe('Variables of the image, added to the base; values are templates.'),
  entrypoint: z.array(z.string()).optional().describe('Program and arguments; clears the cmd of the base.'),
  cmd: z.array(z.string()).optional().describe('Arguments of the entrypoint, or the program where there is none.'),
  user: z.union([z.string(), z.int()]).optional().describe('UID[:GID] or a name of the base.'),
  workingDir: z.string().startsWith('/').optional().describe('Where the program starts.'),
  ports: z
    .array(z.union([z.string().regex(/^\d{1,5}(?:\/(?:tcp|udp|sctp))?$/), z.int().min(1).max(65_535)]))
    .optional()
    .describe('PORT[/tcp|udp|sctp], tcp unless said.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of the image; values are templates.'),
  compression: z.enum(['gzip', 'none']).default('gzip').describe('How layers are stored and sent.'),
});
export type LayersSpec = z.output<typeof layersSchema>;
