/**
 * `render --output`: the manifests as one file, or as one file an object below a folder.
 *
 *     out.yaml    one stream           out/    out/shop/Deployment.apps_web.yaml …
 *
 * A folder is written to and never cleaned up: what is kept in step with the manifests is the hand-over's folder.
 */
import { join, resolve } from 'node:path';
import { forEach } from '../deployers/for-each.ts';
import { objectFiles } from '../deployers/object-files.ts';
import { unwrap } from '../errors/result.ts';
import type { Rendered } from '../manifest/rendered.ts';
import type { PipelinePorts } from './ports.ts';
import { warnOfSame } from './same-objects.ts';

const WRITES_AT_ONCE = 16;

/**
 * @param output A file; a folder where it ends with `/` or is one.
 * @returns What was written, as the user would write it.
 * @throws OrchestratorError MANIFEST_INVALID where an object cannot have a file of its own, before anything is written;
 *   DISK_FULL, FILE_FAILED, CANCELLED.
 */
export async function writeManifests(
  output: string,
  rendered: Pick<Rendered, 'text' | 'objects'>,
  { system: { files }, emit, workDir, signal }: Pick<PipelinePorts, 'system' | 'emit' | 'workDir' | 'signal'>,
): Promise<readonly string[]> {
  const target = resolve(workDir, output);
  const isFolder = output.endsWith('/') || (await files.stat(target))?.kind === 'folder';
  if (!isFolder) {
    warnOfSame(rendered.objects, emit);
    await files.writeAtomic(target, rendered.text, { signal });
    return [output];
  }
  const found = unwrap(objectFiles(rendered));
  for (const message of found.notices) emit({ type: 'notice', level: 'info', message });
  await forEach(found.files, WRITES_AT_ONCE, ({ path, text }) =>
    files.writeAtomic(join(target, path), text, { signal }),
  );
  return found.files.map(({ path }) => join(output, path));
}
