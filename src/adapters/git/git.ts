/**
 * What git says of a folder; see the port. A program of git's is run for each question, with an environment that
 * repeats nothing but where the user's own settings are, in English, without a lock on the index and without network.
 *
 * Hostile repositories: no command that a repository's own config names is run (hooks, file system monitors, filters;
 * see {@link ./hostile-config.ts}), and a repository of another user is refused by git itself (safe.directory).
 * Left out: filters that the config of a submodule names.
 */
import { relative } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { Git, GitVariant } from '../../ports/git.ts';
import type { Finished, Processes } from '../../ports/system.ts';
import { gitEnvironment } from './environment.ts';
import { defuse, filterQuery } from './hostile-config.ts';

export interface GitOptions {
  readonly processes: Processes;
  readonly env: Readonly<Record<string, string>>;
}

type Run = (...args: readonly string[]) => Promise<Finished>;

/** Status needs an answer of one byte; what is kept is for nobody. */
const KEPT_BYTES = 64 * 1024;
const NO_REPOSITORY = /^fatal: not a git repository \(or any/m;
const FOREIGN =
  /^fatal: (?:detected dubious ownership in repository at '(.*)'|unsafe repository \('(.*)' is owned by)/m;

export const createGit = ({ processes, env }: GitOptions): Git => ({
  async state(folder, variant, { ownOutputs, signal }) {
    const git = await processes.find('git');
    if (git === undefined) return undefined;
    const settings = { cwd: folder, env: gitEnvironment(env), signal, keepBytes: KEPT_BYTES };
    const plain: Run = (...args) => processes.run([git, ...defuse(''), ...args], settings);

    if (!(await isInWorkTree(plain, folder))) return undefined;
    const [head, filters] = await Promise.all([
      plain('rev-parse', '--verify', '--quiet', 'HEAD^{commit}'),
      plain(...filterQuery),
    ]);
    if (head.exitCode === 1) return undefined;
    textOf(head, folder);

    const safe: Run = (...args) => processes.run([git, ...defuse(filters.stdout), ...args], settings);
    const [ref, dirty] = await Promise.all([refOf(variant, safe, folder), isDirty(safe, folder, ownOutputs)]);
    return { ref, dirty };
  },
});

async function isInWorkTree(run: Run, folder: string): Promise<boolean> {
  const asked = await run('rev-parse', '--is-inside-work-tree');
  if (asked.exitCode !== 0 && NO_REPOSITORY.test(asked.stderr)) return false;
  return textOf(asked, folder) === 'true';
}

async function refOf(variant: GitVariant, run: Run, folder: string): Promise<string> {
  const ask = async (...args: readonly string[]): Promise<string> => textOf(await run(...args), folder);
  switch (variant) {
    case 'Tags':
      return ask('describe', '--tags', '--always');
    case 'CommitSha':
      return ask('rev-parse', '--verify', 'HEAD^{commit}');
    case 'AbbrevCommitSha':
      return ask('rev-parse', '--short', 'HEAD^{commit}');
    case 'TreeSha':
      return ask('rev-parse', 'HEAD:./');
    case 'AbbrevTreeSha':
      return ask('rev-parse', '--short', 'HEAD:./');
    case 'Branches': {
      const branch = await run('symbolic-ref', '--quiet', 'HEAD');
      // No branch is checked out: the commit stands for itself, as in Skaffold.
      if (branch.exitCode === 1) return ask('rev-parse', '--short', 'HEAD^{commit}');
      return textOf(branch, folder).replace(/^refs\/heads\//, '');
    }
    default:
      return variant satisfies never;
  }
}

async function isDirty(run: Run, folder: string, ownOutputs: readonly string[]): Promise<boolean> {
  const own = ownOutputs
    .map((path) => relative(folder, path))
    .filter((path) => path !== '' && path !== '..' && !path.startsWith('../'));
  const status = await run(
    ...['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', '.'],
    ':(exclude,glob)**/.orchestrator/**',
    ...own.map((path) => `:(exclude,literal)${path}`),
  );
  return textOf(status, folder) !== '';
}

/** What git printed. @throws OrchestratorError GIT_FAILED with its first complaint. */
function textOf({ exitCode, stdout, stderr }: Finished, folder: string): string {
  if (exitCode === 0) return stdout.trim();
  const foreign = FOREIGN.exec(stderr);
  const top = foreign?.[1] ?? foreign?.[2];
  if (top !== undefined)
    throw new OrchestratorError({
      code: 'GIT_FAILED',
      message: `git refuses "${plainLine(top)}", which belongs to another user`,
      hint: `If you trust what is in it: git config --global --add safe.directory '${plainLine(top)}'`,
    });
  const complaint = stderr.split('\n').find((line) => line.trim() !== '') ?? `exit code ${exitCode}`;
  throw new OrchestratorError({
    code: 'GIT_FAILED',
    message: `git in "${folder}": ${plainLine(complaint).replace(/^fatal: /, '')}`,
  });
}
