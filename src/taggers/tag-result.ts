/** What a tagger returns: a text that is a tag, or why it is none. A tag is never repaired without being told. Pure. */
import type { SourceSpan } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { findTagFault } from '../image/tag.ts';
import type { Tagged } from './tagger.ts';

/** @param from What made the text, e.g. `build.tagPolicy.dateTime`. */
export function checkTag(from: string, tag: string, notice?: string): Result<Tagged> {
  const fault = findTagFault(tag);
  if (fault !== undefined) return tagFailed(`${from} gives the tag ${JSON.stringify(tag)}, which ${fault}`);
  return ok({ tag, ...(notice !== undefined && { notice }) });
}

export const tagFailed = (message: string, hint?: string, at?: SourceSpan): Result<never> =>
  err({ code: 'TAG_FAILED', message, ...(hint !== undefined && { hint }), ...(at !== undefined && { at }) });
