/**
 * What a `layers` build waits for and knows before its hooks have run: they take their time, and often leave a processor
 * free.
 *
 *     hooks.before ──────────────────────────────► key, layers, registry
 *          └► code that packs and pushes, compressors where the last layers were large
 */
import { gzipVersion } from '../oci/gzip-version.ts';
import { loadTar } from '../oci/tar.ts';
import type { BuildContext, ReadyJob } from './builder.ts';
import type { LayersSpec } from './layers.schema.ts';
import { sourcesOf } from './layers-inputs.ts';
import { LAYER_KIND, parseRecord, recordKeyOf } from './layers-record.ts';

/** Bytes of a layer, compressed, that are worth a second thread. */
const LARGE = 1024 * 1024;

/** Reads notes and nothing else. Opens no socket. */
export async function makeLayersReady(
  job: ReadyJob<LayersSpec>,
  context: Pick<BuildContext, 'registry' | 'records' | 'deflate'>,
): Promise<void> {
  const { registry, deflate } = context;
  await Promise.all([
    loadTar(),
    wasLarge(job, context).then((isLarge) => (isLarge ? deflate?.makeReady?.() : undefined)),
    job.push ? registry.makeReady?.(job.target) : undefined,
  ]);
}

async function wasLarge(job: ReadyJob<LayersSpec>, { records }: Pick<BuildContext, 'records'>): Promise<boolean> {
  if (records === undefined || job.spec.compression === 'none') return false;
  for (const [index, entry] of job.spec.files.entries())
    for (const src of sourcesOf(entry, job)) {
      const key = recordKeyOf({ artifact: job.artifact, at: `files[${index}]`, src }, gzipVersion);
      const last = parseRecord((await records.read(LAYER_KIND, key)) ?? '');
      if (last !== undefined && last.size > LARGE) return true;
    }
  return false;
}
