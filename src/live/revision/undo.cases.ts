/** Objects as a cluster has them, and what revisions keep of them. */
import type { Fields } from '../fields.ts';
import type { LiveObject, ObjectRef } from '../object.ts';
import { joinChain } from './chain.ts';
import { type KeptObject, keepAfter, keepBefore } from './kept.ts';
import { planUndo, type UndoRules } from './plan-undo.ts';

export const HASH = 'hash';
export const rules: UndoRules = { manager: 'us', hashAnnotation: HASH, force: false, deleteData: [], keepData: false };
export const kindOf = (kind: string): ObjectRef['kind'] => ({
  group: '',
  version: 'v1',
  kind,
  resource: 'x',
  isNamespaced: true,
  verbs: [],
});
export const ref: ObjectRef = { kind: kindOf('ConfigMap'), namespace: 'n', name: 'a' };
export const data = (...keys: readonly string[]): Fields => ({
  'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])),
});

export interface Given {
  readonly data: Readonly<Record<string, string>>;
  readonly hash?: string;
  readonly uid?: string;
  readonly version?: string;
  readonly owners: Readonly<Record<string, Fields>>;
  readonly metadata?: object;
}
export const object = ({ data, hash, uid = '1', version = '1', owners, metadata }: Given): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'a',
    namespace: 'n',
    uid,
    resourceVersion: version,
    ...(hash !== undefined && { annotations: { [HASH]: hash } }),
    managedFields: Object.entries(owners).map(([manager, fieldsV1]) => ({
      manager,
      operation: manager === 'us' || manager === 'argo' ? 'Apply' : 'Update',
      apiVersion: 'v1',
      fieldsV1: manager === 'us' ? { ...fieldsV1, 'f:metadata': { 'f:annotations': { [`f:${HASH}`]: {} } } } : fieldsV1,
    })),
    ...metadata,
  },
  data,
});

export const after = (hash: string, data: object) =>
  keepAfter(hash, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', annotations: { [HASH]: hash } },
    data,
  });
export const kept = (before: LiveObject | undefined, then?: KeptObject['after']): KeptObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'n',
  name: 'a',
  ...(before && { before: keepBefore(before) }),
  ...(then && { after: then }),
});
export const joined = (...all: readonly KeptObject[]) =>
  joinChain(all.map((each) => ({ kept: [each], isHalf: false })));
export const plan = (one: KeptObject, live: LiveObject | undefined, more: Partial<UndoRules> = {}) =>
  planUndo(
    joined(one).map((each) => ({ ref, kept: each, live })),
    { ...rules, ...more },
  );

export const one = object({ data: { a: '1' }, hash: 'h1', owners: { us: data('a') } });
export const two = object({ data: { a: '2', b: '2' }, hash: 'h2', version: '2', owners: { us: data('a', 'b') } });
export const update = kept(one, after('h2', { a: '2', b: '2' }));
export const creation = kept(undefined, after('h2', { a: '2', b: '2' }));
