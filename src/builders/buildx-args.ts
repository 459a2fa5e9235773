/** The command line of `buildx build`, in the order in which Skaffold writes it. Pure. */
import { formatPlatform } from '../image/platform.ts';
import { formatReference } from '../image/reference.ts';
import type { BuildJob } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';
import { cacheFromOf, labelsOf } from './docker-args.ts';

export interface BuildxPaths {
  /** The Dockerfile, with its rules beside it. */
  readonly dockerfile: string;
  /** Written by buildx: a JSON object with digests. */
  readonly metadata: string;
  /** Written by buildx: the image's id, where it is loaded into the engine. */
  readonly imageId: string;
}

/** @param secretPath Makes the path of a secret's file absolute. */
export function buildxArgs(
  job: BuildJob<DockerSpec>,
  buildArgs: Readonly<Record<string, string>>,
  paths: BuildxPaths,
  secretPath: (path: string) => string,
): readonly string[] {
  const { spec, target, platforms, expand, local = {}, env } = job;
  const builder = env['BUILDX_BUILDER'] ? undefined : local.builder;
  return [
    ...['build', job.contextDir, '--file', paths.dockerfile, '--tag', formatReference(target)],
    // A value from the environment stays there: a command line is for all to see.
    ...sorted(buildArgs).flatMap(([name, value]) => [
      '--build-arg',
      spec.buildArgs?.[name] === null ? name : `${name}=${value}`,
    ]),
    ...(spec.addHost ?? []).flatMap((host) => ['--add-host', host]),
    ...cacheFromOf(job).flatMap((image) => ['--cache-from', image]),
    ...(spec.cliFlags ?? []).map((flag) => expand(flag)),
    ...(spec.target ? ['--target', spec.target] : []),
    ...(spec.network ? ['--network', spec.network.toLowerCase()] : []),
    ...(spec.noCache ? ['--no-cache'] : []),
    ...(spec.pullParent ? ['--pull'] : []),
    ...(spec.secrets ?? []).flatMap((secret) => ['--secret', formatSecret(secret, secretPath)]),
    ...(spec.ssh ? ['--ssh', spec.ssh] : []),
    ...(platforms.length > 0 ? ['--platform', platforms.map(formatPlatform).join(',')] : []),
    ...sorted(labelsOf(job)).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(builder ? ['--builder', builder] : []),
    ...(job.push ? ['--push', '--metadata-file', paths.metadata] : ['--load', '--iidfile', paths.imageId]),
  ];
}

const sorted = (values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));

function formatSecret(
  { id, src, env }: NonNullable<DockerSpec['secrets']>[number],
  secretPath: (path: string) => string,
): string {
  return [`id=${id}`, ...(src ? [`src=${secretPath(src)}`] : []), ...(env ? [`env=${env}`] : [])].join(',');
}
