/**
 * The base images of a Dockerfile: where it names them, and the same text with digests in the place of their tags.
 *
 *     FROM node:22 AS build              FROM node@sha256:… AS build
 *     COPY --from=nginx:1 /etc /etc  ─►  COPY --from=nginx@sha256:… /etc /etc
 *
 * Every line stays the line that it is, so that an engine's messages name the lines of the user's file. Pure.
 */
import type { SourceSpan } from '../errors/problem.ts';
import type { Instruction } from './dockerfile.ts';

/** An image that a Dockerfile names. */
export interface BaseUse {
  /** As it is named once arguments are put in, e.g. `node:22`. */
  readonly name: string;
  /** What of the text says so. */
  readonly at: SourceSpan;
}

/** `--from` of COPY and its kin, and `from` of mounts: images, stages and named contexts alike. */
export const fromUses = ({ flags }: Pick<Instruction, 'flags'>): readonly BaseUse[] =>
  flags.flatMap(({ name, parts }) => {
    if (name === 'from') return parts.slice(0, 1).map(({ text, at }) => ({ name: text, at }));
    if (name !== 'mount') return [];
    return parts.flatMap(({ text, at }) =>
      text.startsWith(FROM) ? [{ name: text.slice(FROM.length), at: { ...at, start: at.start + FROM.length } }] : [],
    );
  });

const FROM = 'from=';

/** `type=bind,source=a,target=b`. */
export const mountOptions = (value = ''): ReadonlyMap<string, string> =>
  new Map(value.split(',').map((part) => splitOnce(part.trim())));

function splitOnce(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * The text with other names of its bases.
 *
 * @param nameOf What stands there instead; undefined leaves it.
 */
export function renameBases(
  text: string,
  uses: readonly BaseUse[],
  escapeSign: string,
  nameOf: (name: string) => string | undefined,
): string {
  let renamed = text;
  const fromEnd = [...new Map(uses.map((use) => [use.at.start, use])).values()].toSorted(
    (left, right) => right.at.start - left.at.start,
  );
  for (const { name, at } of fromEnd) {
    const other = nameOf(name);
    if (other === undefined) continue;
    const breaks = text.slice(at.start, at.end).split('\n').length - 1;
    // A name that goes over several lines ends up on the last of them.
    renamed = `${renamed.slice(0, at.start)}${`${escapeSign}\n`.repeat(breaks)}${other}${renamed.slice(at.end)}`;
  }
  return renamed;
}
