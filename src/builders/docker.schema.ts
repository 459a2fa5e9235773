/** `docker:` of an artifact, word for word Skaffold's. */
import * as z from 'zod';

export const dockerSchema = z.strictObject({
  dockerfile: z
    .string()
    .default('Dockerfile')
    .describe('Dockerfile, looked up in the context first, then in the folder of the config.'),
  target: z.string().optional().describe('The build stage to stop at.'),
  buildArgs: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe('Build arguments; values are templates, null passes the variable of that name.'),
  network: z.string().optional().describe('bridge, none, host or container:NAME.'),
  addHost: z.array(z.string()).optional().describe('Extra hosts as NAME:IP.'),
  cacheFrom: z.array(z.string()).optional().describe('Images whose layers may be reused.'),
  cliFlags: z.array(z.string()).optional().describe('More flags for docker buildx build; templates.'),
  pullParent: z.boolean().optional().describe('Pull the base image even if it is there.'),
  noCache: z.boolean().optional().describe('Build every step anew.'),
  squash: z.boolean().optional().describe('Squash the new layers; refused by BuildKit.'),
  secrets: z
    .array(
      z.strictObject({
        id: z.string().describe('Name in `RUN --mount=type=secret,id=NAME`.'),
        src: z.string().optional().describe('File that holds it, relative to the config.'),
        env: z.string().optional().describe('Variable that holds it.'),
      }),
    )
    .optional()
    .describe('Build secrets; need BuildKit.'),
  ssh: z.string().optional().describe('SSH agent socket or keys; needs BuildKit.'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels of the image; values are templates.'),
  buildx: z.boolean().optional().describe('Build with docker buildx even where the engine alone would do.'),
});
export type DockerSpec = z.output<typeof dockerSchema>;
