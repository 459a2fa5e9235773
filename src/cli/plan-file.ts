/** `--plan-out` and `--plan`: a plan to a file, and what one says to a cluster. */
import { resolve } from 'node:path';
import { unwrap } from '../errors/result.ts';
import type { ApplyRequest } from '../pipeline/cluster/apply.ts';
import type { ClusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import type { Compared } from '../pipeline/cluster/compare.ts';
import { savePlan } from '../pipeline/cluster/save-plan.ts';
import { formatPlan, parsePlan } from '../pipeline/cluster/saved-plan.ts';
import { readNamedFile } from '../pipeline/named-file.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Invocation } from './command.ts';
import type { FlagName } from './flags.ts';
import { leaseRequestOf } from './patience.ts';
import { applyRequestOf } from './requests.ts';
import { refuse } from './usage.ts';
import type { Wiring } from './wiring.ts';

/** For its owner alone: it holds what goes to the cluster, but for values of Secrets. */
const MODE = 0o600;

export async function writePlan(
  file: string,
  compared: Compared,
  request: ApplyRequest & { readonly version: string },
  cluster: Cluster,
  { base, signal }: Wiring,
): Promise<void> {
  const namespace = request.namespace ?? cluster.target.namespace;
  const plan = await savePlan(compared, { ...request, namespace }, cluster, signal);
  await base.system.files.writeAtomic(resolve(base.workDir, file), formatPlan(plan), { mode: MODE, signal });
}

/** What a plan says itself. */
const SAID: readonly FlagName[] = ['plan-out', 'allow-prune', 'delete-data', 'force', 'force-conflicts', 'label'];

/** @throws OrchestratorError INPUT_*, PLAN_INVALID; USAGE_INVALID where the flags say what the plan says otherwise. */
export async function plannedRequestOf(
  file: string,
  { flags, args, wiring: { base, signal }, version }: Invocation,
  settings: ClusterSettings,
): Promise<ApplyRequest> {
  const text = await readNamedFile(file, { ...base.system, workDir: base.workDir, signal });
  const plan = unwrap(parsePlan(text, file));
  const { namespace, set, labels, allow } = plan;
  const said = SAID.filter((name) => flags[name] !== undefined && flags[name] !== false);
  const hint = 'Leave it out, or make a plan anew with --plan-out.';
  refuse(said.length > 0, `${file} says itself what --${said[0]} would say`, hint);
  for (const [name, own] of [
    ['namespace', namespace],
    ['set-name', set?.name ?? ''],
  ] as const)
    refuse((flags[name] ?? own) !== own, `--${name} "${flags[name]}" is not that of ${file}, "${own}"`, hint);
  const request = {
    name: set?.name ?? '',
    version,
    allowPrune: allow.prune,
    deleteData: allow.deleteData,
    ...leaseRequestOf(flags, base.env),
  };
  return {
    ...applyRequestOf(flags, args, set === null ? undefined : request, settings),
    namespace,
    labels,
    force: allow.forceConflicts,
    replace: allow.replace,
    deleteData: allow.deleteData,
    planned: { plan, file, text },
  };
}
