/** What fields of a config must say about each other: every rule by name, every finding with its place. Pure. */
import type { Problem } from '../errors/problem.ts';
import { spanWithin } from '../errors/span-within.ts';
import { type Gap, mayBeAt } from './gaps.ts';
import { artifactRules } from './rules/artifact-rules.ts';
import type { Extent, Finding, Rule } from './rules/rule.ts';
import { sectionRules } from './rules/section-rules.ts';
import { templateRules } from './rules/template-rules.ts';
import type { Shaped } from './shaped.ts';
import { placeIn, problemAt, type Source } from './source.ts';
import { type ConfigNode, nodeAt, spanAt } from './yaml/node.ts';

export const rules: readonly Rule[] = [...artifactRules, ...sectionRules, ...templateRules];

export function checkRules({ config, root }: Shaped, extent: Extent, source: Source): readonly Problem[] {
  const asked = rules.filter((rule) => extent.isWhole || rule.needsWhole !== true);
  const findings = asked.flatMap((rule) => rule.check(config));
  const sure = findings.filter((finding) => !extent.gaps.some((gap) => mayFill(gap, finding, root)));
  return sure.map((finding) => problemOf(finding, root, source));
}

/** Whether what was left out may have been what a finding lacks. */
function mayFill(gap: Gap, { lacks, path }: Finding, root: ConfigNode): boolean {
  if (lacks === undefined) return false;
  if (lacks !== true) return mayBeAt(gap, lacks);
  const node = nodeAt(root, path);
  // Joining and patching move items; where a text stood tells which of them it was in.
  if (gap.span !== undefined && node !== undefined)
    return gap.span.start >= node.span.start && gap.span.end <= node.span.end;
  return mayBeAt(
    gap,
    path.map((step) => (typeof step === 'number' ? '*' : step)),
  );
}

function problemOf(finding: Finding, root: ConfigNode, source: Source): Problem {
  const { path, message, hint, code = 'CONFIG_INVALID', within, other } = finding;
  const because = other && [problemAt(source, spanAt(root, other.path, 'value'), code, other.message, { hint: '' })];
  const more = { ...(hint !== undefined && { hint }), ...(because && { because }) };
  const span = placeIn(source, spanAt(root, path, 'value'));
  return problemAt(source, within === undefined ? span : spanWithin(span, within), code, message, more);
}
