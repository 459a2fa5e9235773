/** Where the API server keeps what. Pure. Source: Kubernetes API concepts, resource URIs. */
import type { ObjectRef, ResourceKind } from '../../live/object.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** Of all objects of a kind, or of those in a namespace. */
export function kindPath(kind: ResourceKind, namespace: string | undefined, query: Query = {}): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${kind.resource}${queryText(query)}`;
}

export function objectPath({ kind, namespace, name }: ObjectRef, query: Query = {}, subresource = ''): string {
  const below = subresource === '' ? '' : `/${subresource}`;
  return `${kindPath(kind, namespace)}/${encodeURIComponent(name)}${below}${queryText(query)}`;
}

export const namespacePath = (name: string): string => `/api/v1/namespaces/${encodeURIComponent(name)}`;

function queryText(query: Query): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
