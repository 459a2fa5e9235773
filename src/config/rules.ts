/** What fields of a config must say about each other: every rule by name, every finding with its place. Pure. */
import type { Problem } from '../errors/problem.ts';
import { artifactRules } from './rules/artifact-rules.ts';
import type { Extent, Finding, Rule } from './rules/rule.ts';
import { sectionRules } from './rules/section-rules.ts';
import { templateRules } from './rules/template-rules.ts';
import type { Shaped } from './shaped.ts';
import { problemAt, type Source } from './source.ts';
import { type ConfigNode, type Span, spanAt } from './yaml/node.ts';

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
  return problemAt(source, narrow(spanAt(root, path, 'value'), within, source), code, message, more);
}

/** A part of a scalar, where its text stands in the file as it is. */
function narrow(span: Span, within: Finding['within'], { text }: Source): Span {
  const found = within === undefined ? -1 : text.slice(span.start, span.end).indexOf(within.text);
  if (within === undefined || found === -1) return span;
  return { start: span.start + found + within.start, end: span.start + found + within.end };
}
