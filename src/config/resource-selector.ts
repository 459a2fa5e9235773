/**
 * A file of `--resource-selector-rules-file`: the `resourceSelector` of a config on its own, YAML or JSON. It is read
 * as a config that holds nothing else, so that its mistakes are told in the same way, at their own places.
 */
import { ok, type Result } from '../errors/result.ts';
import type { Config } from './config.schema.ts';
import { checkShape } from './shape.ts';
import { type ConfigNode, type Entry, mapNode } from './yaml/node.ts';
import { readDocuments } from './yaml/read-documents.ts';

/** @returns CONFIG_INVALID, YAML_INVALID or CONFIG_LIMIT with places. */
export async function parseResourceSelector(text: string, file: string): Promise<Result<Config['resourceSelector']>> {
  const documents = readDocuments(text, file);
  if (!documents.ok) return documents;
  const [rules] = documents.value;
  if (rules === undefined) return ok(undefined);
  const shaped = await checkShape(asConfig(rules), { file, text });
  return shaped.ok ? ok(shaped.value.config.resourceSelector) : shaped;
}

function asConfig(rules: ConfigNode): ConfigNode {
  const { span } = rules;
  const word = (value: string): Entry => ({ key: span, value: { kind: 'scalar', value, span } });
  const entries: readonly [string, Entry][] = [
    ['apiVersion', word('orchestrator/v1')],
    ['kind', word('Config')],
    ['resourceSelector', { key: span, value: rules }],
  ];
  return mapNode(new Map(entries), span);
}
