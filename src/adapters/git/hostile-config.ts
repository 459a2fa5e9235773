/**
 * Settings by which a repository's own config would run programs, and how they are taken from it.
 *
 *     [filter "lfs"] clean = …    in the repository: emptied, or what the user's own config says
 *     core.fsmonitor, core.hooksPath                 always off
 *
 * Filters of the user's own config stay: without them, files of LFS would look changed. Pure.
 * Source: git-config(1), gitattributes(5).
 */
import { OrchestratorError } from '../../errors/problem.ts';

/** Asks for every command of every filter, with the scope that it comes from. */
export const filterQuery = [
  'config',
  '--show-scope',
  '-z',
  '--get-regexp',
  '^filter\\..*\\.(clean|smudge|process)$',
] as const;

const always = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'submodule.recurse=false'] as const;

/**
 * Options for git that make a repository harmless.
 *
 * @param filters What {@link filterQuery} printed: scope NUL key LF value NUL, in the order in which later ones win.
 * @throws OrchestratorError GIT_FAILED for a filter whose name cannot be written as an option.
 */
export function defuse(filters: string): readonly string[] {
  const entries = readEntries(filters);
  const own = new Map(entries.filter(({ isForeign }) => !isForeign).map(({ key, value }) => [key, value]));
  const foreign = new Set(entries.filter(({ isForeign }) => isForeign).map(({ key }) => key));
  const odd = [...foreign].find((key) => key.includes('='));
  if (odd !== undefined)
    throw new OrchestratorError({
      code: 'GIT_FAILED',
      message: `the config of the repository has a filter with "=" in its name, "${odd}"`,
      hint: 'Remove it from .git/config; commands that a repository names are not run here.',
    });
  const overrides = [...foreign].flatMap((key) => {
    const value = own.get(key);
    const required = key.replace(/\.[a-z]+$/, '.required=false');
    return value === undefined ? [`${key}=`, required] : [`${key}=${value}`];
  });
  return ['--no-pager', ...[...always, ...overrides].flatMap((setting) => ['-c', setting])];
}

function readEntries(text: string) {
  const parts = text.split('\0');
  return parts.flatMap((scope, index) => {
    const entry = parts[index + 1];
    if (index % 2 === 1 || entry === undefined) return [];
    const line = entry.indexOf('\n');
    const [key, value] = line === -1 ? [entry, ''] : [entry.slice(0, line), entry.slice(line + 1)];
    return [{ isForeign: scope === 'local' || scope === 'worktree', key, value }];
  });
}
