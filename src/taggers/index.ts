/**
 * The taggers, and which of them a config asks for.
 *
 *     build.tagPolicy absent   ─►  gitCommit, and inputDigest with a notice where there is no git
 *     {sha256: null}           ─►  sha256; null is how a config writes a tagger without settings
 */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { err, type Result } from '../errors/result.ts';
import { componentsOf, createCustomTemplate } from './custom-template.ts';
import { dateTime } from './date-time.ts';
import { envTemplate } from './env-template.ts';
import { gitCommit, tagByGit } from './git-commit.ts';
import { inputDigest } from './input-digest.ts';
import { sha256 } from './sha256.ts';
import type { TagPolicySpec } from './tag-policy.schema.ts';
import { tagFailed } from './tag-result.ts';
import type { Tagged, Tagger, TagJob, TagPorts } from './tagger.ts';

/** A tagger with its spec. */
export interface ChosenTagger {
  readonly kind: string;
  /** Whether the tag is made of the artifact's inputs, so that it can only be known when all of them are there. */
  readsInputs(job: TagJob, ports: TagPorts): Promise<boolean>;
  /** A failure is TAG_FAILED and names the artifact. @throws OrchestratorError of the ports, e.g. GIT_FAILED. */
  tag(job: TagJob, ports: TagPorts): Promise<Result<Tagged>>;
}

const customTemplate = createCustomTemplate((policy, job, ports) => chooseNamed(policy).tag(job, ports));

/** The tagger that a policy names. A policy that names none or two fails when it is asked for a tag. */
export function chooseTagger(policy: TagPolicySpec | undefined): ChosenTagger {
  const chosen = choicesOf(policy ?? {}).length === 0 ? defaultTagger : chooseNamed(policy ?? {});
  return {
    ...chosen,
    async tag(job, ports) {
      const result = await chosen.tag(job, ports);
      if (result.ok) return result;
      const [first, ...rest] = result.problems;
      return err(namedAfter(job, first), ...rest.map((problem) => namedAfter(job, problem)));
    },
  };
}

/** One line a tagger. */
const choicesOf = (policy: TagPolicySpec): readonly ChosenTagger[] => [
  ...choice(gitCommit, policy.gitCommit === null ? {} : policy.gitCommit),
  ...choice(sha256, policy.sha256),
  ...choice(envTemplate, policy.envTemplate),
  ...choice(dateTime, policy.dateTime === null ? {} : policy.dateTime),
  ...choice(inputDigest, policy.inputDigest, true),
  ...choice(customTemplate, policy.customTemplate, policy.customTemplate && asksForInputs(policy.customTemplate)),
];

const choice = <Spec>(tagger: Tagger<Spec>, spec: Spec | undefined, reads = false): readonly ChosenTagger[] =>
  spec === undefined
    ? []
    : [
        {
          kind: tagger.kind,
          readsInputs: async () => reads,
          tag: async (job, ports) => placedAt(job.placeOf?.([tagger.kind]), await tagger.tag(spec, job, ports)),
        },
      ];

/** What has no place of its own is a matter of the whole policy. */
function placedAt<T>(at: SourceSpan | undefined, result: Result<T>): Result<T> {
  if (result.ok || at === undefined) return result;
  const [first, ...rest] = result.problems;
  return err({ at, ...first }, ...rest.map((problem) => ({ at, ...problem })));
}

const asksForInputs = (spec: NonNullable<TagPolicySpec['customTemplate']>): boolean =>
  componentsOf(spec).some(({ inputDigest: asked }) => asked !== undefined);

const defaultTagger: ChosenTagger = {
  kind: 'gitCommit',
  readsInputs: async (job, ports) => (await tagByGit({}, job, ports)) === undefined,
  async tag(job, ports) {
    const byGit = await tagByGit({}, job, ports);
    if (byGit !== undefined) return byGit;
    const byInputs = await inputDigest.tag({}, job, ports);
    const notice = 'no git work tree with a commit here, so the tag is made of the inputs';
    return byInputs.ok ? { ...byInputs, value: { ...byInputs.value, notice } } : byInputs;
  },
};

function chooseNamed(policy: TagPolicySpec): ChosenTagger {
  const [chosen, ...more] = choicesOf(policy);
  if (chosen !== undefined && more.length === 0) return chosen;
  const named = [chosen, ...more].flatMap((one) => one?.kind ?? []);
  const message =
    named.length === 0 ? 'a tag policy names no tagger' : `a tag policy names ${named.join(' and ')}; one is allowed`;
  return { kind: 'none', readsInputs: async () => false, tag: () => Promise.resolve(tagFailed(message)) };
}

const namedAfter = ({ artifact }: TagJob, problem: Problem): Problem => ({
  ...problem,
  message: `${artifact}: ${problem.message}`,
});
