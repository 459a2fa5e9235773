/**
 * Which way an image is built: by the engine's own API, or by docker buildx.
 *
 *     secrets, ssh, several platforms, cliFlags, RUN --mount, …  ─► buildx, or an error where it is not there
 *     docker.buildx, useBuildkit: true                           ─► the same
 *     # syntax=docker/dockerfile:1, useDockerCLI: true           ─► buildx where it is there, else the engine
 *     none of these                                              ─► the engine
 *
 * Pure.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { formatPlatform } from '../image/platform.ts';
import type { BuilderFacts, Wanted } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';

export interface Way {
  readonly by: 'engine' | 'buildx';
  /** One line for people. */
  readonly why: string;
}

/** A reason for BuildKit. A wish can do without. */
interface Reason {
  readonly text: string;
  readonly isWish: boolean;
  /** The user asks for BuildKit by name; nothing would fail without. */
  readonly isChoice?: boolean;
}

export function chooseWay(spec: DockerSpec, wanted: Wanted, { buildx, local = {} }: BuilderFacts): Result<Way> {
  const platforms = wanted.platforms.map(formatPlatform);
  if (platforms.length > 1 && !wanted.push)
    return err({
      code: 'USAGE_INVALID',
      message: `an image for several platforms (${platforms.join(', ')}) can only be pushed`,
      hint: 'An engine holds one platform of an image: push to a registry, or build one with --platform.',
    });
  const reasons = reasonsFor(spec, wanted, local);
  const [first] = [...reasons.filter(({ isWish }) => !isWish), ...reasons];
  if (local.useBuildkit === false) {
    const hard = reasons.find(({ isWish, isChoice }) => !isWish && !isChoice);
    if (hard === undefined) return ok({ by: 'engine', why: 'docker: engine API; useBuildkit is false' });
    return err({
      code: 'CONFIG_INVALID',
      message: `${hard.text}, and build.local.useBuildkit is false`,
      hint: 'Remove useBuildkit: BuildKit is then used where it is needed.',
    });
  }
  if (first === undefined) return ok({ by: 'engine', why: `docker: engine API; ${nothingNeeded(wanted)}` });
  if (buildx === undefined && first.isWish)
    return ok({ by: 'engine', why: `docker: engine API; ${first.text}, but there is no docker buildx` });
  if (buildx === undefined)
    return err({
      code: 'TOOL_MISSING',
      message: `${first.text}, and docker buildx is not there`,
      hint: 'Install the buildx plugin: https://docs.docker.com/build/install-buildx/.',
    });
  if (spec.squash === true)
    return err({
      code: 'CONFIG_INVALID',
      message: `${first.text}, and BuildKit cannot squash`,
      hint: 'Remove squash.',
    });
  return ok({ by: 'buildx', why: `docker buildx: ${first.text}` });
}

function reasonsFor(spec: DockerSpec, { platforms, need }: Wanted, local: NonNullable<BuilderFacts['local']>) {
  const must = (is: boolean, text: string): readonly Reason[] => (is ? [{ text, isWish: false }] : []);
  const choice = (is: boolean, text: string): readonly Reason[] =>
    is ? [{ text, isWish: false, isChoice: true }] : [];
  return [
    ...must((spec.secrets ?? []).length > 0, 'secrets need BuildKit'),
    ...must(Boolean(spec.ssh), 'ssh needs BuildKit'),
    ...must(platforms.length > 1, 'several platforms need BuildKit'),
    ...must((spec.cliFlags ?? []).length > 0, 'cliFlags are flags of docker buildx'),
    ...must(need?.isWish === false, `${need?.what} needs BuildKit`),
    ...choice(spec.buildx === true, 'docker.buildx asks for it'),
    ...choice(local.useBuildkit === true, 'build.local.useBuildkit asks for it'),
    ...(need?.isWish ? [{ text: `${need.what} asks for BuildKit`, isWish: true }] : []),
    ...(local.useDockerCLI ? [{ text: 'build.local.useDockerCLI asks for it', isWish: true }] : []),
  ];
}

const nothingNeeded = ({ need }: Wanted): string =>
  need === undefined ? 'nothing in the config asks for BuildKit' : 'the Dockerfile needs no BuildKit';
