/** Images of a build that only an engine has → the store, so that each has a digest and can be put into nodes. */
import { unwrap } from '../../errors/result.ts';
import type { Step } from '../../events/event.ts';
import { parseReference } from '../../image/reference.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { buildStepId, type Plan } from '../../plan/plan.ts';
import type { BuildResult } from '../artifact-job.ts';
import type { PipelinePorts } from '../ports.ts';
import { withStep } from '../step.ts';

const STEP = 'keep';

/** The step, where any image may be in an engine alone. */
export function keepSteps({ artifacts }: Plan): readonly Step[] {
  const some = artifacts.filter(({ kind, push }) => kind !== 'layers' && !push);
  const needs = some.map(({ name }) => buildStepId(name));
  return some.length === 0 ? [] : [{ id: STEP, title: 'take the images out of the engine', needs }];
}

/** @returns The same images, each by its digest. @throws OrchestratorError LOAD_FAILED, ENGINE_UNREACHABLE, DISK_FULL. */
export async function keepImages(built: readonly BuildResult[], ports: PipelinePorts): Promise<readonly BuildResult[]> {
  const { value } = await withStep(STEP, ports, async () => {
    const kept: BuildResult[] = [];
    // One after the other: an engine reads its disk for one as fast as for two.
    for (const image of built) kept.push(await keepOne(image, ports));
    const count = kept.filter(({ reference }, index) => reference !== built[index]?.reference).length;
    return { outcome: 'done', result: countOf(count, 'image'), value: kept };
  });
  return value;
}

async function keepOne(image: BuildResult, ports: PipelinePorts): Promise<BuildResult> {
  const { tag, digest } = unwrap(parseReference(image.reference));
  if (digest !== undefined || tag === undefined) return image;
  // Loaded here alone: builds that change nothing read no archive.
  const { keepEngineImage } = await import('./keep-engine-image.ts');
  return { ...image, reference: await keepEngineImage(image.reference, image.tag ?? tag, ports) };
}
