/** `lock`: how `orchestrator.lock` is kept. Ours, not Skaffold's. */
import * as z from 'zod';

export const lockSchema = z
  .strictObject({
    refresh: z
      .string()
      .regex(/^[1-9][0-9]{0,3}[hd]$/)
      .optional()
      .describe(
        'How old an entry may grow, e.g. `7d` or `12h`, before its tag is looked up again; never, unless said.',
      ),
  })
  .describe('How the digests of base images are kept in `orchestrator.lock`.');
