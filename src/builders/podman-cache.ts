/**
 * Whether podman's cache of steps would give the wrong image. It compares instructions as they are written, and puts the
 * arguments beside RUN alone: `ENV V=$V` for another V is then a step that it "has" already.
 *
 *     ARG V, RUN make $V       cached well
 *     ARG V, ENV V=$V          built without the cache
 *
 * Pure. Source: buildah 1.28, `imagebuildah/stage_executor.go`, getCreatedBy.
 */
import type { Dockerfile } from './dockerfile.ts';

/** @param given Names of the build arguments. */
export function mistakesArguments({ instructions }: Dockerfile, given: readonly string[]): boolean {
  const names = new Set(given);
  // One argument may be made of another.
  for (const { keyword, text } of instructions)
    if (keyword === 'ARG' && uses(text, names)) names.add(text.split('=')[0] ?? '');
  return instructions.some(
    ({ keyword, text, flags }) =>
      !WITH_ARGUMENTS.has(keyword) &&
      [text, ...flags.map(({ value }) => value ?? '')].some((part) => uses(part, names)),
  );
}

/** ARG does nothing by itself, and of a base its digest counts. */
const WITH_ARGUMENTS = new Set(['ARG', 'RUN', 'FROM']);

const uses = (text: string, names: ReadonlySet<string>): boolean =>
  [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = '']) => names.has(name));
