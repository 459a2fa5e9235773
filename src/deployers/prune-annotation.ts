/**
 * Whether a file asks to stay when nothing renders it any more. Pure.
 *
 *     metadata:
 *       annotations:
 *         orchestrator.dev/prune: disabled
 */
import { isDocument, parseDocuments } from '../manifest/documents.ts';
import { findNode } from '../manifest/node.ts';
import { stringOf } from '../manifest/value.ts';

const ANNOTATION = 'orchestrator.dev/prune';

/** A file of several objects stays when one of them says so; one that cannot be read stays when it names the annotation. */
export function isPruneDisabled(text: string): boolean {
  if (!text.includes(ANNOTATION)) return false;
  const parsed = parseDocuments({ name: '', text });
  if (!parsed.ok) return true;
  return parsed.value
    .flatMap((part) => (isDocument(part) ? part.objects : []))
    .some(({ node }) => stringOf(text, findNode(node, 'metadata', 'annotations', ANNOTATION)) === 'disabled');
}
