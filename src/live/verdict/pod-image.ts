/**
 * A container of a pod that still runs the image of before. Of a pod the image can be changed in place; the kubelet says at
 * once that it has seen that, and until the old container has ended the pod is as ready as it was.
 *
 *     spec app:2, status app:1, ready, began before the change   ─►  the old one
 *     spec app:2, status app:2                                   ─►  the new one
 *     spec app:2, status app:1, began after the change           ─►  the new one: of names of one image any is told
 *
 * Pure. Source: kubelet 1.35, pkg/kubelet/kuberuntime; containerd 2.1, internal/cri/server/container_status.go.
 */
import { parseReference } from '../../image/reference.ts';
import type { LiveObject } from '../object.ts';
import { changedAt } from './conditions.ts';
import { listAt, numberAt, textAt, timeAt, valueAt } from './fields.ts';

export interface OldImage {
  readonly container: string;
  /** What it runs. */
  readonly image: string;
  /** Later, the name is another one of the same image. */
  readonly until: number;
}

const GRACE_S = 30;
/** The kubelet has to see the change first. */
const SEEING_MS = 15_000;

/** When its spec was changed in place, and until when what ran by then may still run; both in ms since 1970. */
interface InPlace {
  readonly changed: number;
  readonly until: number;
}

/** Undefined where it was not, as far as is known. */
function inPlaceOf(pod: LiveObject): InPlace | undefined {
  // Of servers that count: nothing of its spec was ever changed.
  if (numberAt(pod, 'metadata', 'generation') === 1) return undefined;
  const changed = changedAt(pod);
  const grace = numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? GRACE_S;
  return changed === undefined ? undefined : { changed, until: changed + grace * 1000 + SEEING_MS };
}

/** Whether the run before this one was ended for a change of the pod, so that this one is the first of what it is now. */
export function endedByChange(pod: LiveObject, status: unknown): boolean {
  const ended = valueAt(status, 'lastState', 'terminated');
  const [from, to] = [timeAt(ended, 'startedAt'), timeAt(ended, 'finishedAt')];
  const inPlace = inPlaceOf(pod);
  if (from === undefined || to === undefined || inPlace === undefined) return false;
  return from <= inPlace.changed && to >= inPlace.changed && to <= inPlace.until;
}

export function findOldImage(pod: LiveObject, now: Date): OldImage | undefined {
  const inPlace = inPlaceOf(pod);
  if (inPlace === undefined || now.getTime() >= inPlace.until) return undefined;
  const { changed, until } = inPlace;
  const old = statusesOf(pod).find(
    ({ image, status }) =>
      (timeAt(status, 'state', 'running', 'startedAt') ?? Infinity) <= changed && !isOf(image, status),
  );
  if (old === undefined) return undefined;
  const { status } = old;
  return { container: textAt(status, 'name') ?? '', image: textAt(status, 'image') ?? '', until };
}

/** Of those that are to run on. */
function statusesOf(pod: LiveObject): readonly { readonly image: string; readonly status: unknown }[] {
  const sidecars = listAt(pod, 'spec', 'initContainers').filter((one) => textAt(one, 'restartPolicy') === 'Always');
  const statuses = [...listAt(pod, 'status', 'containerStatuses'), ...listAt(pod, 'status', 'initContainerStatuses')];
  return [...listAt(pod, 'spec', 'containers'), ...sidecars].flatMap((container) => {
    const status = statuses.find((one) => textAt(one, 'name') === textAt(container, 'name'));
    return status === undefined ? [] : [{ image: textAt(container, 'image') ?? '', status }];
  });
}

function isOf(image: string, status: unknown): boolean {
  const has = textAt(status, 'image') ?? '';
  const [wanted, found] = [parseReference(image), parseReference(has)];
  if (!wanted.ok) return image === has;
  const { registry, repository, tag = 'latest', digest } = wanted.value;
  if (digest !== undefined) return [has, textAt(status, 'imageID') ?? ''].some((text) => text.endsWith(digest));
  return (
    found.ok &&
    found.value.registry === registry &&
    found.value.repository === repository &&
    (found.value.tag ?? 'latest') === tag
  );
}
