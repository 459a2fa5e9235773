/** What fields of a config must say about each other: every rule by name, every finding with its place. Pure. */
import type { Problem } from '../errors/problem.ts';
import { spanWithin } from '../errors/span-within.ts';
import { artifactRules } from './rules/artifact-rules.ts';
import type { Extent, Finding, Rule } from './rules/rule.ts';
import { sectionRules } from './rules/section-rules.ts';
import { templateRules } from './rules/template-rules.ts';
import type { Shaped } from './shaped.ts';
import { placeIn, problemAt, type Source } from './source.ts';
import { type ConfigNode, spanAt } from './yaml/node.ts';

export const rules: readonly Rule[] = [...artifactRules, ...sectionRules, ...templateRules];

export function checkRules({ config, root }: Shaped, extent: Extent, source: Source): readonly Problem[] {
  const isWhole = extent.isWhole && !extent.isPartial;
  const asked = rules.filter((rule) => isWhole || rule.needsWhole !== true);
  const findings = asked.flatMap((rule) => rule.check(config));
  const sure = extent.isPartial ? findings.filter((finding) => finding.lacks !== true) : findings;
  return sure.map((finding) => problemOf(finding, root, source));
}

function problemOf(finding: Finding, root: ConfigNode, source: Source): Problem {
  const { path, message, hint, code = 'CONFIG_INVALID', within, other } = finding;
  const because = other && [problemAt(source, spanAt(root, other.path, 'value'), code, other.message, { hint: '' })];
  const more = { ...(hint !== undefined && { hint }), ...(because && { because }) };
  const span = placeIn(source, spanAt(root, path, 'value'));
  return problemAt(source, within === undefined ? span : spanWithin(span, within), code, message, more);
}
