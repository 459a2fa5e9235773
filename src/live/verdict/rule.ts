/**
 * When an object is ready by the word of who wrote the config, or the object.
 *
 *     ready:  [{field: status.phase, path: [status, phase], values: [Live, Idle]}]   all of them hold
 *     failed: [{condition: Broken, status: True}]                                     one of them holds: it cannot come up
 *
 * Where something is known of the kind, that counts as well: it is ready when both say so. A status that speaks of an
 * older generation is not looked at. Pure.
 */
import type { LiveObject } from '../object.ts';
import { awaitsController, findCondition } from './conditions.ts';
import { type Path, valueAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, progressing, ready, terminal, type Verdict } from './outcome.ts';

export interface ReadinessRule {
  /** None: what is known of the kind decides. */
  readonly ready: readonly ReadinessTest[];
  readonly failed: readonly ReadinessTest[];
}

export type ReadinessTest =
  | { readonly condition: string; readonly status: string }
  | (FieldTest & { readonly values: readonly string[] })
  /** Both are there, and hold the same. */
  | (FieldTest & { readonly sameAs: Path })
  /** It is there, and neither empty nor null. */
  | (FieldTest & { readonly exists: true });

interface FieldTest {
  /** Names, and numbers for places of a list. */
  readonly field: Path;
}

/** @param known What is known of the kind; undefined where that is nothing special. */
export function ruleVerdict(
  { ready: tests, failed }: ReadinessRule,
  object: LiveObject,
  known: () => Verdict | undefined,
): Verdict {
  const behind = awaitsController(object, false);
  if (behind !== undefined) return behind;
  const broken = failed.find((test) => passes(test, object));
  if (broken !== undefined) return terminal(...toldOf(broken, object, 'has'));
  const verdict = known();
  if (verdict !== undefined && verdict.state !== 'ready') return verdict;
  const missing = tests.find((test) => !passes(test, object));
  if (missing !== undefined) return progressing(...toldOf(missing, object, 'waits for'));
  return verdict ?? ready('it is ready');
}

function passes(test: ReadinessTest, object: unknown): boolean {
  if ('condition' in test) return findCondition(object, test.condition)?.status === test.status;
  const found = valueAt(object, ...test.field);
  if ('exists' in test) return found !== null && found !== '' && !isEmpty(found);
  if ('values' in test) return isPlain(found) && test.values.includes(String(found));
  const other = valueAt(object, ...test.sameAs);
  return isPlain(found) && found === other;
}

const isPlain = (value: unknown): boolean => value !== undefined && value !== null && typeof value !== 'object';

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** What the object holds is not shown: nobody knows what it is. */
function toldOf(test: ReadinessTest, object: LiveObject, verb: string) {
  if ('condition' in test) {
    const message = findCondition(object, test.condition)?.message;
    const text = withMessage(`it ${verb} condition ${test.condition} = ${test.status}`, message);
    return [text, evidenceOf(object, { condition: test.condition })] as const;
  }
  const field = test.field.join('.');
  const wanted =
    'values' in test
      ? `= ${test.values.join(' or ')}`
      : 'sameAs' in test
        ? `= ${test.sameAs.join('.')}`
        : 'to be there';
  return [
    `it ${verb} ${field} ${verb === 'has' && wanted === 'to be there' ? '' : wanted}`.trim(),
    evidenceOf(object),
  ] as const;
}
