/**
 * Problems as people and programs read them. Pure.
 *
 *     error CONFIG_INVALID: unknown field "dokcerfile"
 *       orchestrator.yaml:8:9
 *       8 |         dokcerfile: Dockerfile.dev
 *         |         ^^^^^^^^^^
 *     hint: did you mean "dockerfile"?
 */

import { plainLine } from '../lib/terminal-text.ts';
import { placeOf } from '../lib/text-place.ts';
import { drawTree, type TextTree } from '../lib/text-tree.ts';
import { excerpt, formatSpan } from './excerpt.ts';
import { type Problem, problems } from './problem.ts';

/** Lines for a person; causes indented, each hint once. */
export function explain(list: readonly Problem[], level: 'error' | 'warning' = 'error'): readonly string[] {
  const lines = list.flatMap((problem) => explainOne(problem, level, '', hintOf(problem)));
  const told = lines.filter((line, index) => !line.startsWith('hint: ') || lines.lastIndexOf(line) === index);
  // What others wrote may be quoted anywhere in them.
  return told.flatMap((line) => line.split('\n')).map(plainLine);
}

/** The same as data: what `--format json` prints of a failure. */
export interface ProblemRecord {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly parts?: readonly TextTree[];
  readonly because?: readonly ProblemRecord[];
}

export function recordOf(problem: Problem): ProblemRecord {
  const hint = hintOf(problem);
  return {
    code: problem.code,
    message: problem.message,
    ...(hint !== '' && { hint }),
    ...(problem.at !== undefined && { file: problem.at.file, ...placeOf(problem.at.text, problem.at.start) }),
    ...(problem.parts !== undefined && { parts: problem.parts }),
    ...(problem.because !== undefined && { because: problem.because.map(recordOf) }),
  };
}

function explainOne(problem: Problem, level: string, indent: string, hint: string): string[] {
  const place = problem.at === undefined ? [] : [formatSpan(problem.at), ...excerpt(problem.at)];
  return [
    `${indent}${level} ${problem.code}: ${problem.message}`,
    ...place.map((line) => `${indent}  ${line}`),
    ...(problem.parts ?? []).flatMap(drawTree).map((line) => `${indent}  ${line}`),
    ...(problem.because ?? []).flatMap((cause) => explainOne(cause, 'because', `${indent}  `, '')),
    ...(hint === '' ? [] : [`hint: ${hint}`]),
  ];
}

const hintOf = (problem: Problem): string => problem.hint ?? problems[problem.code].hint;
