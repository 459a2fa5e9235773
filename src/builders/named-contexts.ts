/**
 * `--build-context NAME=…` of `cliFlags`: what a Dockerfile calls so is no image of a registry. A folder among them is
 * an input like the context itself.
 *
 *     --build-context shared=../shared   ─►  shared:src/a.go, shared:go.mod, …
 *
 * Source: buildx, `build.toSolveOpt`: what has no scheme and is no git repository is a folder, below its work folder.
 */
import { join, resolve } from 'node:path';
import { decideAll } from '../inputs/decide.ts';
import type { InputFile } from '../inputs/input-set.ts';
import type { BuildContext } from './builder.ts';

const FLAG = '--build-context';

export interface NamedContext {
  readonly name: string;
  /** Empty where the flag has none. */
  readonly source: string;
}

/** @param flags Expanded. */
export const namedContexts = (flags: readonly string[]): readonly NamedContext[] =>
  flags.flatMap((flag, index) => {
    const value = flag === FLAG ? flags[index + 1] : flag.startsWith(`${FLAG}=`) ? flag.slice(FLAG.length + 1) : '';
    const [name = '', ...source] = (value ?? '').split('=');
    return name === '' ? [] : [{ name, source: source.join('=') }];
  });

const LAYOUT = 'oci-layout://';
const ELSEWHERE = /^(?:[a-z-]+:\/\/|git@|github\.com\/|target:|input:)/;

/**
 * Files of the folders, and what else COPY takes along. What is not there is told by whoever builds.
 *
 * @param workDir Absolute; where the program runs that is given the flags.
 */
export async function readNamedContexts(
  flags: readonly string[],
  workDir: string,
  { system, tree, signal }: Pick<BuildContext, 'system' | 'tree' | 'signal'>,
): Promise<{ readonly files: readonly InputFile[]; readonly shape: readonly unknown[] }> {
  const files: InputFile[] = [];
  const shape: unknown[] = [];
  for (const { name, source } of namedContexts(flags)) {
    // The index of a layout names all of it by digest.
    const isLayout = source.startsWith(LAYOUT);
    if (!isLayout && (source === '' || ELSEWHERE.test(source))) continue;
    const root = resolve(workDir, isLayout ? source.slice(LAYOUT.length).replace(/[:@].*$/, '') : source);
    if ((await system.files.stat(root))?.kind !== 'folder') continue;
    const decide = isLayout ? (path: string) => ({ keep: path === 'index.json', descend: false }) : decideAll;
    for (const state of await tree.walk(root, { decide, signal })) {
      const { path, kind, mode } = state;
      const shown = `${name}:${path}`;
      shape.push([shown, kind, mode]);
      if (kind === 'file' || kind === 'link') files.push({ path: join(root, path), name: shown, kind, state });
    }
  }
  return { files, shape };
}
