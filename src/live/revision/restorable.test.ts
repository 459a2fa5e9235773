import { expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import { entry, object } from './managed.cases.ts';
import { restorableFields } from './restorable.ts';

const spec = (...names: readonly string[]): Fields => ({
  'f:spec': Object.fromEntries(names.map((name) => [`f:${name}`, {}])),
});

test('of what is there: what we had, and what is ours now', () => {
  const before = object(entry('us', spec('a')), entry('editor', spec('b')));
  expect(restorableFields(before, object(entry('us', spec('b', 'c'))), 'us')).toEqual(spec('a', 'b', 'c'));
  expect(restorableFields(before, object(entry('us', spec('c'), { apiVersion: 'v2' })), 'us')).toEqual(spec('a'));
});

test('of what is gone: what we and others had, and the replicas; not what Kubernetes writes, nor what leads to owners', () => {
  const metadata: Fields = { 'f:labels': { 'f:x': {} }, 'f:ownerReferences': {}, 'f:finalizers': {} };
  const before = object(
    entry('us', spec('a')),
    entry('editor', { ...spec('b'), 'f:metadata': metadata }),
    entry('kube-controller-manager', spec('c')),
    entry('editor', spec('d'), { subresource: 'status' }),
  );
  expect(restorableFields(before, undefined, 'us')).toEqual({
    'f:metadata': { 'f:labels': { 'f:x': {} } },
    ...spec('a', 'b', 'replicas'),
  });
});

test('what was taken over from kubectl apply has to be applied to come back to it', () => {
  const before = object(entry('kubectl-client-side-apply', spec('a')), entry('them', spec('b')));
  expect(restorableFields(before, object(entry('us', spec('c'))), 'us')).toEqual(spec('c', 'a'));
  const again = object(entry('us', spec('c')), entry('kubectl-client-side-apply', spec('b')));
  expect(restorableFields(before, again, 'us')).toEqual(spec('c'));
});
