/** The cluster of one context: objects as JSON over a {@link Connection}, kinds by discovery. */
import type { LiveObject, ObjectRef, ResourceKind } from '../../live/object.ts';
import { describeRef, groupVersionOf } from '../../live/object.ts';
import type { TargetIdentity } from '../../live/target.ts';
import type { Cluster, ClusterTarget, ListedObjects, ListOptions } from '../../ports/cluster.ts';
import { type Access, createConnection } from './connection.ts';
import { discover, type KindTable, kindKey } from './discovery.ts';
import { createGate } from './gate.ts';
import { IDENTITY_PATH } from './identity-path.ts';
import { kindPath, objectPath } from './path.ts';
import { statusError } from './status.ts';
import { watchKind } from './watch.ts';

export interface ClusterOptions {
  readonly target: ClusterTarget;
  readonly access: Access;
  /** Names us in managed fields. */
  readonly fieldManager: string;
  /** Rejects where the cluster is not the one that is meant; until it resolves nothing but discovery is asked. */
  readonly check: (found: TargetIdentity, signal: AbortSignal) => Promise<void>;
}

/** Servers that cannot leave the rest out bring it along. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** Objects a list brings at once. */
const PAGE = 500;

export function createCluster({ target, access, fieldManager, check }: ClusterOptions): Cluster & { close(): void } {
  const gate = createGate(target, check, async (signal) => {
    const answer = await connection.ask({ method: 'GET', path: IDENTITY_PATH, isFree: true }, signal);
    return { answer, authority: connection.authority() };
  });
  const connection = createConnection(access, gate);
  let kinds: Promise<KindTable> | undefined;

  const list = async (kind: ResourceKind, options: ListOptions, signal: AbortSignal): Promise<ListedObjects> => {
    const { namespace, labelSelector, fieldSelector, metadataOnly = false } = options;
    const items: LiveObject[] = [];
    let next: string | undefined;
    for (;;) {
      const query = { limit: String(PAGE), continue: next, labelSelector, fieldSelector };
      const path = kindPath(kind, namespace, query);
      const answer = await connection.ask(
        { method: 'GET', path, ...(metadataOnly && { accept: METADATA_ONLY }) },
        signal,
      );
      // The history that the pages are cut from is gone: from the beginning.
      if (answer.status === 410 && next !== undefined) {
        items.length = 0;
        next = undefined;
        continue;
      }
      if (answer.status !== 200) throw statusError(`list ${kind.resource}`, answer);
      const page = JSON.parse(answer.text) as ListAnswer;
      const head = { apiVersion: page.apiVersion, kind: kind.kind };
      for (const item of page.items ?? []) items.push({ ...head, ...item });
      next = page.metadata.continue || undefined;
      if (next === undefined) return { items, resourceVersion: page.metadata.resourceVersion };
    }
  };

  return {
    target,
    now: () => new Date(Date.now() + connection.clockOffsetMs()),
    async kindOf(apiVersion, kind, signal) {
      const { group, version } = groupVersionOf(apiVersion);
      kinds ??= discover(connection, signal);
      // Beside discovery, and before anything is made of its answer.
      await Promise.all([kinds, gate.pass(signal)]);
      const found = (await kinds).get(kindKey(group, version, kind));
      if (found !== undefined) return found;
      kinds = discover(connection, signal);
      return (await kinds).get(kindKey(group, version, kind));
    },
    async servedKind(group, kind, signal) {
      kinds ??= discover(connection, signal);
      // Discovery has the versions of a group in the order of the server's preference.
      for (const one of (await kinds).values()) if (one.group === group && one.kind === kind) return one;
      return undefined;
    },
    async get(ref, signal) {
      const answer = await connection.ask({ method: 'GET', path: objectPath(ref) }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw statusError(`read ${describeRef(ref)}`, answer);
      return JSON.parse(answer.text) as LiveObject;
    },
    list,
    async apply(ref, text, { dryRun = false, force = false }, signal) {
      const path = objectPath(ref, {
        fieldManager,
        ...(force && { force: 'true' }),
        ...(dryRun && { dryRun: 'All' }),
        fieldValidation: 'Strict',
      });
      const body = { text, type: 'application/apply-patch+yaml' };
      const answer = await connection.ask({ method: 'PATCH', path, body }, signal);
      if (answer.status !== 200 && answer.status !== 201)
        throw statusError(`apply ${describeRef(ref)}`, answer, 'APPLY_FAILED');
      return JSON.parse(answer.text) as LiveObject;
    },
    async remove(ref, uid, signal) {
      const options = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        ...(uid !== undefined && { preconditions: { uid } }),
      };
      const body = { text: JSON.stringify(options), type: 'application/json' };
      const answer = await connection.ask({ method: 'DELETE', path: objectPath(ref), body }, signal);
      if (answer.status === 404) return false;
      if (answer.status >= 300) throw statusError(`delete ${describeRef(ref)}`, answer, 'APPLY_FAILED');
      return true;
    },
    watch: (kind, options, signal) => watchKind(connection, list, kind, options, signal),
    async logs(pod: ObjectRef, { container, previous = false, tailLines }, signal) {
      const query = { container, tailLines: String(tailLines), ...(previous && { previous: 'true' }) };
      const answer = await connection.ask({ method: 'GET', path: objectPath(pod, query, 'log') }, signal);
      // A container that never ran has none.
      return answer.status === 200 ? answer.text : '';
    },
    close: () => connection.close(),
  };
}

interface ListAnswer {
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  /** Items of a list lack kind and version: the list says them. */
  readonly items?: readonly LiveObject[];
}
