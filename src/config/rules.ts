/** What fields of a config must say about each other: every rule by name, every finding with its place. Pure. */
import type { Problem } from '../errors/problem.ts';
import { artifactRules } from './rules/artifact-rules.ts';
import type { Finding, Rule } from './rules/rule.ts';
import { sectionRules } from './rules/section-rules.ts';
import type { Shaped } from './shape.ts';
import { problemAt, type Source } from './source.ts';
import { spanAt } from './yaml/node.ts';

export const rules: readonly Rule[] = [...artifactRules, ...sectionRules];

/** @param isWhole False where other modules, which are not read, may hold what this config lacks. */
export function checkRules({ config, root }: Shaped, isWhole: boolean, source: Source): readonly Problem[] {
  const asked = rules.filter((rule) => isWhole || rule.needsWhole !== true);
  return asked.flatMap((rule) => rule.check(config)).map((finding) => problemOf(finding, root, source));
}

function problemOf(
  { path, message, hint, code = 'CONFIG_INVALID', other }: Finding,
  root: Shaped['root'],
  source: Source,
): Problem {
  const at = (where: Finding['path']) => spanAt(root, where, 'value');
  const because = other && [problemAt(source, at(other.path), code, other.message, { hint: '' })];
  return problemAt(source, at(path), code, message, {
    ...(hint !== undefined && { hint }),
    ...(because && { because }),
  });
}
