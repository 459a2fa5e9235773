/** What tables of mistakes share: the files of a small project, and what must hold whatever was wrong. */
import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { orchestrator, type RunOptions } from './program.ts';
import { createFolder } from './services/provided.ts';

export const config = (body: string): string => `apiVersion: orchestrator/v1\nkind: Config\n${body}`;

/** A config with these artifacts, as YAML, one item a text. */
export const artifacts = (...items: readonly string[]): string =>
  config(`build:\n  tagPolicy: {inputDigest: {}}\n  artifacts:\n${items.map((item) => `    - ${item}\n`).join('')}`);

export const layered = '{image: web, layers: {files: [{src: a.txt, dest: /a}]}}';
export const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      image: web\n';

export type Files = Readonly<Record<string, string>>;

/** Builds and renders without any mistake. */
export const project: Files = {
  'orchestrator.yaml': `${artifacts(layered)}manifests: {rawYaml: [pod.yaml]}\n`,
  'a.txt': 'a',
  'pod.yaml': pod,
  'artifacts.json': JSON.stringify({
    builds: [{ imageName: 'web', tag: `r.example.com/web:1@sha256:${'a'.repeat(64)}` }],
  }),
};

export const withConfig = (text: string): Files => ({ ...project, 'orchestrator.yaml': text });

export const without = (name: string): Files =>
  Object.fromEntries(Object.entries(project).filter(([file]) => file !== name));

export interface Mistake {
  readonly name: string;
  readonly files: Files;
  readonly words: string;
  readonly exitCode: number;
  /** In standard error, in this order. */
  readonly says: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const words = (text: string): readonly string[] => text.split(' ').map((word) => word.replaceAll('_', ' '));

/** All files below a folder but the program's own state. */
const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith('.orchestrator')).sort();

/** Runs it in a fresh folder, and holds it to all promises: the words, the code, no stack, no bug, nothing new on disk. */
export async function makeMistake({ files, words: line, exitCode, says, env }: Mistake): Promise<void> {
  await holdTo(await createFolder(files), line, exitCode, says, env);
}

export async function holdTo(
  cwd: string,
  line: string,
  exitCode: number,
  says: readonly string[],
  env: RunOptions['env'] = {},
): Promise<void> {
  const before = await filesIn(cwd);
  const run = await orchestrator(words(line), { cwd, env });
  for (const part of says) expect(run.stderr).toContain(part);
  expect(run.stderr.match(/^error [A-Z_]+: \S/m), run.stderr).not.toBeNull();
  expect(run.stderr).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
  expect(run.stderr).not.toContain('INTERNAL');
  expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode, stdout: '' });
  expect(await filesIn(cwd)).toEqual(before);
  // What words mean is not known where they are wrong.
  if (run.stderr.startsWith('error USAGE_INVALID')) return;
  const json = JSON.parse((await orchestrator([...words(line), '--format=json'], { cwd, env })).stdout);
  expect(json.ok).toBe(false);
  expect(json.problems[0]).toMatchObject({ code: expect.any(String), message: expect.any(String) });
}
