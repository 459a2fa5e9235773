/**
 * What planning needs to know of the machine and of the artifacts' own files: asked once, and only where it counts.
 *
 * Hooks that run before a build may make its context or its Dockerfile. What is not there yet is then no mistake, and
 * the plan is made without knowing whether the Dockerfile needs BuildKit.
 */
import { resolve } from 'node:path';
import { findBuildx } from '../builders/buildx-program.ts';
import { findBuildkitNeed } from '../builders/docker.ts';
import type { Artifact } from '../config/build.schema.ts';
import type { ConfigPath } from '../config/resolved-config.ts';
import { OrchestratorError, type Problem, type SourceSpan } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { builderKindOf, DEFAULT_DOCKER, type PlanFacts, selectArtifacts } from '../plan/plan.ts';
import type { Project } from './load.ts';
import { placedAt } from './placed-at.ts';
import type { PipelinePorts } from './ports.ts';

/** @throws OrchestratorError ARTIFACT_UNKNOWN; INPUT_MISSING for each context and Dockerfile that is not there. */
export async function gatherFacts(
  { resolved, configDir }: Project,
  select: readonly string[],
  ports: Pick<PipelinePorts, 'system' | 'env' | 'signal'>,
): Promise<PlanFacts> {
  const { build } = resolved.config;
  const selected = unwrap(selectArtifacts(build, select));
  const mayBeMade = (artifact: Artifact): boolean => (artifact.hooks?.before ?? build.hooks?.before ?? []).length > 0;
  const placeOf = (artifact: Artifact, path: ConfigPath): SourceSpan =>
    resolved.placeOf(['build', 'artifacts', (build.artifacts ?? []).indexOf(artifact), ...path]);
  const noted: Problem[] = [];
  const isThere = await Promise.all(
    selected.map(async (artifact) => {
      const { image, context } = artifact;
      if (mayBeMade(artifact) || (await ports.system.files.stat(resolve(configDir, context)))?.kind === 'folder')
        return true;
      noted.push({
        code: 'INPUT_MISSING',
        message: `the context "${context}" of "${image}" is no folder`,
        hint: 'A context is relative to the folder of the config.',
        at: placeOf(artifact, ['context']),
      });
      return false;
    }),
  );
  const withDockerfile = selected.filter((one, index) => isThere[index] && builderKindOf(one) === 'docker');
  const needs = await Promise.all(
    withDockerfile.map(async (artifact) => {
      const { image, context, docker = DEFAULT_DOCKER } = artifact;
      const contextDir = resolve(configDir, context);
      try {
        return [image, await findBuildkitNeed({ spec: docker, contextDir, configDir }, ports)] as const;
      } catch (error) {
        const isMissing = error instanceof OrchestratorError && error.problems[0].code === 'INPUT_MISSING';
        if (isMissing && mayBeMade(artifact)) return [image, null] as const;
        if (!(error instanceof OrchestratorError)) throw error;
        noted.push(...placedAt({ name: image, placeOf: (path) => placeOf(artifact, path) }, error).problems);
        return [image, null] as const;
      }
    }),
  );
  const [first, ...more] = noted.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
  if (first !== undefined) throw new OrchestratorError([first, ...more]);
  return {
    builders: {
      buildx: withDockerfile.length > 0 ? await findBuildx(ports.env, ports) : undefined,
      ...(build.local !== undefined && { local: build.local }),
    },
    needs: new Map(needs),
  };
}
