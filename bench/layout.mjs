/** An image of random bytes as an OCI layout: nothing about it can be compressed, or is anywhere already. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** A tar with one file of random bytes. */
function makeLayer(name, size) {
  const header = Buffer.alloc(512);
  const octal = (value, length) => value.toString(8).padStart(length - 1, '0');
  header.write(name, 0);
  header.write(`${octal(0o644, 8)}\0${octal(0, 8)}\0${octal(0, 8)}\0${octal(size, 12)}\0${octal(0, 12)}\0`, 100);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `, 148);
  return Buffer.concat([header, randomBytes(size), Buffer.alloc(1024)]);
}

/** @returns The folder, made. `size` bytes a layer; a multiple of 512. */
export function makeLayout(folder, { layers, size }) {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  const put = (mediaType, bytes) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const putJson = (mediaType, value) => put(mediaType, Buffer.from(JSON.stringify(value)));
  const list = Array.from({ length: layers }, (_, index) =>
    put('application/vnd.oci.image.layer.v1.tar', makeLayer(`file-${index}`, size)),
  );
  const config = putJson('application/vnd.oci.image.config.v1+json', {
    ...{ architecture: 'amd64', os: 'linux', config: {} },
    rootfs: { type: 'layers', diff_ids: list.map(({ digest }) => digest) },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = putJson(mediaType, { schemaVersion: 2, mediaType, config, layers: list });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return folder;
}

/** 51 MiB and 200 KiB, twenty of which are 1 GiB. */
export const LAYER_BYTES = Math.floor((1024 * MIB) / 20 / 512) * 512;
