/** Deletes one object, and says what a conflict in that means: the server tells it in words alone. */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef, type ObjectRef } from '../../live/object.ts';
import type { Cluster, RemoveOptions } from '../../ports/cluster.ts';
import type { Connection } from './connection.ts';
import { objectPath } from './path.ts';
import { statusError } from './status.ts';

/** @throws OrchestratorError APPLY_CONFLICT where another one of that name is there; APPLY_FAILED, CLUSTER_*. */
export async function removeObject(
  connection: Connection,
  read: Cluster['get'],
  ref: ObjectRef,
  uid: string | undefined,
  { propagation = 'Background', graceSeconds, resourceVersion }: RemoveOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const options = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: propagation,
    ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
    preconditions: { uid, resourceVersion },
  };
  const body = { text: JSON.stringify(options), type: 'application/json' };
  const answer = await connection.ask({ method: 'DELETE', path: objectPath(ref), body }, signal);
  if (answer.status === 404) return false;
  if (answer.status === 409) {
    const now = (await read(ref, signal))?.metadata;
    if (now === undefined) return false;
    if (uid !== undefined && now.uid !== uid) throw madeAnew(ref);
    // A namespace that is going already says so to whoever deletes it too.
    if (now.deletionTimestamp !== undefined) return true;
    if (resourceVersion !== undefined && now.resourceVersion !== resourceVersion) return false;
  }
  if (answer.status >= 300) throw statusError(`delete ${describeRef(ref)}`, answer, 'APPLY_FAILED');
  return true;
}

const madeAnew = (ref: ObjectRef): OrchestratorError =>
  new OrchestratorError({
    code: 'APPLY_CONFLICT',
    message: `${describeRef(ref)} was deleted and made anew since this run has read it`,
    hint: 'Run it again: what is there now is compared.',
  });
