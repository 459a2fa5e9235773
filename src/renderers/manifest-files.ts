/**
 * An entry of a list of manifests → the files that it means, and a file → its text.
 *
 *     k8s/web.yaml     that file, whatever its ending
 *     k8s              every .yaml, .yml and .json below, sorted by path
 *     k8s/**\/*.yaml    the same of what a glob matches; `..` may lead it
 *
 * A path that is there is taken as it is, even where it looks like a glob. Files are walked without following links to
 * folders; a link to a file counts as that file.
 */
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '../errors/result.ts';
import { createGlobs } from '../inputs/globs.ts';
import type { Files } from '../ports/system.ts';
import type { Tree, TreeEntry } from '../ports/tree.ts';

export interface FilePorts {
  readonly files: Pick<Files, 'stat' | 'readBytes'>;
  readonly tree: Tree;
  readonly signal: AbortSignal;
}

/** A file, and its entry of a walk where it was found by one. */
export interface ManifestFile {
  /** Absolute. */
  readonly path: string;
  readonly walked?: { readonly root: string; readonly entry: TreeEntry };
  /** Bytes. */
  readonly size: number;
}

/** @param entry Relative to `folder`, or absolute. Problems: INPUT_MISSING where it means nothing, INPUT_INVALID. */
export async function findManifests(
  entry: string,
  folder: string,
  ports: FilePorts,
): Promise<Result<readonly ManifestFile[]>> {
  const path = resolve(folder, entry);
  const found = await ports.files.stat(path);
  if (found?.kind === 'file') return ok([{ path, size: found.size }]);
  if (found?.kind === 'folder') return walkManifests(entry, path, '**', ports);
  if (found !== undefined)
    return err({ code: 'INPUT_INVALID', message: `"${entry}" is a device, a socket or a FIFO, not a manifest` });
  const { base, rest } = splitGlob(entry);
  if (rest === '') return err({ code: 'INPUT_MISSING', message: `there is no file or folder "${entry}"` });
  const root = resolve(folder, base);
  if ((await ports.files.stat(root))?.kind !== 'folder')
    return err({ code: 'INPUT_MISSING', message: `"${entry}" matches nothing: there is no folder "${base}"` });
  return walkManifests(entry, root, rest, ports);
}

/** The text of a file, a byte order mark kept. Problems: INPUT_INVALID where it is not UTF-8, CONFIG_LIMIT. */
export async function readManifest(name: string, file: ManifestFile, ports: FilePorts): Promise<Result<string>> {
  if (file.size > MAX_BYTES)
    return err({
      code: 'CONFIG_LIMIT',
      message: `"${name}" is ${file.size} bytes long, more than ${MAX_BYTES}`,
      hint: 'Split the file.',
    });
  const bytes = await readBytes(file, ports);
  try {
    return ok(decoder.decode(bytes));
  } catch {
    const is = bytes[0] === 0xff || bytes[0] === 0xfe ? 'UTF-16' : 'not UTF-8';
    return err({ code: 'INPUT_INVALID', message: `"${name}" is ${is}`, hint: 'Save manifests as UTF-8.' });
  }
}

const MAX_BYTES = 64 * 1024 * 1024;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ENDINGS = /\.(?:ya?ml|json)$/;

async function walkManifests(
  entry: string,
  root: string,
  pattern: string,
  { tree, files, signal }: FilePorts,
): Promise<Result<readonly ManifestFile[]>> {
  const globs = createGlobs([pattern]);
  if (!globs.ok) return globs;
  const walked = await tree.walk(root, { decide: globs.value.decide, signal });
  const manifests: ManifestFile[] = [];
  for (const one of walked) {
    if (!ENDINGS.test(one.path)) continue;
    const path = join(root, one.path);
    if (one.kind === 'file') manifests.push({ path, size: one.size, walked: { root, entry: one } });
    else if (one.kind === 'link') {
      const target = await files.stat(path);
      if (target?.kind === 'file') manifests.push({ path, size: target.size });
    }
  }
  if (manifests.length > 0) return ok(manifests);
  const hasOthers = walked.some((one) => one.kind === 'file');
  const why = hasOthers ? 'matches no file that ends in .yaml, .yml or .json' : 'matches no file';
  return err({ code: 'INPUT_MISSING', message: `"${entry}" ${why}` });
}

/** The folders in front, which may be `..`, and the glob below them; no glob where there is no sign of one. */
function splitGlob(entry: string): { readonly base: string; readonly rest: string } {
  const parts = entry.split('/');
  const first = parts.findIndex((part) => /[*?[{\\]/.test(part));
  if (first === -1) return { base: entry, rest: '' };
  const base = parts.slice(0, first).join('/');
  return { base: base === '' ? (entry.startsWith('/') ? '/' : '.') : base, rest: parts.slice(first).join('/') };
}

async function readBytes(file: ManifestFile, { tree, files, signal }: FilePorts): Promise<Uint8Array> {
  if (file.walked === undefined) return files.readBytes(file.path, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of tree.read(file.walked.root, file.walked.entry, signal)) chunks.push(chunk);
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
