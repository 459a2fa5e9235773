/** The cluster of one context: objects as JSON over a {@link Connection}, kinds by discovery. */
import type { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../../live/object.ts';
import { describeRef, groupVersionOf } from '../../live/object.ts';
import type { TargetIdentity } from '../../live/target.ts';
import { remainsText } from '../../live/verdict/cluster-parts.ts';
import type { Cluster, ClusterTarget, ListedObjects, ListOptions, WriteGuard } from '../../ports/cluster.ts';
import type { Answer } from './answer.ts';
import { type Access, type Connection, createConnection, type Gate } from './connection.ts';
import { discover, type KindTable, kindKey } from './discovery.ts';
import { execIn } from './exec.ts';
import { createGate } from './gate.ts';
import { IDENTITY_PATH } from './identity-path.ts';
import { kindPath, namespacePath, objectPath } from './path.ts';
import { removeObject } from './remove.ts';
import { hideSecretWords } from './secret-words.ts';
import { isGoing, isOutdated, isUntriable, refusedFields, statusError, withHold, withoutConflicts } from './status.ts';
import { askUser } from './user.ts';
import { createWarn, type Warn } from './warnings.ts';
import { watchKind } from './watch.ts';

export interface ClusterOptions {
  readonly target: ClusterTarget;
  readonly access: Access;
  /** Names us in managed fields. */
  readonly fieldManager: string;
  /** Rejects where the cluster is not the one that is meant; until it resolves nothing but discovery is asked. */
  readonly check: (found: TargetIdentity, signal: AbortSignal) => Promise<void>;
  /** Gets what the server warns of when something is applied, with the object; each once. */
  readonly onWarning: (message: string) => void;
}

/** Servers that cannot leave the rest out bring it along. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** Objects a list brings at once. */
const PAGE = 500;

export function createCluster({
  target,
  access,
  fieldManager,
  check,
  onWarning,
}: ClusterOptions): Cluster & { close(): void } {
  const gate = createGate(target, check, async (signal) => {
    const answer = await connection.ask({ method: 'GET', path: IDENTITY_PATH, isFree: true }, signal);
    return { answer, authority: connection.authority() };
  });
  const connection = createConnection(access, gate);
  const kinds = createKinds(connection, gate);
  return {
    ...clusterOver(connection, kinds, { target, fieldManager, warn: createWarn(onWarning) }),
    close: () => connection.close(),
  };
}

/** What the cluster is, and serves. */
interface Kinds {
  identity(signal: AbortSignal): Promise<TargetIdentity>;
  table(signal: AbortSignal): Promise<KindTable>;
  find(key: string, signal: AbortSignal): Promise<ResourceKind | undefined>;
}

function createKinds(connection: Connection, gate: Gate): Kinds {
  let kinds: Promise<KindTable> | undefined;
  const table: Kinds['table'] = (signal) => {
    kinds ??= discover(connection, signal);
    return kinds;
  };
  return {
    identity: (signal) => gate.pass(signal),
    table,
    async find(key, signal) {
      // Beside discovery, and before anything is made of its answer.
      const [known] = await Promise.all([table(signal), gate.pass(signal)]);
      const found = known.get(key);
      if (found !== undefined) return found;
      kinds = discover(connection, signal);
      return (await kinds).get(key);
    },
  };
}

interface Words extends Pick<ClusterOptions, 'target' | 'fieldManager'> {
  readonly warn: Warn;
}

function clusterOver(connection: Connection, kinds: Kinds, words: Words): Cluster {
  const { target, fieldManager, warn } = words;
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

  const getText = async (ref: ObjectRef, signal: AbortSignal): Promise<string | undefined> => {
    const answer = await connection.ask({ method: 'GET', path: objectPath(ref) }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw statusError(`read ${describeRef(ref)}`, answer);
    return answer.text;
  };

  const get = async (ref: ObjectRef, signal: AbortSignal): Promise<LiveObject | undefined> => {
    const text = await getText(ref, signal);
    return text === undefined ? undefined : (JSON.parse(text) as LiveObject);
  };

  const sendApply = async (
    ref: ObjectRef,
    text: string,
    force: boolean,
    more: { readonly dryRun?: 'All' },
    signal: AbortSignal,
  ): Promise<Answer> => {
    const query = { fieldManager, ...(force && { force: 'true' }), ...more, fieldValidation: 'Strict' };
    const body = { text, type: 'application/apply-patch+yaml' };
    const answer = await connection.ask({ method: 'PATCH', path: objectPath(ref, query), body }, signal);
    warn(answer, ref, text);
    return answer;
  };

  const refusal = async (
    ref: ObjectRef,
    text: string,
    answer: Answer,
    signal: AbortSignal,
  ): Promise<OrchestratorError> => {
    const error = statusError(`apply ${describeRef(ref)}`, hideSecretWords(answer, ref, text), 'APPLY_FAILED');
    if (!isGoing(answer) || ref.namespace === undefined) return error;
    const { status, text: namespace } = await connection.ask(
      { method: 'GET', path: namespacePath(ref.namespace) },
      signal,
    );
    const hold = status === 200 ? remainsText(JSON.parse(namespace)) : '';
    return hold === '' ? error : withHold(error, hold);
  };

  return {
    target,
    identity: (signal) => kinds.identity(signal),
    now: () => new Date(Date.now() + connection.clockOffsetMs()),
    async kindOf(apiVersion, kind, signal) {
      const { group, version } = groupVersionOf(apiVersion);
      return kinds.find(kindKey(group, version, kind), signal);
    },
    async servedKind(group, kind, signal) {
      // Discovery has the versions of a group in the order of the server's preference.
      for (const one of (await kinds.table(signal)).values()) if (one.group === group && one.kind === kind) return one;
      return undefined;
    },
    get,
    getText,
    list,
    async patch(ref, { type, text }, signal) {
      const body = { text, type: `application/${type}+json` };
      const answer = await connection.ask({ method: 'PATCH', path: objectPath(ref, { fieldManager }), body }, signal);
      if (answer.status === 404 || answer.status === 409) return undefined;
      if (answer.status !== 200) throw statusError(`change ${describeRef(ref)}`, answer, 'APPLY_FAILED');
      return JSON.parse(answer.text) as LiveObject;
    },
    user: (signal) => askUser(connection, signal),
    async apply(ref, text, { force = false }, signal) {
      const answer = await sendApply(ref, text, force, {}, signal);
      if (answer.status >= 300) throw await refusal(ref, text, answer, signal);
      return JSON.parse(answer.text) as LiveObject;
    },
    async applyOver(ref, text, { force = false }, signal) {
      const answer = await sendApply(ref, text, force, {}, signal);
      if (isOutdated(answer)) return undefined;
      if (answer.status >= 300) throw await refusal(ref, text, answer, signal);
      return JSON.parse(answer.text) as LiveObject;
    },
    async save(ref, object, signal) {
      const isNew = object.metadata.resourceVersion === undefined;
      const path = isNew ? kindPath(ref.kind, ref.namespace, { fieldManager }) : objectPath(ref, { fieldManager });
      const body = { text: JSON.stringify(object), type: 'application/json' };
      const answer = await connection.ask({ method: isNew ? 'POST' : 'PUT', path, body }, signal);
      if (answer.status === 409 || (answer.status === 404 && !isNew)) return undefined;
      if (answer.status >= 300) throw statusError(`write ${describeRef(ref)}`, answer, 'APPLY_FAILED');
      return JSON.parse(answer.text) as LiveObject;
    },
    async tryApply(ref, text, { force = false, from = [] }, signal) {
      const first = await sendApply(ref, text, force, { dryRun: 'All' }, signal);
      const answer = withoutConflicts(first, from);
      if (answer === undefined) return this.tryApply(ref, text, { force: true }, signal);
      if (answer.status === 200 || answer.status === 201) return { live: JSON.parse(answer.text) as LiveObject };
      const error = await refusal(ref, text, answer, signal);
      if (answer.status === 422) return { refused: error, fields: refusedFields(answer) };
      if (isUntriable(answer)) return { untried: error.problems[0] };
      throw error;
    },
    async tryCreate({ kind, namespace }, text, signal) {
      const path = kindPath(kind, namespace, { fieldManager, dryRun: 'All', fieldValidation: 'Strict' });
      const body = { text, type: 'application/json' };
      const answer = await connection.ask({ method: 'POST', path, body }, signal);
      // That it is there already is said last, after all that is wrong with it.
      if (answer.status === 201 || answer.status === 409) return [];
      return answer.status === 422 ? refusedFields(answer) : undefined;
    },
    remove: (ref, uid, signal, how = {}) => removeObject(connection, get, ref, uid, how, signal),
    watch: (kind, options, signal) => watchKind(connection, list, kind, options, signal),
    async logs(pod: ObjectRef, { container, previous = false, tailLines }, signal) {
      const query = { container, tailLines: String(tailLines), ...(previous && { previous: 'true' }) };
      const answer = await connection.ask({ method: 'GET', path: objectPath(pod, query, 'log') }, signal);
      // A container that never ran has none.
      return answer.status === 200 ? answer.text : '';
    },
    guarded: (guard) => clusterOver(withGuard(connection, guard), kinds, words),
    exec: (pod, options, signal) => execIn(connection, pod, options, signal),
  };
}

const withGuard = (connection: Connection, guard: WriteGuard): Connection => ({
  ...connection,
  ask: (ask, signal) => connection.ask(ask.method === 'GET' ? ask : { ...ask, guard }, signal),
  async upgrade(path, protocols, signal) {
    await guard.pass(signal);
    return connection.upgrade(path, protocols, signal);
  },
});

interface ListAnswer {
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  /** Items of a list lack kind and version: the list says them. */
  readonly items?: readonly LiveObject[];
}
