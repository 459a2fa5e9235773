/** Templates of tags: what is wrong with one is a failed tag; a refused command stays what it is. */
import { OrchestratorError } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { findTagFault } from '../image/tag.ts';
import { tagFailed } from './tag-result.ts';
import type { Tagged, TagJob } from './tagger.ts';

/** What Go writes for a name that has no value. */
const NO_VALUE = '<no value>';

/** @param kind Whose template it is, e.g. `envTemplate`. @throws OrchestratorError TEMPLATE_COMMAND_REFUSED. */
export function expandTag(
  kind: string,
  template: string,
  words: Readonly<Record<string, string>>,
  { expand, placeOf }: Pick<TagJob, 'expand' | 'placeOf'>,
): Result<Tagged> {
  const about = `build.tagPolicy.${kind}.template ${JSON.stringify(template)}`;
  const at = placeOf?.([kind, 'template']);
  try {
    const tag = expand(template, words);
    if (tag.includes(NO_VALUE)) return tagFailed(`${about} names something that has no value`, hintOf(words), at);
    const fault = findTagFault(tag);
    // Not the text itself: it is made of the environment, and that may hold secrets.
    return fault === undefined ? ok({ tag }) : tagFailed(`${about} gives a tag that ${fault}`, undefined, at);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'TEMPLATE_INVALID') throw error;
    const message = `${about} cannot be expanded`;
    return err({ code: 'TAG_FAILED', message, because: error.problems, ...(at !== undefined && { at }) });
  }
}

const hintOf = (words: Readonly<Record<string, string>>): string =>
  `Known are ${[...Object.keys(words), 'the environment'].join(', ')}; {{default "x" .NAME}} gives a value to what may be absent.`;
