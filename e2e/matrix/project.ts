/**
 * The small project that faults are tried on, and ways to run the program on it.
 *
 *     const cwd = await createProject();
 *     const run = await orchestrator(['build'], { cwd, under: await under('prlimit', '--nofile=64') });
 */
import { execa } from 'execa';
import { expect, onTestFinished, type TestContext } from 'vitest';
import { type Finished, orchestrator, type RunOptions, readArtifacts } from '../program.ts';
import { createFolder } from '../services/provided.ts';
import { findProgram } from '../services/tools.ts';

export interface ProjectOptions {
  /** Beside, or instead of, the files that are always there. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly base?: string;
  /** A flow mapping with more of the layers builder's `files` entry, such as `, ignore: [big]`. */
  readonly more?: string;
  /** A second repository that the image goes to. */
  readonly also?: string;
}

/** An image `web` of one file, a Pod that runs it, and a folder to hand over to. */
export const createProject = ({ files = {}, base, more = '', also }: ProjectOptions = {}): Promise<string> =>
  createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
    - image: web
      ${also === undefined ? '' : `alsoPush: [${also}]`}
      layers:
        ${base === undefined ? '' : `base: ${base}`}
        files: [{src: data, dest: /data${more}}]
manifests: {rawYaml: [pod.yaml]}
deploy: {directory: {path: deployed}}
`,
    'pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\nspec: {containers: [{name: c, image: web}]}\n',
    'data/a.txt': 'a\n',
    ...files,
  });

/** Bytes that no compression makes smaller. */
export function noise(bytes: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = 2_463_534_242;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

/** Builds into artifacts.json and gives the reference; anything but success fails the test with what was said. */
export async function build(
  cwd: string,
  words: readonly string[] = [],
  options: Omit<RunOptions, 'cwd'> = {},
): Promise<string> {
  const run = await orchestrator(['build', '--file-output=artifacts.json', ...words], { cwd, ...options });
  expect(run.stderr).not.toMatch(/^error /m);
  expect(run.exitCode).toBe(0);
  return (await readArtifacts(cwd)).builds[0]?.tag ?? '';
}

/** A run that must fail: with this exit code and these words, no stack trace, and nothing on standard output. */
export function expectFailure(run: Finished, exitCode: number, says: RegExp): void {
  expect(run.stderr).toMatch(says);
  expect(run.stderr).not.toMatch(/^ {4}at /m);
  expect(run).toMatchObject({ exitCode, stdout: '' });
}

/** Words that go before the program; the test is skipped where the tool is not there. */
export function under(context: Pick<TestContext, 'skip'>, tool: string, ...words: readonly string[]): string[] {
  const program = findProgram(tool);
  if (program === undefined && process.env['CI'] === 'true') throw new Error(`${tool} is missing`);
  return program === undefined ? context.skip(`${tool} is missing`) : [program, ...words];
}

/** Mounts a file system in memory, and takes it away with the test. Root only. */
export async function mountMemory(context: Pick<TestContext, 'skip'>, folder: string, options: string): Promise<void> {
  if (process.getuid?.() !== 0) context.skip('needs root, to mount');
  await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(async () => void (await execa('umount', ['-l', folder])));
}

/** `-o remount,ro`: from now on nothing can be written there. */
export const remountReadOnly = (folder: string) => execa('mount', ['-o', 'remount,ro', folder]);
