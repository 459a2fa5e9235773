/**
 * When kinds that the config names are ready.
 *
 *     {group: acme.io, kind: Queue, ready: {path: status.phase, value: Live}, failed: {condition: Broken}}
 *
 * Pure.
 */
import { awaitsController, findCondition } from './conditions.ts';
import { valueAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';

export interface ReadinessRule {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly ready: ReadinessTest;
  /** It cannot come up then. */
  readonly failed?: ReadinessTest;
}

export type ReadinessTest =
  /** Names with dots between, numbers for places of a list; the value as text. */
  | { readonly path: string; readonly value: string }
  /** Type of a condition, and the status that it has to have: True unless it is said. */
  | { readonly condition: string; readonly status?: string };

export function ruleVerdict(rule: ReadinessRule, { object }: Observed): Verdict {
  const behind = awaitsController(object, false);
  if (behind !== undefined) return behind;
  if (rule.failed !== undefined && passes(rule.failed, object)) return terminal(...toldOf(rule.failed, object, 'has'));
  return passes(rule.ready, object) ? ready('it is ready') : progressing(...toldOf(rule.ready, object, 'waits for'));
}

function passes(test: ReadinessTest, object: unknown): boolean {
  if ('condition' in test) return findCondition(object, test.condition)?.status === (test.status ?? 'True');
  const found = valueAt(object, ...test.path.split('.'));
  return typeof found !== 'object' && found !== undefined && String(found) === test.value;
}

/** What the object holds at the path is not shown: nobody knows what it is. */
function toldOf(test: ReadinessTest, object: unknown, verb: string) {
  if (!('condition' in test)) return [`it ${verb} ${test.path} = ${test.value}`, evidenceOf(object)] as const;
  const message = findCondition(object, test.condition)?.message;
  const text = withMessage(`it ${verb} condition ${test.condition} = ${test.status ?? 'True'}`, message);
  return [text, evidenceOf(object, { condition: test.condition })] as const;
}
