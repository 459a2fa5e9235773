/** What widens the cluster itself: CustomResourceDefinitions, APIServices, Namespaces. Pure. */
import { plainLine } from '../../lib/terminal-text.ts';
import { type Condition, findCondition, hasCondition } from './conditions.ts';
import { textAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';

export function definitionVerdict({ object }: Observed): Verdict {
  const names = findCondition(object, 'NamesAccepted');
  if (names?.status === 'False') {
    return terminal(withMessage('its names are taken', names.message), evidenceOf(object, { condition: names.type }));
  }
  const isServed = names?.status === 'True' && hasCondition(object, 'Established');
  return isServed
    ? ready('it is established')
    : progressing('it is not established yet', evidenceOf(object, { condition: 'Established' }));
}

export function apiServiceVerdict({ object }: Observed): Verdict {
  const available = findCondition(object, 'Available');
  if (available?.status === 'True') return ready('it is available');
  return progressing(
    withMessage('it is not available yet', available?.message),
    evidenceOf(object, { condition: 'Available' }),
  );
}

export function namespaceVerdict({ object }: Observed): Verdict {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Active') return ready('it is active');
  return phase === 'Terminating'
    ? deletionVerdict({ object, below: [], events: [] })
    : progressing('it is not active yet', evidenceOf(object));
}

/** What keeps a Namespace that goes, first what somebody can do something about. */
const REMAINS = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
];

/** Of any kind, while it is being deleted. */
export function deletionVerdict({ object }: Observed): Verdict {
  const [remains] = remainsOf(object);
  const finalizers = object?.metadata?.finalizers;
  const names = Array.isArray(finalizers) ? finalizers.filter((name) => typeof name === 'string') : [];
  const kept = names.length === 0 ? undefined : `finalizers ${names.join(', ')} remain`;
  return progressing(
    withMessage('it is being deleted', remains?.message ?? kept),
    evidenceOf(object, remains === undefined ? {} : { condition: remains.type }),
  );
}

/** All that the server says of what holds a Namespace that goes, on one line; empty where it says nothing. */
export const remainsText = (namespace: unknown): string =>
  plainLine(
    remainsOf(namespace)
      .map(({ message }) => message)
      .filter((message) => message !== '')
      .join('; '),
  );

const remainsOf = (object: unknown): readonly Condition[] =>
  REMAINS.flatMap((type) => findCondition(object, type) ?? []).filter(({ status }) => status === 'True');
