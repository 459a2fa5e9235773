/**
 * Fields of Skaffold that are read and kept as they are, because no command of this version acts on them.
 * `x-dormant` marks them in the published schema; dormant.ts lists the same paths (a test compares them).
 */
import * as z from 'zod';

export const dormant = (description: string) =>
  z
    .unknown()
    .optional()
    .meta({ description: `${description} Read and kept; no command of this version acts on it.`, 'x-dormant': true });
