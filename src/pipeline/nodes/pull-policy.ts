/**
 * Containers whose image would be pulled although it is on the node: with `imagePullPolicy: Always`, which counts too
 * where nothing is written and the tag is `latest`. Such a pod cannot start. Pure.
 * Source: Kubernetes, Images, default image pull policy.
 */
import type { Problem } from '../../errors/problem.ts';
import { type Result, unwrap } from '../../errors/result.ts';
import { parseReference } from '../../image/reference.ts';
import { isDocument, parseDocuments } from '../../manifest/documents.ts';
import { objectJson } from '../../manifest/object-json.ts';
import type { Rendered } from '../../manifest/rendered.ts';

/** @param loaded References that no registry has, as they are rendered. @returns One problem for each image. */
export function findPulled({ text, objects }: Rendered, loaded: ReadonlySet<string>): readonly Problem[] {
  const pulled = new Set<string>();
  const documents = unwrap(parseDocuments({ name: '-', text })).filter(isDocument);
  for (const { source, objects: found } of documents)
    for (const object of found) collect(JSON.parse(objectJson(source.text, object)), loaded, pulled);
  return [...pulled].map((reference) => {
    const image = objects.flatMap(({ images }) => images).find(({ after }) => after === reference);
    return {
      code: 'LOAD_FAILED',
      message: `${reference} is loaded into the nodes, and its container would pull it all the same`,
      hint: 'Write imagePullPolicy: IfNotPresent beside it; without one, the tag "latest" means Always.',
      ...(image !== undefined && { at: image.at }),
    };
  });
}

function collect(value: unknown, loaded: ReadonlySet<string>, pulled: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { image, imagePullPolicy: policy } = value as { readonly image?: unknown; readonly imagePullPolicy?: unknown };
  if (typeof image === 'string' && loaded.has(image) && isPulled(image, policy)) pulled.add(image);
  for (const inner of Object.values(value)) collect(inner, loaded, pulled);
}

function isPulled(image: string, policy: unknown): boolean {
  if (policy !== undefined && policy !== null && policy !== '') return policy === 'Always';
  const reference: Result<{ readonly tag?: string }> = parseReference(image);
  return reference.ok && reference.value.tag === 'latest';
}
