/** Why a plan must not be carried out: conflicts and too much pruning. Pure; every problem at once. */
import type { Problem } from '../errors/problem.ts';
import { nameSome } from '../lib/name-some.ts';
import type { Conflict, DirectoryChanges, FolderState } from './directory-plan.ts';

export interface GuardOptions {
  /** The folder as the user would write it. */
  readonly shown: string;
  readonly allowPrune: boolean;
}

/** Fewer than these are never too many, unless they are all. */
const FEW = 3;
const SHARE = 1 / 3;

/** DEPLOY_CONFLICT, one a file, and DEPLOY_REFUSED. Empty: go ahead. */
export function planProblems(
  changes: DirectoryChanges,
  state: FolderState,
  { shown, allowPrune }: GuardOptions,
): readonly Problem[] {
  const conflicts = changes.conflicts.map((conflict) => conflictProblem(conflict, shown));
  return allowPrune ? conflicts : [...conflicts, ...pruneProblem(changes, state, shown)];
}

function conflictProblem({ path, why, wanted }: Conflict, shown: string): Problem {
  const file = `${shown}/${path}`;
  const would = wanted ? 'would be overwritten' : 'would be removed';
  const at = (message: string, hint?: string): Problem => ({
    code: 'DEPLOY_CONFLICT',
    message: `"${file}" ${message}`,
    ...(hint !== undefined && { hint }),
  });
  switch (why) {
    case 'foreign':
      return at(`is a file of someone else, and ${would}`);
    case 'edited':
      return at(`was changed since it was written, and ${would}`, EDITED);
    case 'link':
      return at(`is a link, and links are never written through`, MOVE);
    case 'folder-link':
      return at('lies behind a link, or below a file, and links are never followed out of the folder', MOVE);
    case 'folder':
      return at('is a folder where a file belongs', MOVE);
    case 'other':
      return at('is no regular file', MOVE);
  }
}

const EDITED = 'Move the change into its source, or let it go with --force.';
const MOVE = 'Move it away; --force does not touch it.';

/** What is there and ours may not all go, nor more than a third of it where that is more than a few. */
function pruneProblem({ prune }: DirectoryChanges, { owned, found }: FolderState, shown: string): readonly Problem[] {
  const count = [...owned.keys()].filter((path) => found.has(path)).length;
  const isAll = prune.length > 0 && prune.length === count;
  const isMany = prune.length > FEW && prune.length > count * SHARE;
  if (!isAll && !isMany) return [];
  const names = nameSome(prune.map(({ path }) => path));
  return [
    {
      code: 'DEPLOY_REFUSED',
      message: `${isAll ? `all ${count}` : `${prune.length} of ${count}`} files in "${shown}" would be removed: ${names}`,
      hint: 'Look whether every manifest was rendered; --allow-prune removes them.',
    },
  ];
}
