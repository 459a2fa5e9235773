/** Kinds of which deleting one deletes what cannot be made again. Pure. */
import type { ObjectRef } from './object.ts';

const kinds: ReadonlySet<string> = new Set([
  '/PersistentVolumeClaim',
  '/PersistentVolume',
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

/** @param named `KIND/NAME` of what may go all the same. */
export const isDataKept = ({ kind, name }: ObjectRef, named: readonly string[]): boolean =>
  kinds.has(`${kind.group}/${kind.kind}`) && !named.includes(`${kind.kind}/${name}`);
