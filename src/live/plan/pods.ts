/**
 * What becomes of the pods of a workload that changes.
 *
 *     another template    Deployment, StatefulSet, DaemonSet: new pods for the old ones, in the way of its strategy
 *                         ReplicaSet, ReplicationController: those that are there stay
 *                         CronJob: none before its next run
 *     another count       scales
 *
 * Pure. Source: Kubernetes documentation, workload controllers.
 */
import { countOf } from '../../lib/terminal-text.ts';
import type { LiveObject } from '../object.ts';
import { isTrueAt, numberAt, textAt, valueAt } from '../verdict/fields.ts';
import type { Change } from './change.ts';
import { rollingRoom, type Workload, workloadOf } from './workload.ts';

/** @returns Sentences for people. */
export function podNotes({ action, before, after }: Change): readonly string[] {
  const [old, now] = [workloadOf(before), workloadOf(after)];
  if (before === undefined || old === undefined) return [];
  if (action === 'prune' && !isPod(before)) return goes(old, 'go with it');
  if (action === 'replace' && !isPod(before)) return goes(old, 'go with it, and new ones are made');
  if (action !== 'update' || after === undefined || now === undefined || isPod(before)) return [];
  return [...scaled(old, now), ...(hasNewTemplate(old, now) ? restarted(after, old, now) : [])];
}

/** Whether running pods are taken away for new ones. */
export function restartsPods({ action, before, after }: Change): boolean {
  const [old, now] = [workloadOf(before), workloadOf(after)];
  if (old === undefined || now === undefined || after === undefined) return false;
  if (action === 'replace') return true;
  const isRolled = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(after.kind);
  return action === 'update' && isRolled && !isPodFree(old) && hasNewTemplate(old, now);
}

const isPod = ({ kind }: LiveObject): boolean => kind === 'Pod';
const isPodFree = ({ pods }: Workload): boolean => pods === 0;

/** The server answers with keys in one order. */
const hasNewTemplate = (old: Workload, now: Workload): boolean =>
  JSON.stringify(old.template) !== JSON.stringify(now.template);

/** `its 3 pods`, `its pod`, `its pods`. */
const podsOf = ({ pods }: Workload): string =>
  pods === undefined ? 'its pods' : pods === 1 ? 'its pod' : `its ${countOf(pods, 'pod')}`;

const goes = (old: Workload, what: string): readonly string[] =>
  isPodFree(old) ? [] : [`${podsOf(old)} ${old.pods === 1 ? what.replace(/^go /, 'goes ') : what}`];

const scaled = (old: Workload, now: Workload): readonly string[] =>
  old.pods === undefined || now.pods === undefined || old.pods === now.pods
    ? []
    : [`scales from ${old.pods} to ${countOf(now.pods, 'pod')}`];

function restarted(after: LiveObject, old: Workload, now: Workload): readonly string[] {
  const all = podsOf(old);
  const are = old.pods === 1 ? 'is' : 'are';
  const stay = `${all} ${old.pods === 1 ? 'stays' : 'stay'}`;
  if (isPodFree(old)) return [];
  switch (after.kind) {
    case 'Deployment': {
      if (isTrueAt(after, 'spec', 'paused')) return [`${stay} as long as it is paused`];
      if (textAt(after, 'spec', 'strategy', 'type') === 'Recreate')
        return [`${all} ${are} ended before ${now.pods === 1 ? 'the new one is' : 'new ones are'} made`];
      const { more, less } = rollingRoom(after, now.pods ?? 0);
      return [`${all} ${are} replaced, ${more} more and ${less} less at a time`];
    }
    case 'StatefulSet': {
      if (isOnDelete(after)) return [`${stay} until somebody deletes ${old.pods === 1 ? 'it' : 'them'}`];
      const from = numberAt(after, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
      const rolled = Math.min(old.pods ?? 0, now.pods ?? 0) - from;
      if (from === 0) return [`${all} ${are} replaced, one after the other`];
      return [rolled <= 0 ? `${stay}: its partition is ${from}` : `${rolled} of ${all} are replaced, from ${from} on`];
    }
    case 'DaemonSet':
      return isOnDelete(after)
        ? [`${stay} until somebody deletes ${old.pods === 1 ? 'it' : 'them'}`]
        : [`${all} ${are} replaced, node by node`];
    case 'ReplicaSet':
    case 'ReplicationController':
      return [`${stay} as ${are === 'is' ? 'it is' : 'they are'}; only new ones are made of the new template`];
    default:
      return [];
  }
}

const isOnDelete = (object: LiveObject): boolean => valueAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
