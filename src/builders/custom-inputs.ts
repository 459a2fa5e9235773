/**
 * What decides the result of a custom build, in one of three ways:
 *
 *     dockerfile: {path, buildArgs}   what that Dockerfile reads
 *     command: ./list-inputs          a JSON array of paths on its standard output
 *     paths: [src/**], ignore: [...]  globs; "." where nothing is said
 *
 * A command sees more than content: permission bits and folders count as well, and so does the file behind a link,
 * wherever it lies. What is behind a link to a folder does not, unless the folder is an input itself.
 *
 * Source: Skaffold v2, `pkg/skaffold/build/custom/dependencies.go`.
 */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { createGlobs } from '../inputs/globs.ts';
import type { InputFile, InputSet } from '../inputs/input-set.ts';
import { readTexts } from '../oci/descriptor-json.ts';
import type { TreeEntry } from '../ports/tree.ts';
import type { BuildContext, Builder, BuildJob } from './builder.ts';
import { readContextFiles } from './context-files.ts';
import type { CustomSpec } from './custom.schema.ts';
import { givenArgs } from './docker-args.ts';
import { readSource, toSlashes } from './docker-source.ts';
import { readOutside } from './dockerfile-stages.ts';
import { expandUntagged } from './untagged.ts';

type Job = Parameters<Builder<CustomSpec>['inputs']>[0];
type Ports = Pick<BuildContext, 'system' | 'tree' | 'signal'>;
type Dependencies = NonNullable<CustomSpec['dependencies']>;

export const customInputs: Builder<CustomSpec>['inputs'] = async (job, ports): Promise<InputSet> => ({
  ...(await readFiles(job, ports)),
  values: { builder: 'custom', buildCommand: expandUntagged(job.expand)(job.spec.buildCommand ?? '') },
});

async function readFiles(job: Job, ports: Ports): Promise<Pick<InputSet, 'files' | 'tree'>> {
  const { dockerfile, command, paths, ignore }: Dependencies = job.spec.dependencies ?? {};
  if (dockerfile !== undefined) return filesOfDockerfile(job, dockerfile, ports);
  const found =
    command !== undefined
      ? await findByCommand(job, command, ports)
      : await findByPaths(job, paths ?? ['.'], ignore ?? [], ports);
  const tree = digestOf(JSON.stringify(found.map(({ name, kind, mode }) => [name, kind, mode])));
  return { files: await withLinked(found, job, ports), tree };
}

/** A file, link or folder that the command may look at. */
interface Found extends Pick<InputFile, 'path' | 'name' | 'state'> {
  readonly kind: TreeEntry['kind'];
  readonly mode: number;
}

/** With the files that links lead to, where they are no inputs already: each has the name of its link. */
async function withLinked(
  found: readonly Found[],
  { contextDir }: Pick<Job, 'contextDir'>,
  { system }: Ports,
): Promise<readonly InputFile[]> {
  const { stat, realPath } = system.files;
  const root = await realPath(contextDir);
  const known = new Set(found.map(({ name }) => join(root, name)));
  const files: InputFile[] = [];
  for (const { path, name, kind, state } of found) {
    if (kind === 'file' || kind === 'link') files.push({ path, name, kind, ...(state !== undefined && { state }) });
    if (kind !== 'link' || (await stat(path))?.kind !== 'file') continue;
    const target = await realPath(path);
    if (!known.has(target)) files.push({ path: target, name, kind: 'file' });
  }
  return files;
}

async function filesOfDockerfile(
  { contextDir, configDir, env, expand }: Job,
  { path, buildArgs }: NonNullable<Dependencies['dockerfile']>,
  ports: Ports,
): Promise<Pick<InputSet, 'files' | 'tree'>> {
  const request = { dockerfile: path ?? 'Dockerfile', contextDir, configDir: configDir ?? contextDir };
  const source = await readSource(request, ports);
  const { reads } = readOutside(source.dockerfile, { buildArgs: givenArgs(buildArgs, env, expand) });
  return readContextFiles(source, reads, contextDir, ports);
}

async function findByPaths(
  { contextDir }: Pick<BuildJob<CustomSpec>, 'contextDir'>,
  paths: readonly string[],
  ignore: readonly string[],
  { tree, signal }: Ports,
): Promise<readonly Found[]> {
  const globs = unwrap(createGlobs(paths, ignore));
  const entries = await tree.walk(contextDir, { decide: globs.decide, signal });
  const [missing] = globs.unmatched(entries.map(({ path }) => path));
  if (missing !== undefined)
    throw new OrchestratorError({
      code: 'INPUT_MISSING',
      message: `custom.dependencies.paths: nothing in ${contextDir} matches "${missing}"`,
    });
  return entries.map((state) => {
    const { path, kind, mode } = state;
    return { path: join(contextDir, path), name: path, kind, mode, state };
  });
}

const MAX_OUTPUT = 64 * 1024 * 1024;

async function findByCommand({ contextDir, env }: Job, command: string, ports: Ports): Promise<readonly Found[]> {
  const { system, signal } = ports;
  // Split at spaces and run without a shell, as Skaffold does it.
  const [program, ...args] = command.split(' ').filter((word) => word !== '');
  const fail = (why: string): OrchestratorError =>
    new OrchestratorError({ code: 'INPUT_INVALID', message: `custom.dependencies.command "${command}" ${why}` });
  if (program === undefined) throw fail('is empty');
  const run = { cwd: contextDir, env, signal, keepBytes: MAX_OUTPUT };
  const { exitCode, stdout } = await system.processes.run([program, ...args], run);
  if (exitCode !== 0) throw fail(`ended with exit code ${exitCode}`);
  const paths = parseTexts(stdout);
  if (paths === undefined) throw fail('did not print a JSON array of paths');
  const files = await Promise.all(paths.map((path) => fileAt(contextDir, path, ports)));
  const unique = new Map(files.flat().map((file) => [file.name, file]));
  return [...unique.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function parseTexts(text: string): readonly string[] | undefined {
  try {
    return readTexts(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A file, or all files of a folder. */
async function fileAt(contextDir: string, written: string, ports: Ports): Promise<readonly Found[]> {
  const path = isAbsolute(written) ? written : resolve(contextDir, written);
  const name = toSlashes(relative(contextDir, path));
  const info = await ports.system.files.lstat(path);
  if (info === undefined)
    throw new OrchestratorError({
      code: 'INPUT_MISSING',
      message: `custom.dependencies.command: "${written}" is not there`,
    });
  if (info.kind === 'file' || info.kind === 'link') return [{ path, name, kind: info.kind, mode: info.mode }];
  if (info.kind !== 'folder') return [];
  const below = await findByPaths({ contextDir: path }, ['.'], [], ports);
  return below.map((file) => ({ ...file, name: name === '' ? file.name : `${name}/${file.name}` }));
}
