/** What planning needs to know of the machine and of the artifacts' own files: asked once, and only where it counts. */
import { resolve } from 'node:path';
import { findBuildx } from '../builders/buildx-program.ts';
import { findBuildkitNeed } from '../builders/docker.ts';
import { unwrap } from '../errors/result.ts';
import { builderKindOf, DEFAULT_DOCKER, type PlanFacts, selectArtifacts } from '../plan/plan.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';

/** @throws OrchestratorError ARTIFACT_UNKNOWN, INPUT_MISSING for a Dockerfile that is not there. */
export async function gatherFacts(
  { resolved, configDir }: Project,
  select: readonly string[],
  ports: Pick<PipelinePorts, 'system' | 'env' | 'signal'>,
): Promise<PlanFacts> {
  const { build } = resolved.config;
  const withDockerfile = unwrap(selectArtifacts(build, select)).filter((one) => builderKindOf(one) === 'docker');
  const needs = await Promise.all(
    withDockerfile.map(async ({ image, context, docker = DEFAULT_DOCKER }) => {
      const contextDir = resolve(configDir, context);
      return [image, await findBuildkitNeed({ spec: docker, contextDir, configDir }, ports)] as const;
    }),
  );
  return {
    builders: {
      buildx: withDockerfile.length > 0 ? await findBuildx(ports.env, ports) : undefined,
      ...(build.local !== undefined && { local: build.local }),
    },
    needs: new Map(needs),
  };
}
