/**
 * `deploy.readiness`: when kinds that Kubernetes does not know are ready. Ours, not Skaffold's.
 *
 *     readiness:
 *       - groupKind: Queue.acme.io
 *         ready: [{condition: Ready}, {field: status.phase, values: [Live]}]
 *         failed: [{condition: Broken}]
 */
import * as z from 'zod';

const field = z
  .string()
  .regex(/^(?:[^.\\]|\\.)+(?:\.(?:[^.\\]|\\.)+)*$/)
  .describe('Names with dots between, numbers for places of a list; a dot within a name is `\\.`: `status.phase`.');

const testSchema = z.union([
  z.strictObject({
    condition: z.string().describe('Type of a condition in `status.conditions`.'),
    status: z.enum(['True', 'False', 'Unknown']).optional().describe('What it has to be; True unless said.'),
  }),
  z.strictObject({
    field,
    values: z
      .array(z.union([z.string(), z.int(), z.boolean()]))
      .describe('What the field may hold; numbers and truths as text are the same.'),
  }),
  z.strictObject({ field, sameAs: field.describe('Another field that has to hold the same.') }),
  z.strictObject({ field, exists: z.literal(true).describe('It has to be there, and neither empty nor null.') }),
]);

export const readinessSchema = z
  .array(
    z.strictObject({
      groupKind: z
        .string()
        .describe('`Kind.group`, e.g. `Queue.acme.io`, in any version; only `Kind` for the core group.'),
      ready: z
        .array(testSchema)
        .optional()
        .describe('All of them hold when it is ready; none leaves it to the conditions.'),
      failed: z.array(testSchema).optional().describe('Where one of them holds, it cannot come up.'),
    }),
  )
  .describe('When objects of these kinds are ready; the first rule for a kind counts.');
export type ReadinessSpec = z.output<typeof readinessSchema>;
