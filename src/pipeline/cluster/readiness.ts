/**
 * Which rule an object is judged by: the config's for its kind, or its own wish not to be waited for.
 *
 *     metadata:
 *       annotations:
 *         orchestrator.dev/readiness: disabled
 *
 * Pure.
 */
import type { ReadinessSpec } from '../../config/readiness.schema.ts';
import { parseGroupKind } from '../../live/applyset.ts';
import type { LiveObject, ResourceKind } from '../../live/object.ts';
import type { ReadinessRule, ReadinessTest } from '../../live/verdict/verdict.ts';

export interface KindRule extends ReadinessRule {
  readonly group: string;
  readonly kind: string;
}

const ANNOTATION = 'orchestrator.dev/readiness';

export const readinessRules = (spec: ReadinessSpec): readonly KindRule[] =>
  spec.map(({ groupKind, ready = [], failed = [] }) => ({
    ...parseGroupKind(groupKind),
    ready: ready.map(testOf),
    failed: failed.map(testOf),
  }));

/** Undefined: what is known of the kind counts. */
export const ruleOf = ({ group, kind }: Pick<ResourceKind, 'group' | 'kind'>, rules: readonly KindRule[]) =>
  rules.find((rule) => rule.group === group && rule.kind === kind);

export const isWaitedFor = ({ metadata }: LiveObject): boolean => metadata.annotations?.[ANNOTATION] !== 'disabled';

type Spec = NonNullable<ReadinessSpec[number]['ready']>[number];

function testOf(spec: Spec): ReadinessTest {
  if ('condition' in spec) return { condition: spec.condition, status: spec.status ?? 'True' };
  const field = pathOf(spec.field);
  if ('values' in spec) return { field, values: spec.values.map(String) };
  return 'sameAs' in spec ? { field, sameAs: pathOf(spec.sameAs) } : { field, exists: true };
}

/** `metadata.labels.acme\.io/tier` is three names. */
const pathOf = (text: string): readonly string[] =>
  [...text.matchAll(/((?:[^.\\]|\\.)+)/g)].map(([name]) => name.replaceAll(/\\(.)/g, '$1'));
