/**
 * Which kinds a cluster serves: two requests for all of them. A group whose server is down is left out, and the others
 * go on. Source: Kubernetes aggregated discovery v2 (apidiscovery.k8s.io), 1.26 and newer.
 */
import type { ResourceKind } from '../../live/object.ts';
import type { Connection } from './connection.ts';
import { statusError } from './status.ts';

const ACCEPT = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

interface GroupList {
  readonly items?: readonly Group[];
}

interface Group {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly Resource[];
  }[];
}

interface Resource {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope?: string;
  readonly verbs?: readonly string[];
}

/** `apps/v1 Deployment` → its kind. */
export type KindTable = ReadonlyMap<string, ResourceKind>;

export const kindKey = (group: string, version: string, kind: string): string => `${group}/${version} ${kind}`;

export async function discover(connection: Connection, signal: AbortSignal): Promise<KindTable> {
  const lists = await Promise.all(
    ['/api', '/apis'].map(async (path) => {
      const answer = await connection.ask({ method: 'GET', path, accept: ACCEPT, isFree: true }, signal);
      if (answer.status !== 200) throw statusError('ask which kinds there are', answer);
      return JSON.parse(answer.text) as GroupList;
    }),
  );
  const kinds = lists.flatMap(({ items = [] }) => items).flatMap(kindsOf);
  return new Map(kinds.map((kind) => [kindKey(kind.group, kind.version, kind.kind), kind]));
}

const kindsOf = ({ metadata, versions = [] }: Group): readonly ResourceKind[] =>
  versions.flatMap(({ version, resources = [] }) =>
    resources.map(({ resource, responseKind, scope, verbs = [] }) => ({
      group: metadata?.name ?? '',
      version,
      kind: responseKind?.kind ?? '',
      resource,
      isNamespaced: scope === 'Namespaced',
      verbs,
    })),
  );
