/**
 * Build arguments, and other settings whose values are templates. Pure but for `expand`.
 * Source: Skaffold v2, `EvalBuildArgs`: its own arguments only where the Dockerfile declares them, the user's always.
 */
import { formatPlatform, type Platform } from '../image/platform.ts';
import type { BuildJob } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';

/** What BuildKit says of a platform: `argsOf('TARGET', …)`. */
export const platformArgsOf = (prefix: 'BUILD' | 'TARGET', platform: Platform): Values => ({
  [`${prefix}PLATFORM`]: formatPlatform(platform),
  [`${prefix}OS`]: platform.os,
  [`${prefix}ARCH`]: platform.architecture,
  [`${prefix}VARIANT`]: platform.variant ?? '',
});

/** The argument that tells a Dockerfile which command is run. */
export const RUN_MODE = 'SKAFFOLD_RUN_MODE';

type Values = Readonly<Record<string, string>>;

/** @param declared Every ARG of the Dockerfile. */
export function buildArgsOf(
  job: Pick<BuildJob<DockerSpec>, 'spec' | 'env' | 'expand' | 'requires' | 'runMode'>,
  declared: ReadonlySet<string>,
): Values {
  const own = { [RUN_MODE]: job.runMode };
  const required = Object.fromEntries(job.requires.map(({ alias, reference }) => [alias, reference]));
  const offered = Object.entries({ ...own, ...required }).filter(([name]) => declared.has(name));
  return { ...Object.fromEntries(offered), ...givenArgs(job.spec.buildArgs, job.env, job.expand) };
}

/** The user's arguments: templates expanded; null takes the variable of that name, if it is set. */
export function givenArgs(
  buildArgs: DockerSpec['buildArgs'],
  env: Values,
  expand: (template: string) => string,
): Values {
  const entries = Object.entries(buildArgs ?? {}).flatMap(([name, value]) => {
    const given = value === null ? env[name] : expand(value);
    return given === undefined ? [] : [[name, given]];
  });
  return Object.fromEntries(entries);
}

/**
 * `--build-arg NAME=VALUE` of `cliFlags`, the last of a name; `--build-arg NAME` takes the variable of that name, as
 * buildx does.
 *
 * @param flags Expanded.
 */
export function flagArgs(flags: readonly string[], env: Values): Values {
  const given = flags.flatMap((flag, index) =>
    flag === FLAG ? (flags[index + 1] ?? []) : flag.startsWith(`${FLAG}=`) ? flag.slice(FLAG.length + 1) : [],
  );
  const entries = given.flatMap((text) => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.length > 0 ? rest.join('=') : env[name];
    return name === '' || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

const FLAG = '--build-arg';

export const labelsOf = ({ spec, expand }: Pick<BuildJob<DockerSpec>, 'spec' | 'expand'>): Values =>
  Object.fromEntries(Object.entries(spec.labels ?? {}).map(([name, value]) => [name, expand(value)]));

/** The image's own name, without a tag, means the one that is about to be built: what it was before. */
export const cacheFromOf = ({
  spec,
  target,
  artifact,
}: Pick<BuildJob<DockerSpec>, 'spec' | 'target' | 'artifact'>): readonly string[] =>
  (spec.cacheFrom ?? []).map((image) =>
    image === artifact || image === target.name ? `${target.name}:${target.tag}` : image,
  );
