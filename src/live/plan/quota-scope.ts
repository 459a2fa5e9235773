/** Whether a quota counts a pod. Pure. Source: Kubernetes documentation, Resource Quotas, quota scopes. */
import type { LiveObject } from '../object.ts';
import { listAt, textAt, valueAt } from '../verdict/fields.ts';
import type { PodNeeds } from './pod-needs.ts';

/** @returns Undefined where it has a scope that is not known here: nothing is said of it then. */
export function countsPod(quota: LiveObject, pod: unknown, { needs }: PodNeeds): boolean | undefined {
  const named = listAt(quota, 'spec', 'scopes').map((scope) => ({ scopeName: scope, operator: 'Exists' }));
  const all = [...named, ...listAt(quota, 'spec', 'scopeSelector', 'matchExpressions')];
  const answers = all.map((one) => inScope(one, pod, needs.size === 0));
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function inScope(expression: unknown, pod: unknown, isBestEffort: boolean): boolean | undefined {
  const isTerminating = valueAt(pod, 'spec', 'activeDeadlineSeconds') !== undefined;
  switch (textAt(expression, 'scopeName')) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return isBestEffort;
    case 'NotBestEffort':
      return !isBestEffort;
    case 'PriorityClass':
      return hasClass(expression, textAt(pod, 'spec', 'priorityClassName') ?? '');
    default:
      return undefined;
  }
}

function hasClass(expression: unknown, name: string): boolean | undefined {
  const isListed = listAt(expression, 'values').includes(name);
  switch (textAt(expression, 'operator')) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return name !== '';
    case 'DoesNotExist':
      return name === '';
    default:
      return undefined;
  }
}
