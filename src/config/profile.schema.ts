/** `profiles`: named changes of a config, word for word Skaffold's. */
import * as z from 'zod';
import { sections } from './sections.schema.ts';

export const activationSchema = z.strictObject({
  env: z
    .string()
    .optional()
    .describe('KEY=PATTERN: a variable that equals or matches; with nothing after `=`, one that is empty or unset.'),
  kubeContext: z.string().optional().describe('A pattern for the kubeconfig context.'),
  command: z.string().optional().describe('A pattern for the command that is run, e.g. `build`.'),
});
export type Activation = z.output<typeof activationSchema>;

export const patchSchema = z.strictObject({
  op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']).default('replace').describe('What to do.'),
  path: z.string().describe('JSON pointer of the place to change, e.g. `/build/artifacts/0/docker/dockerfile`.'),
  from: z.string().optional().describe('JSON pointer of the source of a move or copy.'),
  value: z.unknown().optional().describe('What is added, put there or compared.'),
});
export type Patch = z.output<typeof patchSchema>;

export const profileSchema = z
  .strictObject({
    name: z.string().describe('What --profile names; unique in the config.'),
    activation: z
      .array(activationSchema)
      .optional()
      .describe('Activates the profile when one item holds; an item holds when all of its fields do. `!` negates.'),
    requiresAllActivations: z.boolean().optional().describe('Every item of `activation` must hold.'),
    patches: z.array(patchSchema).optional().describe('RFC 6902 operations, done last and in order.'),
    ...sections,
  })
  .meta({ id: 'Profile', description: 'Changes of the config under a name.' });
export type Profile = z.output<typeof profileSchema>;
