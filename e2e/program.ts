/**
 * The built program, run as a user runs it: in a copy of a project, with an empty home and a clean environment.
 *
 *     const project = await copyExample('quickstart');
 *     const { exitCode, stdout } = await orchestrator(['build'], { cwd: project });
 */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createFolder } from './services/provided.ts';

const root = join(import.meta.dirname, '..');

/** What package.json calls `orchestrator`. */
export const programPath = join(root, 'dist', 'orchestrator.cjs');

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Words before the program, such as `unshare -n`. */
  readonly under?: readonly string[];
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** PATH and an empty home beside the project's folder; nothing else is inherited. */
export const cleanEnv = (cwd: string, env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: join(cwd, '..', 'home'),
  ...env,
});

/** Runs to the end; an exit code is a value. Output keeps its last line end. */
export async function orchestrator(
  words: readonly string[],
  { cwd, env, input, under = [] }: RunOptions,
): Promise<Finished> {
  const [program = process.execPath, ...args] = [...under, process.execPath, programPath, ...words];
  const result = await execa(program, args, {
    cwd,
    env: cleanEnv(cwd, env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr };
}

/** Starts and gives the child, for tests that stop it midway. */
export const startOrchestrator = (words: readonly string[], { cwd, env }: RunOptions) =>
  execa(process.execPath, [programPath, ...words], {
    cwd,
    env: cleanEnv(cwd, env),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });

/** Resolves once the progress of a started program matches; rejects when it ends before. */
export function seeProgress(child: ReturnType<typeof startOrchestrator>, pattern: RegExp): Promise<void> {
  let seen = '';
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (pattern.test(seen)) resolve();
    });
    child.once('exit', () => reject(new Error(`ended without ${pattern}:\n${seen}`)));
  });
}

/** A copy of an example, without what earlier runs left in it. */
export async function copyExample(name: string): Promise<string> {
  const folder = await createFolder();
  const leftovers = /(?:^|\/)(?:node_modules|\.orchestrator|deployed|clusters|artifacts\.json|rendered\.yaml)(?:\/|$)/;
  const from = join(root, 'examples', name);
  await cp(from, folder, { recursive: true, filter: (path) => !leftovers.test(path.slice(from.length)) });
  return folder;
}

export interface ArtifactsFile {
  readonly builds: readonly { readonly imageName: string; readonly tag: string }[];
}

export const readArtifacts = async (folder: string, name = 'artifacts.json'): Promise<ArtifactsFile> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));
