/** `deploy`: where rendered manifests go. Skaffold's word for word, and `directory`, ours. */
import * as z from 'zod';
import { directorySchema } from '../deployers/directory.schema.ts';
import { dormant } from './dormant.schema.ts';
import { deployHooksSchema } from './hook.schema.ts';
import { readinessSchema } from './readiness.schema.ts';

const words = (description: string) => z.array(z.string()).optional().describe(description);

const kubectlFlagsSchema = z
  .strictObject({
    global: words('Flags of every command: `--namespace`, `--context`.'),
    apply: words('Flags of an apply: `--force-conflicts`.'),
    delete: words('Flags of a delete: `--cascade`, `--grace-period`, `--now`, `--wait`, `--timeout`.'),
    disableValidation: z
      .boolean()
      .optional()
      .describe('Tells nothing here: a server-side apply refuses fields that a kind has not.'),
  })
  .describe(
    'Flags of kubectl. One that has no meaning here is told as a warning; one that would change what is applied or where is an error with its place.',
  );

export const kubectlSchema = z
  .strictObject({
    flags: kubectlFlagsSchema.optional(),
    defaultNamespace: z
      .string()
      .optional()
      .describe('Namespace of the objects that name none, unless --namespace says another; a template.'),
    hooks: deployHooksSchema.optional(),
  })
  .meta({ id: 'Kubectl', description: 'Applies to a cluster.' });
export type Kubectl = z.output<typeof kubectlSchema>;

export const deploySchema = z
  .strictObject({
    directory: directorySchema.optional().describe('Writes one file per object under a folder.'),
    kubectl: kubectlSchema.optional(),
    kpt: dormant('Applies to a cluster as kpt does.'),
    docker: dormant('Runs images in the local engine.'),
    cloudrun: dormant('Deploys to Cloud Run.'),
    kubeContext: z.string().optional().describe('Context to deploy to, unless --kube-context names another.'),
    statusCheck: z.boolean().optional().describe('Whether to wait until what was applied is ready; true unless said.'),
    statusCheckDeadlineSeconds: z
      .int()
      .min(0)
      .optional()
      .describe('Seconds to wait until what was applied is ready; 600 unless said, and 0 is as if not said.'),
    tolerateFailuresUntilDeadline: z
      .boolean()
      .optional()
      .describe('Failures end the wait only at its deadline: what fails now may be mended by then.'),
    readiness: readinessSchema.optional(),
    logs: dormant('How lines of container logs are printed.'),
  })
  .meta({ id: 'Deploy', description: 'Where rendered manifests go.' });
