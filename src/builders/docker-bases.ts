/**
 * The bases of a Dockerfile by the lock: which tags it has to know, and the Dockerfile with their digests.
 *
 *     # syntax=docker/dockerfile:1     asked for where BuildKit builds, which runs that image
 *     FROM node:${V} AS build          asked for as node:22
 *     FROM build                       a stage
 *     FROM api                         an artifact that this one requires has its digest already
 */
import { OrchestratorError } from '../errors/problem.ts';
import { type Digest, shortDigest } from '../image/digest.ts';
import { formatReference, parseReference } from '../image/reference.ts';
import { placeOf } from '../lib/text-place.ts';
import type { BuildContext, BuildJob } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';
import { buildArgsOf, flagArgs, platformArgsOf } from './docker-args.ts';
import type { DockerSource } from './docker-source.ts';
import { type BaseUse, renameBases } from './dockerfile-bases.ts';
import { isOwnFrontend } from './dockerfile-needs.ts';
import { type Outside, readOutside } from './dockerfile-stages.ts';
import { namedContexts } from './named-contexts.ts';

type Job = BuildJob<DockerSpec>;
type By = 'engine' | 'buildx';

/** What the builder gets instead of the Dockerfile's own text. */
export interface PinnedText {
  readonly text: string;
}

/** Each place where the Dockerfile names an image whose tag may move. */
export function taggedBases(source: DockerSource, job: Job, by: By): readonly BaseUse[] {
  const { bases } = outsideOf(source, job);
  const given = new Set(contextNames(job).map(familiar));
  const made = new Set(job.requires.map(({ reference }) => reference));
  const isTagged = ({ name }: BaseUse): boolean => {
    const parsed = parseReference(name);
    return parsed.ok && parsed.value.digest === undefined && !made.has(name) && !given.has(familiar(name));
  };
  return [...(by === 'buildx' ? frontendOf(source) : []), ...bases].filter(isTagged);
}

/** @throws OrchestratorError INPUT_MISSING where the engine has another image, or none, for one that only it has. */
export async function pinText(source: DockerSource, job: Job, by: By, context: BuildContext): Promise<PinnedText> {
  const uses = taggedBases(source, job, by);
  for (const [name, id] of job.engineBases ?? []) await expectInEngine(name, id, by, context);
  tellUnknown(source, job, context);
  const nameOf = (name: string): string | undefined => {
    const digest = job.bases?.get(name);
    if (digest !== undefined) return nameWith(name, digest);
    // BuildKit takes no ids; an engine's own BuildKit has the image under its tag.
    return by === 'engine' ? job.engineBases?.get(name) : undefined;
  };
  return { text: renameBases(source.text, uses, source.dockerfile.escapeSign, nameOf) };
}

function outsideOf({ dockerfile }: DockerSource, job: Job): Outside {
  const { args } = readOutside(dockerfile, { buildArgs: {} });
  const [platform, ...others] = job.platforms;
  return readOutside(dockerfile, {
    buildArgs: { ...buildArgsOf(job, args), ...flagArgs(flagsOf(job), job.env) },
    ...(job.spec.target && { target: job.spec.target }),
    ...(platform !== undefined && others.length === 0 && { platformArgs: platformArgsOf('TARGET', platform) }),
  });
}

/** Any other frontend has to be named by its digest. */
function frontendOf({ dockerfile: { directives, directivePlaces } }: DockerSource): readonly BaseUse[] {
  const { syntax } = directives;
  const at = directivePlaces['syntax'];
  return syntax !== undefined && at !== undefined && isOwnFrontend(syntax) ? [{ name: syntax, at }] : [];
}

/** What is called so is no image of a registry. */
const contextNames = (job: Job): readonly string[] => namedContexts(flagsOf(job)).map(({ name }) => name);

const flagsOf = ({ spec, expand }: Job): readonly string[] => (spec.cliFlags ?? []).map((flag) => expand(flag));

/** Equal for names that mean the same. */
function familiar(name: string): string {
  const parsed = parseReference(name);
  return parsed.ok ? `${parsed.value.registry}/${parsed.value.repository}:${parsed.value.tag ?? 'latest'}` : name;
}

/** Without the tag: not every engine takes both. */
function nameWith(name: string, digest: Digest): string | undefined {
  const parsed = parseReference(name);
  return parsed.ok ? formatReference({ name: parsed.value.name, digest }) : undefined;
}

/** Such a FROM is not locked, and nobody shall find that out by himself. */
function tellUnknown(source: DockerSource, job: Job, { emit }: BuildContext): void {
  for (const { text, at } of outsideOf(source, job).unknownBases)
    emit({
      type: 'notice',
      level: 'warning',
      message: `${at.file}:${placeOf(at.text, at.start).line}: only the builder knows what "${text}" is, so its tag is not locked`,
    });
}

async function expectInEngine(name: string, id: Digest, by: By, { engine, emit, signal }: BuildContext): Promise<void> {
  const found = await engine.findImage(by === 'engine' ? id : name, signal);
  if (found?.id !== id)
    throw new OrchestratorError({
      code: 'INPUT_MISSING',
      message: `the base "${name}" is locked to the image ${shortDigest(id)}, which is in no registry, and this engine ${
        found === undefined ? 'does not have it' : 'has another one by that name'
      }`,
      hint: 'Take what the engine has now with --refresh, or push the base to a registry.',
    });
  emit({
    type: 'notice',
    level: 'info',
    message: `the base "${name}" is the image ${shortDigest(id)} of this engine: no registry has it`,
  });
}
