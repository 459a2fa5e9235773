/** One document held against the schema: what of it has the right shape goes on. Asynchronous as zod is loaded late. */
import type { Problem } from '../errors/problem.ts';
import { withoutUnsupported } from './foreign.ts';
import type { Gap } from './gaps.ts';
import { checkShape, takeShape } from './shape.ts';
import type { Shaped } from './shaped.ts';
import type { Source } from './source.ts';
import type { MapNode } from './yaml/node.ts';

export interface CheckedDocument extends Shaped {
  /** What of the document has the right shape, as it was written, with fields that are not supported. */
  readonly written: MapNode;
  /** What was left out as wrong. */
  readonly gaps: readonly Gap[];
}

/** Adds what is wrong to `problems`. @returns undefined when nothing has the right shape. */
export async function checkDocument(
  written: MapNode,
  source: Source,
  problems: Problem[],
): Promise<CheckedDocument | undefined> {
  const shaped = await checkShape(withoutUnsupported(written), source);
  if (shaped.ok) return { ...shaped.value, written, gaps: [] };
  problems.push(...shaped.problems);
  const { soundPart } = await import('./sound.ts');
  const sound = soundPart(written);
  if (sound === undefined) return undefined;
  const { config, root } = takeShape(withoutUnsupported(sound.root));
  return config && { config, root, written: sound.root, gaps: sound.gaps };
}
