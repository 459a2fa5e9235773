/** All that a room has, as a value that is the same in another room with the same in it: nothing of it is a time or a name of the room. */
import type { Room } from './room.ts';

const KINDS = 'configmap,service,deployment,cronjob,secret';
const REVISION = 'orchestrator.dev/revision';
const INTENT = 'orchestrator.dev/intent';

interface Item {
  readonly kind: string;
  readonly type?: string;
  readonly data?: unknown;
  readonly spec?: unknown;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly {
      readonly manager: string;
      readonly operation: string;
      readonly fieldsV1: unknown;
    }[];
  };
}

/** Objects with their fields and whose each field is, and what the parent of the set says. What is kept for an undo is told elsewhere. */
export async function snapshotOf({ kubectl, namespace }: Room): Promise<Readonly<Record<string, unknown>>> {
  const text = (await kubectl('get', KINDS, '-o', 'json', '--show-managed-fields'))
    .replaceAll(namespace, 'NAMESPACE')
    // Both say the namespace in a hash.
    .replaceAll(/applyset-[\w-]{43}-v1/g, 'SET')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'HASH');
  const { items } = JSON.parse(text) as { readonly items: readonly Item[] };
  const kept = items.filter(({ type, metadata }) => type !== REVISION && metadata.name !== 'kube-root-ca.crt');
  return Object.fromEntries(kept.map((item) => [`${item.kind}/${item.metadata.name}`, contentOf(item)]));
}

function contentOf({ data, spec, metadata: { labels, annotations = {}, managedFields = [] } }: Item): unknown {
  const { [INTENT]: intent, ...notes } = annotations;
  const fields = managedFields
    .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { data, spec, labels, notes, fields, ...(intent !== undefined && { state: JSON.parse(intent).state }) };
}
