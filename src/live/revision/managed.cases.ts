/** Objects with managed fields, for tests. The manager "us" applies; all others update. */
import type { Fields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';

export const entry = (manager: string, fieldsV1: Fields, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: manager === 'us' ? 'Apply' : 'Update',
  apiVersion: 'v1',
  fieldsV1,
  ...more,
});

export const object = (...managedFields: readonly ManagedFields[]): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', managedFields },
});
