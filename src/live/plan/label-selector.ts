/** Whether labels are selected, as Kubernetes matches them. Pure. Source: Kubernetes API reference, LabelSelector. */
import { listAt, textAt, valueAt } from '../verdict/fields.ts';

/** An empty selector selects all; one that is not there, nothing. */
export function isSelected(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const exact = Object.entries((valueAt(selector, 'matchLabels') as object | undefined) ?? {});
  return (
    exact.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) &&
    listAt(selector, 'matchExpressions').every((one) => fits(one, labels))
  );
}

function fits(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const key = textAt(expression, 'key') ?? '';
  const isThere = Object.hasOwn(labels, key);
  const isOneOf = isThere && listAt(expression, 'values').includes(labels[key]);
  switch (textAt(expression, 'operator')) {
    case 'In':
      return isOneOf;
    case 'NotIn':
      return !isOneOf;
    case 'Exists':
      return isThere;
    case 'DoesNotExist':
      return !isThere;
    default:
      return false;
  }
}
