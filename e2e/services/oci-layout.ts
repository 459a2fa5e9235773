/**
 * Writes images as OCI image layouts, from nothing but files: the base images of the tests.
 *
 * Reproducible: every time is 0, every owner is root. Source: OCI image-spec v1.1 (layout, manifest, config, layer).
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** One entry of a layer. Parent folders are made on the way, with mode 0755. */
export type Entry =
  | { readonly path: string; readonly content: string | Uint8Array; readonly mode?: number }
  | { readonly path: string; readonly linkTo: string }
  | { readonly path: string; readonly folderMode: number };

/** A layer, ready to be written; make it once where several images share it. */
export interface Layer {
  readonly blob: Buffer;
  /** Digest of the uncompressed tar. */
  readonly diffId: string;
}

export interface Image {
  /** `amd64` or `arm64`. */
  readonly architecture: string;
  readonly layers: readonly Layer[];
  readonly env?: readonly string[];
  readonly cmd?: readonly string[];
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const TYPE = 'application/vnd.oci.image';

/** Packs entries into a gzipped layer. */
export async function createLayer(entries: readonly Entry[]): Promise<Layer> {
  const tar = pack();
  const made = new Set<string>();
  const common = { mtime: new Date(0), uid: 0, gid: 0 };
  const addFolder = (name: string, mode = 0o755) => {
    if (made.has(name)) return;
    made.add(name);
    tar.entry({ ...common, name, type: 'directory', mode });
  };
  for (const entry of entries) {
    const parts = entry.path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) addFolder(parts.slice(0, depth).join('/'));
    if ('folderMode' in entry) addFolder(entry.path, entry.folderMode);
    else if ('linkTo' in entry) tar.entry({ ...common, name: entry.path, type: 'symlink', linkname: entry.linkTo });
    else tar.entry({ ...common, name: entry.path, mode: entry.mode ?? 0o644 }, Buffer.from(entry.content));
  }
  tar.finalize();
  const bytes = await buffer(tar);
  return { blob: gzipSync(bytes), diffId: digest(bytes) };
}

/**
 * Writes a layout that holds one image, or one index of several.
 *
 * @param folder Is made; must not exist.
 * @returns Digest of the image's manifest, or of the index.
 */
export async function writeLayout(folder: string, images: readonly Image[]): Promise<string> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const put = async (mediaType: string, content: Uint8Array | object): Promise<Descriptor> => {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const id = digest(bytes);
    await writeFile(join(folder, 'blobs', id.replace(':', '/')), bytes);
    return { mediaType, digest: id, size: bytes.length };
  };

  const manifests = [];
  for (const image of images) {
    const manifest = await put(`${TYPE}.manifest.v1+json`, await writeImage(image, put));
    manifests.push({ ...manifest, platform: { architecture: image.architecture, os: 'linux' } });
  }
  const index = (list: readonly object[]) => ({
    schemaVersion: 2,
    mediaType: `${TYPE}.index.v1+json`,
    manifests: list,
  });
  const [only] = manifests;
  const top = only && manifests.length === 1 ? only : await put(`${TYPE}.index.v1+json`, index(manifests));
  await writeFile(join(folder, 'index.json'), JSON.stringify(index([top])));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return top.digest;
}

type Put = (mediaType: string, content: Uint8Array | object) => Promise<Descriptor>;

async function writeImage(image: Image, put: Put): Promise<object> {
  const layers = [];
  for (const layer of image.layers) layers.push(await put(`${TYPE}.layer.v1.tar+gzip`, layer.blob));
  const config = {
    created: '1970-01-01T00:00:00Z',
    architecture: image.architecture,
    os: 'linux',
    config: { Env: image.env ?? ['PATH=/usr/local/bin:/usr/bin:/bin'], Cmd: image.cmd ?? ['/bin/sh'] },
    rootfs: { type: 'layers', diff_ids: image.layers.map(({ diffId }) => diffId) },
    history: image.layers.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'e2e/services/images.ts' })),
  };
  const mediaType = `${TYPE}.manifest.v1+json`;
  return { schemaVersion: 2, mediaType, config: await put(`${TYPE}.config.v1+json`, config), layers };
}

const digest = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
