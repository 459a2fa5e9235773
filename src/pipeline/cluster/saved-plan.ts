/**
 * A plan as a file, and back. It is not edited: a digest over all of it tells a plan from one that was changed.
 *
 *     {"schemaVersion": 1, "digest": "sha256:…", "madeBy": …, "target": …, "objects": […]}
 *
 * Pure.
 */
import type { SourceSpan } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import { type JsonNode, parseJsonText } from '../../lib/json-text.ts';
import { hashOf, type SavedPlan } from '../../live/plan/saved.ts';

const VERSION = 1;

export function formatPlan({ schemaVersion, ...rest }: SavedPlan): string {
  const plan = JSON.parse(JSON.stringify(rest)) as object;
  return `${JSON.stringify({ schemaVersion, digest: hashOf(plan), ...plan }, undefined, 2)}\n`;
}

/** @param file As people write it. @returns PLAN_INVALID. */
export function parsePlan(text: string, file: string): Result<SavedPlan> {
  const refused = (why: string, start = 0, end = Math.min(1, text.length)): Result<never> =>
    err({ code: 'PLAN_INVALID', message: `${file} ${why}`, at: { file, text, start, end } });
  const parsed = parseJsonText(text);
  if (!parsed.ok) return refused(`is no plan: ${parsed.fault.message}`, parsed.fault.start, parsed.fault.end);
  if (parsed.root.kind !== 'object') return refused('is no plan');
  const { schemaVersion, digest, ...rest } = JSON.parse(text) as Record<string, unknown>;
  if (schemaVersion === undefined || digest === undefined) return refused('is no plan');
  if (schemaVersion !== VERSION)
    return refused(`is a plan of version ${JSON.stringify(schemaVersion)}, and this program reads version ${VERSION}`);
  if (hashOf(rest) !== digest) return refused('was changed after it was made');
  return ok({ schemaVersion: VERSION, ...rest } as unknown as SavedPlan);
}

/** Where each object of a plan stands in its file. */
export function placesOf(text: string, file: string): readonly SourceSpan[] {
  const parsed = parseJsonText(text);
  const items = parsed.ok ? memberOf(parsed.root, 'objects') : undefined;
  if (items?.kind !== 'list') return [];
  return items.items.map((item) => {
    const { start, end } = memberOf(item, 'name') ?? item;
    return { file, text, start, end };
  });
}

const memberOf = (node: JsonNode, name: string): JsonNode | undefined =>
  node.kind === 'object' ? node.members.find((member) => member.name === name)?.value : undefined;
