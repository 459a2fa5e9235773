/**
 * Members of a set + what is wanted now → what goes, and what stays although nobody wants it. Pure.
 *
 *     wanted                                      stays
 *     annotated orchestrator.dev/prune: disabled  kept, and told
 *     of another owner, or never applied by us    kept, and told
 *     holds data, and is not named                kept, and told
 *     anything else                               goes
 */
import type { Problem } from '../errors/problem.ts';
import { nameSome } from '../lib/name-some.ts';
import type { ObjectSet } from './applyset.ts';
import { isDataKept } from './holds-data.ts';
import { describeRef, type LiveObject, type ObjectRef } from './object.ts';

export interface Member {
  readonly ref: ObjectRef;
  readonly live: LiveObject;
}

export interface KeptMember extends Member {
  /** For people: `it holds data`. */
  readonly reason: string;
}

export interface PrunePlan {
  readonly prune: readonly Member[];
  readonly keep: readonly KeptMember[];
  /** Members that are wanted. */
  readonly stay: readonly Member[];
}

export interface PruneRules {
  readonly isWanted: (member: Member) => boolean;
  /** Our field manager. */
  readonly manager: string;
  /** `KIND/NAME` of what holds data and may go. */
  readonly deleteData: readonly string[];
}

const PRUNE = 'orchestrator.dev/prune';

/** What is being deleted already is left out. */
export function planPrune(members: readonly Member[], rules: PruneRules): PrunePlan {
  const there = members.filter(({ live }) => live.metadata.deletionTimestamp === undefined);
  const left = there.filter((member) => !rules.isWanted(member));
  const judged = left.map((member) => ({ member, reason: reasonToKeep(member, rules) }));
  return {
    prune: judged.flatMap(({ member, reason }) => (reason === undefined ? [member] : [])),
    keep: judged.flatMap(({ member, reason }) => (reason === undefined ? [] : [{ ...member, reason }])),
    stay: there.filter(rules.isWanted),
  };
}

function reasonToKeep({ ref, live }: Member, { manager, deleteData }: PruneRules): string | undefined {
  const { annotations = {}, ownerReferences = [], managedFields = [] } = live.metadata;
  if (annotations[PRUNE] === 'disabled') return `${PRUNE} is disabled`;
  const controller = ownerReferences.find((owner) => owner.controller === true);
  if (controller !== undefined) return `${controller.kind} ${controller.name} owns it`;
  // A subresource, such as the status, is written by those who carry the object out.
  const appliers = managedFields.filter(
    ({ operation, subresource = '' }) => operation === 'Apply' && subresource === '',
  );
  const other = appliers.find((one) => one.manager !== manager);
  if (other !== undefined) return `${other.manager} applies it too`;
  // Whoever copies an object copies the label of its set.
  if (appliers.length === 0) return 'orchestrator did not apply it';
  return isDataKept(ref, deleteData)
    ? `it holds data; --delete-data=${ref.kind.kind}/${ref.name} deletes it`
    : undefined;
}

/** Fewer than these are never too many, unless they are all. */
const FEW = 3;
const SHARE = 1 / 3;

/** Why so much must not go unasked: all, or more than a third of it where that is more than a few. */
export function pruneProblem({ prune, stay }: PrunePlan, { name }: ObjectSet): Problem | undefined {
  const count = prune.length + stay.length;
  const isAll = prune.length > 0 && stay.length === 0;
  const isMany = prune.length > FEW && prune.length > count * SHARE;
  if (!isAll && !isMany) return undefined;
  const names = nameSome(prune.map(({ ref }) => describeRef(ref)));
  const share = isAll ? `all ${count}` : `${prune.length} of ${count}`;
  return {
    code: 'DEPLOY_REFUSED',
    message: `${share} objects of the set "${name}" would be deleted: ${names}`,
    hint: 'Look whether every manifest is there; --allow-prune deletes them.',
  };
}
