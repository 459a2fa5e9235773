/**
 * Builds a Dockerfile: by the engine's API, or by docker buildx where that is needed or asked for.
 *
 *     context ─rules─► tar ─► engine ─► image ─push─► name:tag@digest
 *     context, rules ─────► buildx ──────────────────► name:tag@digest
 *
 * Source: Skaffold v2's docker builder. One thing is other: attestations of buildx are off unless asked for, since
 * they put the time of the build into the digest.
 */
import { OrchestratorError } from '../errors/problem.ts';
import { ok, unwrap } from '../errors/result.ts';
import type { BuildContext, Builder, BuildJob } from './builder.ts';
import { buildByBuildx } from './buildx.ts';
import { findBuildx } from './buildx-program.ts';
import type { DockerSpec } from './docker.schema.ts';
import { pinText, taggedBases } from './docker-bases.ts';
import { buildByEngine } from './docker-engine.ts';
import { askBuildx, askEngine, findInEngine } from './docker-find-base.ts';
import { dockerInputs } from './docker-inputs.ts';
import { type DockerSource, readSource, requestOf } from './docker-source.ts';
import { chooseWay } from './docker-way.ts';
import type { BuildkitNeed } from './dockerfile-needs.ts';
import { readOutside } from './dockerfile-stages.ts';

export const docker: Builder<DockerSpec> = {
  kind: 'docker',
  explain(spec, wanted, facts) {
    const way = chooseWay(spec, wanted, facts);
    return way.ok ? ok(way.value.why) : way;
  },
  inputs: dockerInputs,
  async bases(job, ports) {
    const source = await readSource(requestOf(job), ports);
    const uses = taggedBases(source, job, (await isBuildxsFrontend(source, job, ports)) ? 'buildx' : 'engine');
    return [...new Map(uses.map((use) => [use.name, use])).values()];
  },
  async findBase(name, mayBeLocal, job, context) {
    const buildx = await findWay(await readSource(requestOf(job), context), job, context);
    if (buildx === undefined) return askEngine(name, mayBeLocal, context);
    const found = await askBuildx(name, job, buildx, context);
    return found ?? (mayBeLocal ? findInEngine(name, context) : undefined);
  },
  async build(job, context) {
    const source = await readSource(requestOf(job), context);
    const buildx = await findWay(source, job, context);
    const pinned = await pinText(source, job, buildx === undefined ? 'engine' : 'buildx', context);
    if (buildx === undefined) return buildByEngine(job, context, source, pinned);
    return buildByBuildx(job, context, source, pinned, buildx);
  },
};

/** The program of buildx where that builds, undefined where the engine does. @throws OrchestratorError where neither can. */
async function findWay(
  source: DockerSource,
  job: BuildJob<DockerSpec>,
  ports: Pick<BuildContext, 'system'>,
): Promise<string | undefined> {
  const buildx = await findBuildx(job.env, ports);
  const facts = { buildx, ...(job.local && { local: job.local }) };
  const way = unwrap(chooseWay(job.spec, { ...job, need: needOf(source) }, facts));
  return way.by === 'engine' ? undefined : buildx;
}

/** Engines read `# syntax=` as a comment; only where there is one does the way count. */
const isBuildxsFrontend = async (
  source: DockerSource,
  job: BuildJob<DockerSpec>,
  ports: Pick<BuildContext, 'system'>,
): Promise<boolean> =>
  source.dockerfile.directives['syntax'] !== undefined && (await findWay(source, job, ports)) !== undefined;

/**
 * What of an artifact's Dockerfile only BuildKit can do; null where nothing is.
 *
 * @throws OrchestratorError INPUT_MISSING, INPUT_INVALID.
 */
export async function findBuildkitNeed(
  job: Pick<BuildJob<DockerSpec>, 'spec' | 'contextDir' | 'configDir'>,
  ports: Pick<BuildContext, 'system' | 'signal'>,
): Promise<BuildkitNeed | null> {
  return needOf(await readSource(requestOf(job), ports));
}

function needOf({ dockerfile }: DockerSource): BuildkitNeed | null {
  const { buildkit } = readOutside(dockerfile, { buildArgs: {} });
  if (buildkit?.isForeign)
    throw new OrchestratorError({
      code: 'INPUT_INVALID',
      message: `${buildkit.what} names a frontend that is not Docker's`,
      hint: 'A frontend is a program that does the whole build: pin it by its digest, as NAME@sha256:….',
    });
  return buildkit ?? null;
}
