/** `--load`: images of a run into the nodes of the cluster that the flags name. */
import { OrchestratorError } from '../errors/problem.ts';
import type { Step } from '../events/event.ts';
import type { Rendered } from '../manifest/rendered.ts';
import { loadImages, loadStep } from '../pipeline/nodes/load-images.ts';
import { findPulled } from '../pipeline/nodes/pull-policy.ts';
import type { PipelinePorts } from '../pipeline/ports.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { FlagValues } from './flags.ts';

/** The step, where it is asked for. */
export const loadSteps = (flags: FlagValues): readonly Step[] =>
  flags.load === true && flags['dry-run'] !== true ? [loadStep] : [];

/** @param references Of images, each with its digest. @param connect To the cluster of the nodes. @throws OrchestratorError LOAD_FAILED, CLUSTER_*, TARGET_REFUSED. */
export async function load(
  references: readonly string[],
  flags: FlagValues,
  connect: () => Promise<Cluster>,
  ports: PipelinePorts,
): Promise<void> {
  if (loadSteps(flags).length === 0) return;
  await loadImages(references, await connect(), ports);
}

/** Images of ours that the manifests name. @throws Before anything is loaded where a container would pull one. */
export async function loadRendered(
  rendered: Rendered,
  flags: FlagValues,
  connect: () => Promise<Cluster>,
  ports: PipelinePorts,
): Promise<void> {
  if (loadSteps(flags).length === 0) return;
  const own = rendered.objects.flatMap(({ images }) => images).filter(({ artifact }) => artifact !== undefined);
  const references = new Set(own.map(({ after }) => after));
  const [first, ...rest] = flags.push === true ? [] : findPulled(rendered, references);
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  await load([...references], flags, connect, ports);
}
