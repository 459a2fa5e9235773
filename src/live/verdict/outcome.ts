/** What has been seen of an object, and what is said of it. Pure. */
import type { LiveObject } from '../object.ts';
import { textAt } from './fields.ts';
import { shortened } from './messages.ts';

/** Everything that has been seen of one object and of what it made. */
export interface Observed {
  readonly object: LiveObject;
  /** ReplicaSets, pods, ControllerRevisions: whatever hangs below it by ownerReferences, at any depth, in any order. */
  readonly below: readonly LiveObject[];
  /** core/v1 Events that regard the object or anything below it, in any order. */
  readonly events: readonly LiveObject[];
  /** All that is applied in the same run, this one among them. */
  readonly beside?: readonly Beside[] | undefined;
  readonly found?: FoundImages | undefined;
}

/** Images that the same run has put, or has seen, where nodes have them from. */
export interface FoundImages {
  /** As manifests name them. */
  readonly references: ReadonlySet<string>;
  /** In ms since 1970, by the cluster's clock. */
  readonly at: number;
}

/** Something that is applied in the same run. */
export interface Beside {
  readonly object: LiveObject;
  /** In ms since 1970, by the cluster's clock; undefined where it was left as it is. */
  readonly changedAt?: number | undefined;
}

export interface Verdict {
  /** Terminal: it cannot come up as it is; waiting longer is of no use. */
  readonly state: 'ready' | 'progressing' | 'terminal';
  /** One sentence without a full stop, for people: what is waited for, or why it cannot come up. */
  readonly reason: string;
  /** Of what is progressing: the reason without what its parts say. */
  readonly head?: string;
  /** What decided. */
  readonly evidence?: Evidence;
  /** Only of what is progressing: when time alone may change it, in ms since 1970. Events may come earlier. */
  readonly until?: number;
}

export interface Evidence {
  /** The object itself, or one below it. */
  readonly object: ObjectName;
  /** Type of the condition. */
  readonly condition?: string;
  /** Reason of the event. */
  readonly event?: string;
  /** Name; in the object's namespace. */
  readonly pod?: string;
  readonly container?: string;
  /** Which run's log may say why: of the container that is there, or of the one before it. Absent: it never ran. */
  readonly logs?: 'current' | 'previous';
}

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

type More = Omit<Partial<Evidence>, 'object'>;

export const ready = (reason: string): Verdict => ({ state: 'ready', reason: shortened(reason) });

export const progressing = (reason: string, evidence?: Evidence, until?: number): Verdict => ({
  state: 'progressing',
  reason: shortened(reason),
  ...(evidence !== undefined && { evidence }),
  ...(until !== undefined && { until }),
});

export const terminal = (reason: string, evidence: Evidence): Verdict => ({
  state: 'terminal',
  reason: shortened(reason),
  evidence,
});

export const evidenceOf = (object: unknown, more: More = {}): Evidence => ({ object: nameOf(object), ...more });

function nameOf(object: unknown): ObjectName {
  const namespace = textAt(object, 'metadata', 'namespace');
  const uid = textAt(object, 'metadata', 'uid');
  return {
    apiVersion: textAt(object, 'apiVersion') ?? '',
    kind: textAt(object, 'kind') ?? '',
    name: textAt(object, 'metadata', 'name') ?? '',
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
  };
}
