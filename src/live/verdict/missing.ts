/**
 * What an object still lacks, from its own word down to the condition or event that says why. What is ready is counted.
 *
 *     Deployment shop/web: 1 of 2 replicas available
 *     └─ ReplicaSet web-5d9f: 1 of 2 pods ready
 *        └─ pod web-5d9f-x2x
 *           ├─ container app waits for its image reg/app:2: connection refused
 *           └─ event BackOff, 3 times: Back-off pulling image "reg/app:2"
 *
 * Pure.
 */
import { countOf } from '../../lib/terminal-text.ts';
import type { TextTree } from '../../lib/text-tree.ts';
import type { LiveObject } from '../object.ts';
import { findCondition, hasCondition } from './conditions.ts';
import { eventsOf, lastWarning, type SeenEvent } from './events.ts';
import { isTrueAt, listAt, numberAt, textAt } from './fields.ts';
import { quoted, shortened } from './messages.ts';
import type { Observed, Verdict } from './outcome.ts';
import { podFindings } from './pod-finding.ts';
import { inOrder, isDeleted, isReplaced } from './pods.ts';

/** Parts of one thing that are told one by one. */
const MOST = 10;
/** Owners that own each other end somewhere. */
const DEEPEST = 5;

/** @param title Names the object for people. */
export function missingTree(title: string, observed: Observed, verdict: Verdict, now: Date): TextTree {
  const { object, events } = observed;
  const parts = partsOf(object, observed, now);
  const told = verdict.evidence?.object.uid === uidOf(object) ? verdict.evidence : undefined;
  const event = told?.event === undefined ? undefined : eventsOf(events, object, [told.event])[0];
  const below = [
    ...conditionLeaf(object, told?.condition),
    ...(event === undefined ? [] : [eventLeaf(event, verdict.reason)]),
    ...parts,
  ];
  return { text: `${title}: ${parts.length === 0 ? verdict.reason : (verdict.head ?? verdict.reason)}`, below };
}

function partsOf(owner: LiveObject, observed: Observed, now: Date, depth = 0): readonly TextTree[] {
  if (depth > DEEPEST) return [];
  if (isPod(owner)) return podParts(owner, observed, now);
  const branches = childrenOf(owner, observed).flatMap((child) => branchOf(child, observed, now, depth) ?? []);
  const more = branches.length - MOST;
  return more > 0 ? [...branches.slice(0, MOST), leaf(`${more} more that are not ready`)] : branches;
}

function branchOf(child: LiveObject, observed: Observed, now: Date, depth: number): TextTree | undefined {
  const [kind, name] = [textAt(child, 'kind') ?? '', textAt(child, 'metadata', 'name') ?? ''];
  if (isPod(child)) {
    if (isDeleted(child) || isReplaced(child, true) || hasCondition(child, 'Ready')) return undefined;
    return { text: podTitle(child, observed, now), below: podParts(child, observed, now) };
  }
  const below = [...conditionLeaf(child, 'ReplicaFailure'), ...partsOf(child, observed, now, depth + 1)];
  if (below.length === 0) return undefined;
  const pods = childrenOf(child, observed).filter((one) => isPod(one) && !isDeleted(one));
  const ready = pods.filter((one) => hasCondition(one, 'Ready')).length;
  const wanted = numberAt(child, 'spec', 'replicas') ?? pods.length;
  return { text: `${kind} ${name}: ${ready} of ${countOf(wanted, 'pod')} ready`, below };
}

function podTitle(pod: LiveObject, observed: Observed, now: Date): string {
  const own = podFindings(pod, observed, now).find(({ container }) => container === undefined);
  const statuses = listAt(pod, 'status', 'containerStatuses');
  const ready = statuses.filter((status) => isTrueAt(status, 'ready')).length;
  const count = statuses.length > 1 ? `, ${ready} of ${statuses.length} containers ready` : '';
  return shortened(`pod ${textAt(pod, 'metadata', 'name') ?? ''}${own === undefined ? '' : ` ${own.text}`}${count}`);
}

function podParts(pod: LiveObject, observed: Observed, now: Date): readonly TextTree[] {
  const findings = podFindings(pod, observed, now);
  const containers = findings.flatMap(({ container, text }) =>
    container === undefined ? [] : [leaf(shortened(`container ${container} ${text}`))],
  );
  const event = lastWarning(observed.events, pod);
  return [
    ...conditionLeaf(pod, findings[0]?.condition),
    ...containers,
    ...(event === undefined ? [] : [eventLeaf(event, findings.map(({ text }) => text).join(' '))]),
  ];
}

const isPod = (object: LiveObject): boolean => textAt(object, 'kind') === 'Pod';
const uidOf = (object: LiveObject): string | undefined => textAt(object, 'metadata', 'uid');
const leaf = (text: string): TextTree => ({ text, below: [] });

function conditionLeaf(object: LiveObject, type: string | undefined): readonly TextTree[] {
  const found = type === undefined ? undefined : findCondition(object, type);
  if (found === undefined) return [];
  const reason = found.reason === '' ? '' : ` (${found.reason})`;
  return [leaf(`condition ${found.type}=${found.status}${reason}`)];
}

/** What a probe's program prints may be anything; what stands above is not said twice. */
function eventLeaf({ reason, message, times }: SeenEvent, above: string): TextTree {
  const text = quoted(message);
  const isSaid = reason === 'Unhealthy' || reason === 'Failed' || text === '' || above.includes(text);
  return leaf(shortened(`event ${reason}${times > 1 ? `, ${times} times` : ''}${isSaid ? '' : `: ${text}`}`));
}

/** In the order of their names. What hangs below nobody that is known hangs below the object itself. */
function childrenOf(owner: LiveObject, { object, below }: Observed): readonly LiveObject[] {
  const known = new Set([object, ...below].map(uidOf));
  const ownersOf = (one: LiveObject): readonly string[] =>
    listAt(one, 'metadata', 'ownerReferences').flatMap((reference) => textAt(reference, 'uid') ?? []);
  return inOrder(
    below.filter((one) => {
      const owners = ownersOf(one);
      if (owners.includes(uidOf(owner) ?? '')) return true;
      return owner === object && !owners.some((uid) => known.has(uid));
    }),
  );
}
