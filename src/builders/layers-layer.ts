/**
 * One `files` entry on one platform as a layer in the store: taken as it is where nothing changed, else made.
 *
 *     src ─► walk ─► state known? ─► the blob of last time
 *                 └► entries ─► tar, pieces, gzip ─► a new blob, and a note for next time
 */
import { posix } from 'node:path';
import { unwrap } from '../errors/result.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { gzipVersion } from '../oci/gzip-version.ts';
import { type LayerFile, type LayerPlace, layOut } from '../oci/layer-entries.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { Records } from '../ports/records.ts';
import type { EarlyBlob } from '../ports/registry.ts';
import type { AddedLayer } from './layers-config.ts';
import {
  formatRecord,
  isRacy,
  LAYER_KIND,
  type LayerRecord,
  parseRecord,
  recordKeyOf,
  stateOf,
} from './layers-record.ts';
import { takeSource } from './layers-seen.ts';
import {
  type EntryPlace,
  type FilesEntry,
  type LayerSource,
  readSource,
  type SourcePorts,
  wrongEntry,
} from './layers-source.ts';
import { writeLayer } from './layers-write.ts';

export interface MadeLayer extends AddedLayer {
  readonly descriptor: Descriptor;
  /** What was sent of it while it was made. */
  readonly early?: EarlyBlob | undefined;
}

export interface LayerJob {
  readonly artifact: string;
  readonly entry: FilesEntry;
  /** The entry among those of the artifact, e.g. `files[0]`. */
  readonly at: string;
  readonly place: EntryPlace;
  /** `entry.src`, expanded. */
  readonly src: string;
  readonly contextDir: string;
  readonly configDir?: string;
  readonly compression: 'gzip' | 'none';
  /** Seconds since the epoch. */
  readonly mtime: number;
}

export interface LayerPorts extends SourcePorts {
  readonly store: Store;
  readonly deflate?: Deflate;
  readonly records?: Records;
  /** Asked for a layer that differs from the one of the last build. */
  readonly sendEarly?: () => Promise<EarlyBlob | undefined>;
}

/** @throws OrchestratorError INPUT_*, DISK_FULL, FILE_FAILED, CANCELLED. */
export async function makeLayer(job: LayerJob, ports: LayerPorts): Promise<MadeLayer> {
  const { store, records, deflate, sendEarly, signal } = ports;
  const nowMs = ports.system.clock.now().getTime();
  const source =
    takeSource(job.entry, job.src, job.contextDir) ?? (await readSource(job.src, job.entry, job.place, job, ports));
  const place = placeOf(job, source);
  const format = job.compression === 'none' ? 'none' : gzipVersion;
  const state = stateOf(source.root, source.entries, place, format);
  const key = recordKeyOf(job, format);
  const last = parseRecord((await records?.read(LAYER_KIND, key)) ?? '');
  if (last?.state === state && (await store.blobs.size(last.digest)) === last.size) return layerOf(last, job);

  const entries = unwrap(layOut(filesOf(source, job.entry, ports), place));
  const { compression } = job;
  const { early, ...written } = await writeLayer(entries, { compression, store, deflate, last, sendEarly, signal });
  const record = { ...written, state: isRacy(source.entries, nowMs) ? '' : state };
  await records?.write(LAYER_KIND, key, formatRecord(record));
  return { ...layerOf(record, job), early };
}

const layerOf = ({ diffId, digest, size }: LayerRecord, { compression, src, entry }: LayerJob): MadeLayer => ({
  diffId,
  descriptor: { mediaType: compression === 'none' ? mediaTypes.ociLayer : mediaTypes.ociLayerGzip, digest, size },
  origin: `${src} -> ${entry.dest}`,
});

function placeOf({ entry, place, mtime }: LayerJob, source: LayerSource): LayerPlace {
  const [uid = 0, gid = 0] = entry.owner.split(':').map(Number);
  if (Math.max(uid, gid) > MAX_ID)
    throw wrongEntry(place, 'owner', `${JSON.stringify(entry.owner)} is above ${MAX_ID}`);
  const mode = typeof entry.mode === 'string' ? Number.parseInt(entry.mode, 8) : entry.mode;
  const isNamed = source.kind === 'file' && entry.dest.endsWith('/');
  const dest = isNamed ? posix.join(entry.dest, posix.basename(source.prefix)) : entry.dest;
  return { dest, uid, gid, mtime, ...(mode !== undefined && { mode }) };
}

const MAX_ID = 2 ** 32 - 2;

function filesOf(source: LayerSource, { dest }: FilesEntry, { tree }: LayerPorts): readonly LayerFile[] {
  const files = source.entries.map((entry): LayerFile => {
    const { path, kind, size, mode, linkTarget } = entry;
    const name = source.kind === 'file' ? '' : path;
    // The walk's other kinds have been refused by readSource.
    if (kind === 'other') throw new Error(`${path} cannot go into ${dest}`);
    return {
      path: name,
      kind,
      size,
      mode,
      ...(linkTarget !== undefined && { linkTarget }),
      open: (signal) => tree.read(source.root, entry, signal),
    };
  });
  return source.kind === 'file' ? files : [{ path: '', kind: 'folder', size: 0, mode: 0o755 }, ...files];
}
