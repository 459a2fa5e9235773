/** A plan for people, in few lines, and for programs, whole. */
import { ACTIONS, countChanges } from '../../live/plan/change.ts';
import { planLines } from '../../live/plan/lines.ts';
import type { ApplyPlan } from './make-plan.ts';
import { tellChange } from './plan-text.ts';

/** A line each: what is deleted first. */
export const planText = ({ objects, unseen }: ApplyPlan): readonly string[] => [
  ...planLines(objects.map(({ change }) => change)),
  ...unseen,
];

/** `2 to create, 1 to update, 0 to replace, 40 to keep`; of a set, also how many are pruned. */
export const planSummary = ({ objects }: ApplyPlan, isSet: boolean): string =>
  countChanges(
    objects.map(({ change }) => change),
    ACTIONS.filter((action) => isSet || action !== 'prune'),
  );

/** What `--format=json` has of a plan. */
export const planRecord = ({ objects, unseen }: ApplyPlan) => ({
  objects: objects.map(({ change }) => tellChange(change)),
  unseen,
});
