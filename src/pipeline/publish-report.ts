/**
 * Who has what when an image did not reach every registry. Pure.
 *
 *     error PUBLISH_INCOMPLETE: image web, sha256:ab12…, is whole and tagged in 1 of 3 places
 *       because REGISTRY_DENIED: registry b.example refuses the push of …
 *       because PUBLISH_INCOMPLETE: a.example/web has sha256:ab12…, as 1.0
 *       because PUBLISH_INCOMPLETE: b.example/web does not have it
 *       because PUBLISH_INCOMPLETE: c.example/web has sha256:ab12…; its tag 1.0 is still sha256:cd34…
 */
import { OrchestratorError, type Problem, problems } from '../errors/problem.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';

export type Target = ImageReference & { readonly tag: string; readonly digest: Digest };

/** One image in one repository, as far as is known. */
export interface PlaceState {
  /** The image's name as configured. */
  readonly artifact: string;
  readonly target: Target;
  /** Whole, by digest. */
  readonly hasImage: boolean;
  /** What its tag was when it was last looked at; undefined: there is none, or nobody looked. */
  readonly tagged?: Digest | undefined;
  readonly failure?: unknown;
}

/**
 * The error of a publication that failed somewhere.
 *
 * @param states Of all places, in the order of the config. At least one has failed.
 */
export function incomplete(states: readonly PlaceState[]): unknown {
  const failures = states.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const known = failures.filter((failure) => failure instanceof OrchestratorError);
  // A bug is told as what it is.
  const bug = failures.find((failure) => !(failure instanceof OrchestratorError));
  const [first] = known;
  if (bug !== undefined || first === undefined) return bug;
  const failed = new Set(states.flatMap(({ artifact, failure }) => (failure === undefined ? [] : [artifact])));
  const about = states.filter(({ artifact }) => failed.has(artifact));
  const others = states.length - about.length;
  const [{ code }] = first.problems;
  return new OrchestratorError(
    {
      code: problems[code].exit === problems.PUBLISH_INCOMPLETE.exit ? 'PUBLISH_INCOMPLETE' : code,
      message: [...failed].map((artifact) => headline(artifact, about)).join('; '),
      hint: hintOf(first.problems[0]),
      because: [
        ...known.flatMap((failure) => failure.problems),
        ...about.map(fact),
        ...(others > 0 ? states.filter(({ artifact }) => !failed.has(artifact)).map(fact) : []),
      ],
    },
    { cause: first },
  );
}

function headline(artifact: string, states: readonly PlaceState[]): string {
  const own = states.filter((state) => state.artifact === artifact);
  const done = own.filter(isDone).length;
  return `image ${artifact}, ${own[0]?.target.digest ?? ''}, is whole and tagged in ${done} of ${own.length} places`;
}

const isDone = ({ hasImage, tagged, target }: PlaceState): boolean => hasImage && tagged === target.digest;

const fact = (state: PlaceState): Problem => ({ code: 'PUBLISH_INCOMPLETE', message: sentence(state), hint: '' });

function sentence({ target, hasImage, tagged }: PlaceState): string {
  const { name, tag, digest } = target;
  if (!hasImage) return `${name} does not have ${digest}`;
  if (tagged === digest) return `${name} has ${digest}, as ${tag}`;
  return `${name} has ${digest}; its tag ${tag} ${tagged === undefined ? 'was not made' : `is still ${tagged}`}`;
}

const hintOf = (problem: Problem): string =>
  [problem.hint ?? problems[problem.code].hint, problems.PUBLISH_INCOMPLETE.hint].filter((one) => one !== '').join(' ');
