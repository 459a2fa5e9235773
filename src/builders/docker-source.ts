/** The Dockerfile of an artifact, and which files of its context are sent. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { Decide } from '../inputs/decide.ts';
import { decideAll } from '../inputs/decide.ts';
import { createDockerIgnore, dockerIgnoreNames } from '../inputs/docker-ignore.ts';
import { LOCK_NAME, without } from '../inputs/own-files.ts';
import type { BuildContext, BuildJob } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';
import { type Dockerfile, parseDockerfile } from './dockerfile.ts';

export interface DockerSource {
  /** Absolute. */
  readonly dockerfilePath: string;
  /** Relative to the context, `/` between parts; undefined for one that lies outside. */
  readonly dockerfileInContext: string | undefined;
  readonly text: string;
  /** The text is not the one of the file. */
  readonly isOtherText?: boolean;
  readonly dockerfile: Dockerfile;
  /** The file with the rules, if there is one. */
  readonly ignore: { readonly path: string; readonly text: string } | undefined;
  /** The text of `.dockerignore` in the context, whether or not it is the one that counts. */
  readonly contextIgnore: string | undefined;
  /** What the rules say of a path, the Dockerfile and the rules themselves included; never keeps what is ours. */
  readonly rules: Decide;
  /** `orchestrator.lock` where it lies in the context, `/` between parts. */
  readonly lockInContext: string | undefined;
}

export interface SourceRequest {
  readonly dockerfile: string;
  /** Absolute. */
  readonly contextDir: string;
  readonly configDir: string;
}

type Ports = Pick<BuildContext, 'system' | 'signal'>;

/**
 * Looks for the Dockerfile in the context, then in the folder of the config, and for its rules beside it, then in
 * the context.
 *
 * @throws OrchestratorError INPUT_MISSING, INPUT_INVALID, FILE_FAILED.
 */
export async function readSource(request: SourceRequest, { system, signal }: Ports): Promise<DockerSource> {
  const { contextDir, configDir } = request;
  const dockerfilePath = await findDockerfile(request, { system, signal });
  const shown = showPath(dockerfilePath, configDir);
  const text = await system.files.readText(dockerfilePath, signal);
  const dockerfile = unwrap(parseDockerfile(text, shown));
  const [ownName, commonName] = dockerIgnoreNames(dockerfilePath);
  const own = await readIfThere(ownName, { system, signal });
  const commonPath = join(contextDir, commonName);
  const common = await readIfThere(commonPath, { system, signal });
  const path = own === undefined ? commonPath : ownName;
  const found = own ?? common;
  const rules =
    found === undefined ? decideAll : unwrap(createDockerIgnore(found, { file: showPath(path, configDir) }));
  const inContext = relative(contextDir, dockerfilePath);
  const lock = relative(contextDir, join(configDir, LOCK_NAME));
  const lockInContext = isBelow(lock) ? toSlashes(lock) : undefined;
  return {
    dockerfilePath,
    dockerfileInContext: isBelow(inContext) ? toSlashes(inContext) : undefined,
    text,
    dockerfile,
    ignore: found === undefined ? undefined : { path, text: found },
    contextIgnore: common,
    rules: lockInContext === undefined ? rules : without(lockInContext, rules),
    lockInContext,
  };
}

/** How to look for an artifact's Dockerfile. */
export const requestOf = ({
  spec,
  contextDir,
  configDir,
}: Pick<BuildJob<DockerSpec>, 'spec' | 'contextDir'> &
  Partial<Pick<BuildJob<DockerSpec>, 'configDir'>>): SourceRequest => ({
  dockerfile: spec.dockerfile,
  contextDir,
  configDir: configDir ?? contextDir,
});

async function findDockerfile(
  { dockerfile, contextDir, configDir }: SourceRequest,
  { system }: Ports,
): Promise<string> {
  const paths = [...new Set([resolve(contextDir, dockerfile), resolve(configDir, dockerfile)])];
  for (const path of paths) if ((await system.files.stat(path))?.kind === 'file') return path;
  throw new OrchestratorError({
    code: 'INPUT_MISSING',
    message: `there is no Dockerfile at ${paths.map((path) => `"${path}"`).join(' or ')}`,
    hint: 'docker.dockerfile is relative to the context of the artifact, or to the folder of the config.',
  });
}

async function readIfThere(path: string, { system, signal }: Ports): Promise<string | undefined> {
  return (await system.files.stat(path))?.kind === 'file' ? system.files.readText(path, signal) : undefined;
}

/** As a person would write it: relative to the config where it is not far away. */
function showPath(path: string, configDir: string): string {
  const short = relative(configDir, path);
  return isBelow(short) ? short : path;
}

/** Whether a relative path stays below where it starts. */
export const isBelow = (path: string): boolean =>
  path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);

export const toSlashes = (path: string): string => path.split(sep).join('/');
