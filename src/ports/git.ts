/** What git says of a folder. Implemented in adapters/git with plumbing commands, hooks and filters off. */

export type GitVariant = 'Tags' | 'CommitSha' | 'AbbrevCommitSha' | 'TreeSha' | 'AbbrevTreeSha' | 'Branches';

export interface GitState {
  /** What the variant names, before any clean-up for a tag, e.g. `v1-1-g3cec6b9`. */
  readonly ref: string;
  /** Whether `git status` shows changes below the folder, untracked files included, our own outputs not. */
  readonly dirty: boolean;
}

export interface Git {
  /**
   * Undefined when git is not installed, the folder is in no work tree, or there is no commit yet.
   *
   * @throws OrchestratorError GIT_FAILED, CANCELLED.
   */
  state(
    folder: string,
    variant: GitVariant,
    options: { readonly ownOutputs: readonly string[]; readonly signal: AbortSignal },
  ): Promise<GitState | undefined>;
}
