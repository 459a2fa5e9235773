/**
 * Why an artifact would be built, or would not: its key as it is now beside the one of its last run. Builds nothing,
 * runs no hooks and looks up no base: what the lock does not say is not known.
 */

import { formatReference } from '../image/reference.ts';
import { type CacheKey, changedFields, type FieldChange } from '../inputs/cache-key.ts';
import type { PlannedArtifact } from '../plan/plan.ts';
import { type BuildResult, type BuildRun, jobOf, withBases } from './artifact-job.ts';
import { readArtifactKey } from './artifact-key.ts';
import { tagOf } from './build-artifact.ts';
import { isThere } from './cache-care.ts';
import { CACHE_KIND, type CacheEntry, parseEntry } from './cache-entry.ts';
import { type KeyHistory, readKeyHistory } from './key-history.ts';
import type { PipelinePorts } from './ports.ts';

export interface ArtifactReason {
  readonly artifact: string;
  readonly key: string;
  /** The image of this very key, where the cache knows one. */
  readonly reference?: string;
  /** When it was built; RFC 3339. */
  readonly builtAt?: string;
  /**
   * Why it would be built although no input changed since the last run. `forgotten`: the cache has no image of this key
   * any more. `gone`: it names one that the store lost.
   */
  readonly lost?: 'forgotten' | 'gone';
  /**
   * What the key is compared with. `last run`: the inputs changed since. `run before`: nothing changed since the last
   * run, so this is what made it build. `nothing`: no earlier run is known.
   */
  readonly comparedWith: 'last run' | 'run before' | 'nothing';
  readonly changes: readonly FieldChange[];
}

/** Every planned artifact, required ones first. @throws OrchestratorError of the inputs and the tagger. */
export async function explainArtifacts(
  run: BuildRun,
  ports: PipelinePorts,
): Promise<ReadonlyMap<string, ArtifactReason>> {
  const reasons = new Map<string, ArtifactReason>();
  const done = new Map<string, BuildResult>();
  const visit = async (planned: PlannedArtifact): Promise<void> => {
    if (reasons.has(planned.name)) return;
    for (const name of planned.needs) {
      const needed = run.planned.get(name);
      if (needed !== undefined) await visit(needed);
    }
    const reason = await explainArtifact(planned, done, run, ports);
    reasons.set(planned.name, reason);
    done.set(planned.name, { name: planned.name, reference: reason.reference ?? 'not built yet' });
  };
  for (const planned of run.planned.values()) await visit(planned);
  return reasons;
}

async function explainArtifact(
  planned: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  run: BuildRun,
  ports: PipelinePorts,
): Promise<ArtifactReason> {
  const target = { ...planned.target, tag: await tagOf(planned, run, ports) };
  const job = await withBases(jobOf(planned, target, done, run, ports), planned, run.lock, ports);
  const now = await readArtifactKey(planned, job, ports);
  const entry = parseEntry(await ports.records.read(CACHE_KIND, now.key));
  const isKept = entry !== undefined && (await isThere(entry, ports));
  const history = await readKeyHistory(planned.name, ports);
  const lost = entry !== undefined ? 'gone' : history.last?.key === now.key ? 'forgotten' : undefined;
  return {
    artifact: planned.name,
    key: now.key,
    ...(isKept && { reference: referenceOf(entry, target.tag), builtAt: entry.builtAt }),
    ...(!isKept && lost !== undefined && { lost }),
    ...(await compare(history, now)),
  };
}

async function compare({ last, before }: KeyHistory, now: CacheKey) {
  if (last === undefined) return { comparedWith: 'nothing', changes: [] } as const;
  if (last.key !== now.key)
    return { comparedWith: 'last run', changes: changedFields(last.fields, await now.fields()) } as const;
  if (before === undefined) return { comparedWith: 'nothing', changes: [] } as const;
  return { comparedWith: 'run before', changes: changedFields(before.fields, await now.fields()) } as const;
}

const referenceOf = ({ image, name }: CacheEntry, tag: string): string =>
  image.in === 'engine' ? image.reference : formatReference({ name, tag, digest: image.digest });
