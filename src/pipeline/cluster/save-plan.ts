/** A plan that was just made → one that waits in a file. */
import type { LiveObject } from '../../live/object.ts';
import { isSecret, type SavedObject, type SavedPlan, seenByMetadata, seenOf } from '../../live/plan/saved.ts';
import { groupOf } from '../../live/plan/workload.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Compared } from './compare.ts';
import type { SetRequest } from './inventory.ts';
import type { PlannedObject } from './plan-one.ts';
import { tellChange } from './plan-text.ts';
import { sealSecrets } from './seal-secrets.ts';
import type { Wanted } from './wanted.ts';

export interface SaveRequest {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly force: boolean;
  readonly replace: boolean;
  readonly deleteData: readonly string[];
  readonly set: SetRequest | undefined;
  /** Of this program. */
  readonly version: string;
}

export async function savePlan(
  { plan, inventory }: Compared,
  { namespace, labels, force, replace, deleteData, set, version }: SaveRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<SavedPlan> {
  const { ca, kubeSystem = null, server = null } = await cluster.identity(signal);
  const parent = inventory?.parent;
  const sealed = plan.objects.flatMap((one) => (isWritten(one) && isSecretOf(one) ? (wantedOf(one) ?? []) : []));
  return {
    schemaVersion: 1,
    madeBy: `orchestrator ${version}`,
    madeAt: cluster.now().toISOString(),
    target: { context: cluster.target.context, ca, kubeSystem, server },
    namespace,
    set:
      set === undefined
        ? null
        : // Each version of it counts: its annotations are all that it says.
          { name: set.name, parent: parent === undefined ? null : { ...seenByMetadata(parent), state: null } },
    labels,
    allow: { forceConflicts: force, replace, prune: set?.allowPrune ?? false, deleteData },
    secrets: sealSecrets(sealed),
    unseen: plan.unseen,
    objects: plan.objects.map(savedOf),
  };
}

export const isWritten = ({ change: { action } }: Pick<PlannedObject, 'change'>): boolean =>
  action === 'create' || action === 'update' || action === 'replace';

const isSecretOf = ({ change }: PlannedObject): boolean => isSecret({ group: groupOf(change), kind: change.kind });

const wantedOf = ({ found, late }: PlannedObject): Wanted | undefined => found?.wanted ?? late;

function savedOf(one: PlannedObject): SavedObject {
  const { change } = one;
  const wanted = wantedOf(one);
  const isHidden = isSecretOf(one);
  return {
    ...tellChange(change),
    seen: seenBefore(change.before, wanted),
    wanted: wanted === undefined ? null : { hash: isHidden ? null : wanted.hash, text: isHidden ? null : wanted.json },
  };
}

/** What leaves a set is looked for by lists that do not say what it says. */
function seenBefore(before: LiveObject | undefined, wanted: Wanted | undefined): SavedObject['seen'] {
  if (before === undefined) return null;
  return wanted === undefined ? seenByMetadata(before) : seenOf(before, wanted.value);
}
