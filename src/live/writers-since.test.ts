import { expect, test } from 'vitest';
import type { LiveObject, ManagedFields } from './object.ts';
import { writersSince } from './writers-since.ts';

const entry = (manager: string, time = '1', more: Partial<ManagedFields> = {}) =>
  ({ manager, operation: 'Update', time, fieldsV1: {}, ...more }) as ManagedFields;
const object = (...managedFields: readonly ManagedFields[]): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', managedFields },
});

test.each<[string, readonly ManagedFields[], readonly ManagedFields[], readonly string[]]>([
  ['nobody', [entry('us'), entry('kubectl')], [entry('us'), entry('kubectl')], []],
  ['somebody new', [entry('us')], [entry('us'), entry('kubectl')], ['kubectl']],
  ['somebody once more, with the same fields', [entry('kubectl')], [entry('kubectl', '2')], ['kubectl']],
  ['ourselves', [entry('us')], [entry('us', '2')], []],
  ['a status', [], [entry('kubelet', '2', { subresource: 'status' })], []],
  ['a scale', [entry('hpa', '1', { subresource: 'scale' })], [entry('hpa', '2', { subresource: 'scale' })], []],
  ['one that left its fields', [entry('kubectl')], [], []],
  ['one with two entries', [], [entry('flux'), entry('flux', '1', { operation: 'Apply' })], ['flux']],
])('%s', (_, before, now, writers) => {
  expect(writersSince(object(...before), object(...now), 'us')).toEqual(writers);
});
