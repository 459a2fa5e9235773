/** What a config says of its cluster: which one, which namespace, how long it is waited for. A flag beats all of it. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { Project } from '../load.ts';
import { type Deletion, readKubectlFlags } from './kubectl-flags.ts';
import { type KindRule, readinessRules } from './readiness.ts';

export interface ClusterSettings {
  /** Undefined: the current one. */
  readonly context: string | undefined;
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  readonly forceConflicts: boolean;
  /** Undefined: it does not say. */
  readonly wait: boolean | undefined;
  readonly timeoutMs: number | undefined;
  readonly toleratesFailures: boolean | undefined;
  readonly deletion: Deletion;
  /** When objects of some kinds are ready. */
  readonly readiness: readonly KindRule[];
  /** What in it changes nothing. */
  readonly warnings: readonly Problem[];
}

/** Without a config, or with one that says nothing. */
export const NO_SETTINGS: ClusterSettings = {
  context: undefined,
  namespace: undefined,
  forceConflicts: false,
  wait: undefined,
  timeoutMs: undefined,
  toleratesFailures: undefined,
  deletion: {},
  readiness: [],
  warnings: [],
};

/** @throws OrchestratorError CONFIG_UNSUPPORTED with every flag of kubectl that is refused; CONFIG_INVALID, TEMPLATE_INVALID. */
export function clusterSettings({ resolved, expand }: Pick<Project, 'resolved' | 'expand'>): ClusterSettings {
  const {
    kubectl = {},
    kubeContext,
    statusCheck,
    statusCheckDeadlineSeconds,
    readiness = [],
    tolerateFailuresUntilDeadline,
  } = resolved.config.deploy;
  const flags = readKubectlFlags(kubectl, resolved);
  const [first, ...rest] = flags.problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  const { defaultNamespace = '' } = kubectl;
  return {
    context: flags.context ?? (kubeContext === '' ? undefined : kubeContext),
    namespace: flags.namespace ?? namespaceOf(defaultNamespace, expand(defaultNamespace), resolved),
    forceConflicts: flags.force ?? false,
    wait: statusCheck,
    // Skaffold takes 0 for "not said".
    timeoutMs: statusCheckDeadlineSeconds ? statusCheckDeadlineSeconds * 1000 : undefined,
    toleratesFailures: tolerateFailuresUntilDeadline,
    deletion: flags.deletion,
    readiness: readinessRules(readiness),
    warnings: flags.warnings,
  };
}

function namespaceOf(written: string, name: string, { placeOf }: Project['resolved']): string | undefined {
  if (written === '') return undefined;
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new OrchestratorError({
    code: 'CONFIG_INVALID',
    message: `deploy.kubectl.defaultNamespace "${written}" became "${name}", which is no name of a namespace`,
    hint: 'Set the variables that it is made of, or give them a default: {{default "staging" .VAR}}.',
    at: placeOf(['deploy', 'kubectl', 'defaultNamespace']),
  });
}
