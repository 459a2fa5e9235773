/** Which images this project has put into the nodes of which cluster: nobody has to ask a registry for them. */
import { digestOf, hexOf } from '../../image/digest.ts';
import { canonicalName, parseReference } from '../../image/reference.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import type { PipelinePorts } from '../ports.ts';

type Ports = Pick<PipelinePorts, 'records'>;

const LOADED_KIND = 'loaded1';

export async function rememberLoaded(
  references: readonly string[],
  target: ClusterTarget,
  { records }: Ports,
): Promise<void> {
  for (const reference of references) {
    const key = keyOf(reference, target);
    if (key !== undefined) await records.write(LOADED_KIND, key, reference);
  }
}

/** False too where the note is gone, or a node has deleted the image since. */
export async function wasLoaded(reference: string, target: ClusterTarget, { records }: Ports): Promise<boolean> {
  const key = keyOf(reference, target);
  return key !== undefined && (await records.read(LOADED_KIND, key)) !== undefined;
}

/** The digest says which image; a tag is only a name for it. */
function keyOf(text: string, { server }: ClusterTarget): string | undefined {
  const reference = parseReference(text);
  if (!reference.ok || reference.value.digest === undefined) return undefined;
  return hexOf(digestOf(`${server} ${canonicalName(reference.value)}@${reference.value.digest}`));
}
