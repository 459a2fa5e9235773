/** Hooks: commands of the user around a build, a render or a deploy, word for word Skaffold's. */
import * as z from 'zod';

export const hostHookSchema = z.strictObject({
  command: z.array(z.string()).min(1).describe('Program and arguments; no shell in between.'),
  os: z
    .array(z.string())
    .optional()
    .describe('Run only on these systems: linux, darwin or windows; on all when absent.'),
  dir: z.string().optional().describe('Folder to run in, relative to the config.'),
});
export type HostHook = z.output<typeof hostHookSchema>;

export const buildHooksSchema = z
  .strictObject({
    before: z.array(hostHookSchema).optional().describe('Run in order before the build.'),
    after: z.array(hostHookSchema).optional().describe('Run in order after the build.'),
  })
  .meta({ id: 'BuildHooks', description: 'Commands around the build.' });

const beforeRenderSchema = z.strictObject({ host: hostHookSchema.describe('A command on this machine.') });
const afterRenderSchema = z.strictObject({
  host: hostHookSchema
    .extend({
      withChange: z
        .boolean()
        .optional()
        .describe('What the command prints replaces the manifests; it must print some.'),
    })
    .describe('A command on this machine; the manifests are on its standard input.'),
});
export const renderHooksSchema = z
  .strictObject({
    before: z.array(beforeRenderSchema).optional().describe('Run in order before rendering.'),
    after: z.array(afterRenderSchema).optional().describe('Run in order after rendering.'),
  })
  .describe('Commands around rendering.');
export type RenderHooks = z.output<typeof renderHooksSchema>;

const containerHookSchema = z.strictObject({
  podName: z.string().optional().describe('Pattern for names of pods: `*`, `?`, `[a-z]`; any when absent.'),
  containerName: z.string().optional().describe('Pattern for names of their containers; any when absent.'),
  command: z.array(z.string()).min(1).describe('Program and arguments; no shell in between.'),
});

const deployHookSchema = z
  .strictObject({
    host: hostHookSchema.optional().describe('A command on this machine.'),
    container: containerHookSchema
      .optional()
      .describe('A command in every running container that the patterns name, all of them at once.'),
  })
  .describe('One of both.');

export const deployHooksSchema = z
  .strictObject({
    before: z.array(deployHookSchema).optional().describe('Run in order before the first object is applied.'),
    after: z.array(deployHookSchema).optional().describe('Run in order once all is ready.'),
  })
  .meta({ id: 'DeployHooks', description: 'Commands around an apply.' });
