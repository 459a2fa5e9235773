/**
 * The Records port: one small file a note, `FOLDER/KIND/KEY`, renamed into place.
 *
 *     SHA256 NOTE        a note whose checksum does not fit was never written
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteRecords, KeptRecord, KeptRecords } from '../../ports/records.ts';

/**
 * @param folder Absolute; made when the first note is written.
 * @param prepare Is waited for before each write, e.g. to make the folder above as it has to be.
 */
export function createRecords(folder: string, prepare?: () => Promise<void>): KeptRecords & ByteRecords {
  const fileOf = (kind: string, key: string): string => {
    if (!/^[a-z-]+[0-9]*$/.test(kind) || !/^[0-9a-f]+$/.test(key))
      throw new Error(`no record is called ${kind}/${key}`);
    return join(folder, kind, key);
  };
  const readBytes = async (kind: string, key: string): Promise<Buffer | undefined> => {
    const written = await readFile(fileOf(kind, key)).catch(() => Buffer.alloc(0));
    const note = written.subarray(CHECKSUM + 1);
    return written.subarray(0, CHECKSUM + 1).equals(sealOf(note)) ? note : undefined;
  };
  const writeBytes: ByteRecords['writeBytes'] = async (kind, key, bytes) => {
    const file = fileOf(kind, key);
    const temp = `${file}.${randomUUID()}.tmp`;
    try {
      await prepare?.();
      await mkdir(join(folder, kind), { recursive: true, mode: 0o700 });
      await writeFile(temp, Buffer.concat([sealOf(bytes), bytes]), { mode: 0o600 });
      await rename(temp, file);
    } catch {
      // A full or read-only disk costs the note, never the build.
      await rm(temp, { force: true }).catch(() => undefined);
    }
  };
  return {
    readBytes,
    writeBytes,
    read: async (kind, key) => (await readBytes(kind, key))?.toString(),
    write: (kind, key, text) => writeBytes(kind, key, Buffer.from(text)),
    async list(kind) {
      const names = await readdir(join(folder, kind)).catch(() => []);
      const found = await Promise.all(names.filter(isKey).map((key) => describe(fileOf(kind, key), key)));
      return found.flat().sort((left, right) => (left.key < right.key ? -1 : 1));
    },
    remove: (kind, key) =>
      unlink(fileOf(kind, key)).then(
        () => true,
        () => false,
      ),
  };
}

const isKey = (name: string): boolean => /^[0-9a-f]+$/.test(name);

/** None where another process took it away meanwhile. */
async function describe(file: string, key: string): Promise<readonly KeptRecord[]> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? [] : [{ key, writtenAt: found.mtime, bytes: found.size }];
}

/** Hexadecimal digits of a sha256. */
const CHECKSUM = 64;

const sealOf = (note: Uint8Array): Buffer => Buffer.from(`${createHash('sha256').update(note).digest('hex')} `);
