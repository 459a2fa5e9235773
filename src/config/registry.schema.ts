/** `registry`: the registry that is built into the program. Ours, not Skaffold's. */
import * as z from 'zod';

export const registrySchema = z
  .strictObject({
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(5080)
      .describe('Where it listens on the loopback address; part of the names of the images in it.'),
    maxSize: z
      .string()
      .regex(/^[1-9][0-9]*(\.[0-9]+)?\s?([KMGT]i?)?B?$/)
      .optional()
      .describe('What it may keep on disk, e.g. `20GiB`; the oldest images that nothing names go first.'),
  })
  .describe('The registry that is built in, used when no other is named.');
