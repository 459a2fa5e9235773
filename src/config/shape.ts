/**
 * Whether a config has the shape that the schema says. The generated validator decides and fills in defaults; zod is
 * loaded only to say what is wrong.
 *
 * Written values are taken as Skaffold takes them: where a text is wanted, `1.10` and `true` are the characters that
 * were written; a field with nothing after its colon is an empty section, or not there.
 */
import { ok, type Result } from '../errors/result.ts';
import type { Config } from './config.schema.ts';
import { type SchemaError, validate } from './generated/validate.js';
import type { Shaped } from './shaped.ts';
import type { Source } from './source.ts';
import { type ConfigNode, type Entry, listNode, mapNode, type ScalarNode, toValue } from './yaml/node.ts';

export async function checkShape(root: ConfigNode, source: Source): Promise<Result<Shaped>> {
  const taken = takeShape(root);
  if (taken.config !== undefined) return ok({ ...taken, config: taken.config });
  const { explainShape } = await import('./issues.ts');
  return explainShape(taken.root, source);
}

/** The config as it was meant, or what does not have its shape even so. */
export function takeShape(root: ConfigNode): Omit<Shaped, 'config'> & { readonly config: Config | undefined } {
  let node = root;
  for (;;) {
    const value = toValue(node);
    // The validator is made of the schema that Config is the type of; a property test holds the two together.
    if (validate(value)) return { config: value as Config, root: node };
    const next = takeAsMeant(node, wantedTypes(validate.errors ?? []));
    // Ends: every round leaves fewer scalars that are no text.
    if (next === node) return { config: undefined, root: node };
    node = next;
  }
}

type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** JSON pointer → the types that were wanted there. */
function wantedTypes(errors: readonly SchemaError[]): Wanted {
  const wanted = new Map<string, Set<string>>();
  for (const { instancePath, keyword, params } of errors) {
    if (keyword !== 'type') continue;
    const types = wanted.get(instancePath) ?? new Set();
    for (const type of [params['type']].flat()) types.add(String(type));
    wanted.set(instancePath, types);
  }
  return wanted;
}

/** The same node where nothing can be taken otherwise. */
function takeAsMeant(node: ConfigNode, wanted: Wanted, pointer = ''): ConfigNode {
  switch (node.kind) {
    case 'scalar':
      return takeScalar(node, wanted.get(pointer)) ?? node;
    case 'list': {
      const items = node.items.map((item, index) => takeAsMeant(item, wanted, `${pointer}/${index}`));
      return items.every((item, index) => item === node.items[index]) ? node : listNode(items, node.span);
    }
    case 'map': {
      const entries = new Map<string, Entry>();
      for (const [name, entry] of node.entries) {
        const below = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (isEmpty(entry.value) && takeScalar(entry.value, wanted.get(below)) === undefined && wanted.has(below))
          continue;
        entries.set(name, { ...entry, value: takeAsMeant(entry.value, wanted, below) });
      }
      const same = entries.size === node.entries.size;
      const unchanged = same && [...entries].every(([name, entry]) => entry.value === node.entries.get(name)?.value);
      return unchanged ? node : mapNode(entries, node.span);
    }
  }
}

/** Undefined when it cannot be one of the types. */
function takeScalar(node: ScalarNode, types: ReadonlySet<string> | undefined): ConfigNode | undefined {
  if (types === undefined) return undefined;
  if (node.value === null && types.has('object')) return mapNode(new Map(), node.span);
  if (node.value === null && types.has('array')) return listNode([], node.span);
  if (node.value !== null && node.source !== undefined && types.has('string'))
    return { kind: 'scalar', value: node.source, span: node.span };
  return undefined;
}

const isEmpty = (node: ConfigNode): node is ScalarNode => node.kind === 'scalar' && node.value === null;
