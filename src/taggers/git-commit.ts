/**
 * `gitCommit`: what git says of the artifact's context.
 *
 *     v1.2.0            the tag that points at the commit
 *     v1-1-g3cec6b9     one commit after it
 *     eefe1b9-dirty     no tag, and files that are not committed
 *
 * Source: Skaffold's pkg/skaffold/tag/git_commit.go. A name that is too long is cut so that prefix and `-dirty` stay.
 */
import { ok, type Result } from '../errors/result.ts';
import type { GitVariant } from '../ports/git.ts';
import type { GitCommitSpec } from './tag-policy.schema.ts';
import { checkTag, tagFailed } from './tag-result.ts';
import type { Tagged, Tagger, TagJob, TagPorts } from './tagger.ts';

const VARIANTS: readonly GitVariant[] = [
  'Tags',
  'CommitSha',
  'AbbrevCommitSha',
  'TreeSha',
  'AbbrevTreeSha',
  'Branches',
];
const LONGEST = 128;
const FROM = 'build.tagPolicy.gitCommit';

export const gitCommit: Tagger<GitCommitSpec> = {
  kind: 'gitCommit',
  tag: async (spec, job, ports) =>
    (await tagByGit(spec, job, ports)) ??
    tagFailed(
      `${FROM}: "${job.contextDir}" is in no git work tree with a commit, or there is no git`,
      'Commit once, choose another build.tagPolicy, or leave it out: without git, tags are made of the inputs.',
    ),
};

/** The tag by git, or undefined where git has nothing to say. @throws OrchestratorError GIT_FAILED, CANCELLED. */
export async function tagByGit(
  { variant: written = 'Tags', prefix = '', ignoreChanges = false }: GitCommitSpec,
  job: TagJob,
  { git, signal }: TagPorts,
): Promise<Result<Tagged> | undefined> {
  const variant = findVariant(written);
  if (!variant.ok) return variant;
  const state = await git.state(job.contextDir, variant.value, { ownOutputs: job.ownOutputs, signal });
  if (state === undefined) return undefined;
  const suffix = state.dirty && !ignoreChanges ? '-dirty' : '';
  const clean = sanitize(state.ref, LONGEST - prefix.length - suffix.length);
  const notice = clean === state.ref ? undefined : `"${clean}" stands for "${state.ref}", which is no tag`;
  return checkTag(FROM, `${prefix}${clean}${suffix}`, notice);
}

function findVariant(written: string): Result<GitVariant> {
  const found = VARIANTS.find((variant) => variant.toLowerCase() === written.toLowerCase());
  return found === undefined
    ? tagFailed(`${FROM}.variant "${written}" is not one of ${VARIANTS.join(', ')}`)
    : ok(found);
}

/** Each character that no tag has becomes "_", and so does each "." and "-" in front. */
const sanitize = (ref: string, longest: number): string =>
  ref
    .replace(/[^a-zA-Z0-9._-]/gu, '_')
    .replace(/^[.-]+/, (run) => '_'.repeat(run.length))
    .slice(0, Math.max(0, longest));
