/**
 * A saved plan → what is applied by it: the very texts that it holds, and the Secrets of the files that it was made of.
 *
 *     plan ─texts─► wanted ◄─Secrets, held against the seal─ files
 */
import { OrchestratorError, type Problem, type SourceSpan } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { describeName } from '../../live/plan/change.ts';
import { isSecret, type SavedObject, type SavedPlan } from '../../live/plan/saved.ts';
import { groupOf } from '../../live/plan/workload.ts';
import { placesOf } from './saved-plan.ts';
import { isSealed } from './seal-secrets.ts';
import { ofText, type Wanted } from './wanted.ts';

export interface PlanFile {
  readonly plan: SavedPlan;
  /** As people write it. */
  readonly file: string;
  readonly text: string;
}

/**
 * @param given What the files hold that were named beside the plan.
 * @throws OrchestratorError PLAN_OUTDATED where they hold something else than the plan; USAGE_INVALID where a Secret is to be
 *   written and no file has it.
 */
export function openPlan({ plan, file, text }: PlanFile, given: readonly Wanted[]): readonly Wanted[] {
  const places = placesOf(text, file);
  const byObject = new Map<SavedObject, Wanted>();
  const problems: Problem[] = [];
  for (const one of given) {
    const object = plan.objects.find((saved) => saved.wanted !== null && isOf(saved, one, plan.namespace));
    const isOther = object === undefined || (object.wanted?.hash ?? one.hash) !== one.hash;
    if (isOther) problems.push(notPlanned(one, object));
    else byObject.set(object, one);
  }
  const missing = plan.objects.filter((object) => isSealedObject(object) && !byObject.has(object));
  if (missing.length > 0) problems.push(missingSecrets(missing, file));
  const secrets = plan.objects.filter(isSealedObject).flatMap((object) => byObject.get(object) ?? []);
  if (problems.length === 0 && plan.secrets !== null && !isSealed(secrets, plan.secrets))
    problems.push({
      code: 'PLAN_OUTDATED',
      message: `the Secrets of the files are not those that ${file} was made of`,
    });
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  return plan.objects.flatMap((object, index): readonly Wanted[] => {
    if (object.wanted === null) return [];
    const at = places[index] ?? { file, text, start: 0, end: 0 };
    return [{ ...(byObject.get(object) ?? wantedOf(object, at)), planned: object }];
  });
}

/** A Secret that is written. */
const isSealedObject = (object: SavedObject): boolean =>
  object.wanted !== null &&
  (object.action === 'create' || object.action === 'update' || object.action === 'replace') &&
  isSecret({ group: groupOf(object), kind: object.kind });

/** Whether the plan writes this Secret, and has no value of it. */
export const isSealedIn = ({ objects, namespace }: SavedPlan, one: Wanted): boolean =>
  objects.some((object) => isSealedObject(object) && isOf(object, one, namespace));

function isOf(saved: SavedObject, { id }: Wanted, namespace: string): boolean {
  const within = saved.namespace ?? null;
  return (
    saved.kind === id.kind &&
    groupOf(saved) === groupOf(id) &&
    saved.name === id.name &&
    (within === null || within === (id.namespace ?? namespace))
  );
}

const notPlanned = ({ id, place }: Wanted, object: SavedObject | undefined): Problem => {
  const name = describeName(object ?? { ...id, namespace: id.namespace });
  const message = object === undefined ? `the plan has no ${name}` : `${name} is not written here as it is in the plan`;
  return { code: 'PLAN_OUTDATED', message, at: place };
};

const missingSecrets = (missing: readonly SavedObject[], file: string): Problem => ({
  code: 'USAGE_INVALID',
  message: `${file} holds no values of Secrets, and writes ${missing.map(describeName).join(', ')}`,
  hint: 'Name the files that it was made of behind the command.',
});

const wantedOf = (object: SavedObject, place: SourceSpan): Wanted =>
  object.wanted?.text == null
    ? keptSecret(object, place)
    : unwrap(ofText(object.wanted.text, object.wanted.hash ?? '', place));

/** Is compared and waited for, and never sent. */
const keptSecret = ({ apiVersion, kind, namespace, name }: SavedObject, place: SourceSpan): Wanted => ({
  id: { apiVersion, kind, name, ...(namespace != null && { namespace }) },
  json: '',
  jsonOver: () => '',
  value: { apiVersion, kind, metadata: { name } },
  hash: '',
  place,
});
