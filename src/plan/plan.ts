/**
 * Config + facts → work: which artifacts are built, by which builder and why, for which platforms, and where they go.
 *
 *     build.artifacts ─select─► with all that they require ─► PlannedArtifact[] ─► steps
 *
 * Pure: the same config and the same facts give the same plan. Tags are not in it: some are made of what hooks make.
 */
import type { BuilderFacts, Wanted } from '../builders/builder.ts';
import { builders } from '../builders/index.ts';
import type { Artifact, Build } from '../config/build.schema.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { collect, err, ok, type Result } from '../errors/result.ts';
import type { Step } from '../events/event.ts';
import { fitsPlatform, formatPlatform, type Platform } from '../image/platform.ts';
import { canonicalName, type ImageReference, parseReference } from '../image/reference.ts';
import { closure } from '../lib/graph.ts';
import { choosePlatforms } from './platforms.ts';
import { chooseTarget } from './target.ts';

export type BuilderKind = keyof typeof builders;

export interface PlannedArtifact {
  /** The image's name as configured; unique in a plan. */
  readonly name: string;
  readonly artifact: Artifact;
  readonly kind: BuilderKind;
  /** Where it goes, without a tag. */
  readonly target: ImageReference;
  readonly platforms: readonly Platform[];
  readonly push: boolean;
  /** Further repositories that get it, without a tag. */
  readonly alsoPush: readonly ImageReference[];
  /** Names of the artifacts that are built before it. */
  readonly needs: readonly string[];
  /** One line: which way it is built and why. */
  readonly why: string;
  /** Where the config says something of it, e.g. of `['context']`. */
  readonly placeOf: ResolvedConfig['placeOf'];
}

export interface Plan {
  /** In the order of the config. */
  readonly artifacts: readonly PlannedArtifact[];
}

export interface PlanRequest {
  readonly build: Build;
  /** Only artifacts whose name contains one of these, and what they require; empty is all. */
  readonly select: readonly string[];
  /** Instead of build.platforms; empty says nothing. */
  readonly platforms: readonly string[];
  readonly singlePlatform: boolean;
  readonly hostPlatform: Platform;
  readonly push: boolean;
  readonly defaultRepo: string | undefined;
  readonly multiLevel: boolean | undefined;
  /** `localhost:PORT`. */
  readonly embeddedHost: string;
  readonly facts: PlanFacts;
  /** Where the config says something. */
  readonly placeOf: ResolvedConfig['placeOf'];
}

/** What was asked once, before planning. */
export interface PlanFacts {
  readonly builders: BuilderFacts;
  /** Of each artifact with a Dockerfile: what of it only BuildKit can do, or null. */
  readonly needs: ReadonlyMap<string, Wanted['need']>;
}

/** The artifacts to build, in the order of the config. @returns ARTIFACT_UNKNOWN where `select` fits none. */
export function selectArtifacts(build: Build, select: readonly string[]): Result<readonly Artifact[]> {
  const artifacts = build.artifacts ?? [];
  const chosen = artifacts.filter(({ image }) => select.length === 0 || select.some((text) => image.includes(text)));
  if (chosen.length === 0 && select.length > 0) return err(nothingSelected(select, artifacts));
  const needs = new Map(artifacts.map(({ image, requires = [] }) => [image, requires.map((one) => one.image)]));
  const names = new Set(
    closure(
      needs,
      chosen.map(({ image }) => image),
    ),
  );
  return ok(artifacts.filter(({ image }) => names.has(image)));
}

/** @returns The plan, or every problem of every artifact. */
export function planBuild(request: PlanRequest): Result<Plan> {
  const selected = selectArtifacts(request.build, request.select);
  if (!selected.ok) return selected;
  const planned = collect(selected.value.map((artifact) => planOne(artifact, request)));
  if (!planned.ok) return err(...eachOnce(planned.problems));
  const clash = findClash(planned.value) ?? findMissingPlatform(planned.value);
  if (clash === undefined) return ok({ artifacts: planned.value });
  return err({ ...clash.problem, at: placeOfImage(clash.at, request) });
}

/** A wrong flag is found with every artifact. */
const eachOnce = ([first, ...rest]: readonly [Problem, ...Problem[]]): readonly [Problem, ...Problem[]] => {
  const isFirst = ({ message, at }: Problem, index: number): boolean =>
    [first, ...rest].findIndex((other) => other.message === message && other.at?.start === at?.start) === index + 1;
  return [first, ...rest.filter(isFirst)];
};

const placeOfImage = (artifact: Artifact, request: PlanRequest): SourceSpan => placesOf(artifact, request)(['image']);

const placesOf = (artifact: Artifact, { build, placeOf }: PlanRequest): PlannedArtifact['placeOf'] => {
  const item = ['build', 'artifacts', (build.artifacts ?? []).indexOf(artifact)];
  return (path) => placeOf([...item, ...path]);
};

/** One step for each artifact. */
export const stepsOf = ({ artifacts }: Plan): readonly Step[] =>
  artifacts.map(({ name, needs, why }) => ({
    id: buildStepId(name),
    title: `build ${name}`,
    needs: needs.map(buildStepId),
    why,
  }));

export const buildStepId = (name: string): string => `build:${name}`;

/** The builder of an artifact; docker when none is named. */
export const builderKindOf = ({ custom, layers }: Artifact): BuilderKind =>
  layers !== undefined ? 'layers' : custom !== undefined ? 'custom' : 'docker';

function planOne(artifact: Artifact, request: PlanRequest): Result<PlannedArtifact> {
  const name = artifact.image;
  const kind = builderKindOf(artifact);
  const platforms = choosePlatforms({
    artifact: name,
    wanted: request.platforms.length > 0 ? request.platforms : (request.build.platforms ?? []),
    possible: artifact.platforms ?? [],
    single: request.singlePlatform,
    host: request.hostPlatform,
  });
  if (!platforms.ok) return platforms;
  const target = chooseTarget({
    image: name,
    defaultRepo: request.defaultRepo,
    multiLevel: request.multiLevel,
    // An engine that does not push keeps the image under its own name; `layers` always has the store.
    embedded: request.push || kind === 'layers' ? request.embeddedHost : undefined,
  });
  if (!target.ok) {
    const [problem] = target.problems;
    // A default repository that is none is no mistake of the config.
    return hasDefaultRepo(request) ? target : err({ ...problem, at: placeOfImage(artifact, request) });
  }
  const alsoPush = collect((artifact.alsoPush ?? []).map(parseReference));
  if (!alsoPush.ok) return alsoPush;
  const why = explainBuilder(kind, artifact, { platforms: platforms.value, push: request.push }, request);
  if (!why.ok) return err({ at: placeOfImage(artifact, request), ...why.problems[0] });
  return ok({
    name,
    artifact,
    kind,
    target: target.value,
    platforms: platforms.value,
    push: request.push,
    alsoPush: request.push ? alsoPush.value : [],
    needs: (artifact.requires ?? []).map(({ image }) => image),
    why: why.value,
    placeOf: placesOf(artifact, request),
  });
}

const hasDefaultRepo = ({ defaultRepo = '' }: PlanRequest): boolean => defaultRepo !== '';

function explainBuilder(kind: BuilderKind, artifact: Artifact, wanted: Wanted, { facts }: PlanRequest): Result<string> {
  switch (kind) {
    case 'docker': {
      const need = facts.needs.get(artifact.image);
      return builders.docker.explain(
        artifact.docker ?? DEFAULT_DOCKER,
        { ...wanted, ...(need !== undefined && { need }) },
        facts.builders,
      );
    }
    case 'custom':
      return builders.custom.explain(artifact.custom ?? {}, wanted, facts.builders);
    case 'layers':
      return artifact.layers === undefined ? ok('') : builders.layers.explain(artifact.layers, wanted, facts.builders);
    default:
      return kind satisfies never;
  }
}

interface Clash {
  readonly problem: Problem;
  /** The artifact whose line is shown. */
  readonly at: Artifact;
}

/** Two images in one place would overwrite each other: a default repository may make one name of two. */
function findClash(planned: readonly PlannedArtifact[]): Clash | undefined {
  const seen = new Map<string, PlannedArtifact>();
  for (const one of planned)
    for (const target of [one.target, ...one.alsoPush]) {
      const other = seen.get(canonicalName(target));
      if (other === one)
        return {
          at: one.artifact,
          problem: {
            code: 'CONFIG_INVALID',
            message: `artifact "${one.name}" would go to ${target.name} twice`,
            hint: 'Leave it out of alsoPush: the place that its name or the default repository gives is always pushed to.',
          },
        };
      if (other !== undefined)
        return {
          at: one.artifact,
          problem: {
            code: 'CONFIG_INVALID',
            message: `artifacts "${other.name}" and "${one.name}" would both go to ${target.name}`,
            hint: 'Rename one, or use a default repository that keeps folders (multi-level-repo).',
          },
        };
      seen.set(canonicalName(target), one);
    }
  return undefined;
}

/** An image is built for a platform only from images that are there for it. */
function findMissingPlatform(planned: readonly PlannedArtifact[]): Clash | undefined {
  const byName = new Map(planned.map((one) => [one.name, one]));
  for (const { name, artifact, needs, platforms } of planned)
    for (const needed of needs) {
      const offered = byName.get(needed)?.platforms ?? [];
      const missing = platforms.find((wanted) => !offered.some((one) => fitsPlatform(one, wanted)));
      if (offered.length === 0 || missing === undefined) continue;
      return {
        at: artifact,
        problem: {
          code: 'CONFIG_INVALID',
          message: `artifact "${name}" is built for ${formatPlatform(missing)}, and "${needed}", which it requires, is not`,
          hint: `Add the platform to "${needed}", or take it from "${name}".`,
        },
      };
    }
  return undefined;
}

/** What an artifact without a builder means. */
export const DEFAULT_DOCKER = { dockerfile: 'Dockerfile' } as const;

const nothingSelected = (select: readonly string[], artifacts: readonly Artifact[]): Problem => ({
  code: 'ARTIFACT_UNKNOWN',
  message: `no artifact's name contains ${select.map((text) => `"${text}"`).join(' or ')}`,
  hint: `The config has ${artifacts.map(({ image }) => image).join(', ') || 'no artifacts'}.`,
});
