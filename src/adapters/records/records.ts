/**
 * The Records port: one small file a note, `FOLDER/KIND/KEY`, renamed into place.
 *
 *     SHA256 TEXT        a note whose checksum does not fit was never written
 */
import { createHash, randomUUID } from 'node:crypto';
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
      const written = await readFile(fileOf(kind, key), 'utf8').catch(() => '');
      const text = written.slice(CHECKSUM + 1);
      return written === sealed(text) ? text : undefined;
    },
    async write(kind, key, text) {
      const file = fileOf(kind, key);
      const temp = `${file}.${randomUUID()}.tmp`;
      try {
        await mkdir(join(folder, kind), { recursive: true, mode: 0o700 });
        await writeFile(temp, sealed(text), { mode: 0o600 });
        await rename(temp, file);
      } catch {
        // A full or read-only disk costs the note, never the build.
        await rm(temp, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** Hexadecimal digits of a sha256. */
const CHECKSUM = 64;

const sealed = (text: string): string => `${createHash('sha256').update(text).digest('hex')} ${text}`;
