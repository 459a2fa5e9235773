/** The Records port: one small file a note, `FOLDER/KIND/KEY`, renamed into place. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Records } from '../../ports/records.ts';

/** @param folder Absolute; made when the first note is written. */
export function createRecords(folder: string): Records {
  const fileOf = (kind: string, key: string): string => {
    if (!/^[a-z-]+$/.test(kind) || !/^[0-9a-f]+$/.test(key)) throw new Error(`no record is called ${kind}/${key}`);
    return join(folder, kind, key);
  };
  return {
    async read(kind, key) {
      const file = fileOf(kind, key);
      return readFile(file, 'utf8').catch(() => undefined);
    },
    async write(kind, key, text) {
      const file = fileOf(kind, key);
      const temp = `${file}.${randomUUID()}.tmp`;
      try {
        await mkdir(join(folder, kind), { recursive: true, mode: 0o700 });
        await writeFile(temp, text, { mode: 0o600 });
        await rename(temp, file);
      } catch {
        // A full or read-only disk costs the note, never the build.
        await rm(temp, { force: true }).catch(() => undefined);
      }
    },
  };
}
