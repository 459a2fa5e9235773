/** Reading the store's small files and folders; what is not there, or is half-made, is absent and no error. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest, type Digest } from '../../image/digest.ts';
import { patiently } from './disk.ts';
import { codeOf, diskError } from './disk-error.ts';

/** Names in a folder, sorted by code unit; undefined where there is no folder. */
export async function listNames(path: string): Promise<readonly string[] | undefined> {
  return absentOr(path, async () => (await readdir(path)).sort());
}

/** Names of the folders in a folder, sorted by code unit. */
export async function listFolders(path: string): Promise<readonly string[]> {
  const entries = await absentOr(path, () => readdir(path, { withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The digests that a folder of `ALGORITHM/HEX` holds. */
export async function listDigests(path: string): Promise<readonly Digest[]> {
  const found: Digest[] = [];
  for (const algorithm of await listFolders(path)) {
    for (const hex of (await listNames(join(path, algorithm))) ?? []) {
      const digest = asDigest(`${algorithm}:${hex}`);
      if (digest !== undefined) found.push(digest);
    }
  }
  return found;
}

export const readText = (path: string): Promise<string | undefined> => absentOr(path, () => readFile(path, 'utf8'));

async function absentOr<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await patiently(work);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw await diskError(error, path);
  }
}
