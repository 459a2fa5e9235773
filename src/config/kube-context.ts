/** `current-context` of a kubeconfig, all that profiles need of one. Pure. Source: kubeconfig v1. */
import { ok, type Result } from '../errors/result.ts';
import { childOf } from './yaml/node.ts';
import { readDocuments } from './yaml/read-documents.ts';

/** @returns Undefined when the file names none. Problems of the YAML itself are YAML_INVALID. */
export function parseCurrentContext(text: string, file: string): Result<string | undefined> {
  const documents = readDocuments(text, file);
  if (!documents.ok) return documents;
  const [root] = documents.value;
  const node = root === undefined ? undefined : childOf(root, 'current-context');
  const name = node?.kind === 'scalar' ? (node.source ?? node.value) : undefined;
  return ok(typeof name === 'string' && name !== '' ? name : undefined);
}
