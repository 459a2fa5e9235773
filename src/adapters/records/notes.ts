/**
 * The Notes port: `.orchestrator/notes/NAME`, renamed into place.
 *
 * Synchronous: four calls take a tenth of a millisecond, which is what one promise of node:fs costs. Nothing is flushed:
 * after a power loss a note may be torn, and who reads one parses it. No checksum, since node:crypto takes 3 ms to load.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notes } from '../../ports/notes.ts';
import { randomName } from '../system/temp-name.ts';

/** @param state Absolute path of `.orchestrator`, which is made where it is missing. */
export function createNotes(state: string): Notes {
  const folder = join(state, 'notes');
  const fileOf = (name: string): string => {
    if (!/^[a-z]+[0-9]+$/.test(name)) throw new Error(`no note is called ${name}`);
    return join(folder, name);
  };
  return {
    read: (name) => readFile(fileOf(name), 'utf8').catch(() => undefined),
    write(name, text) {
      const file = fileOf(name);
      const temp = `${file}.${randomName()}.tmp`;
      try {
        if (!tryWrite(temp, text)) {
          makeFolder(state, folder);
          writeFileSync(temp, text, { mode: 0o600 });
        }
        renameSync(temp, file);
      } catch {
        // A full or read-only disk costs the note, never the run.
        remove(temp);
      }
    },
  };
}

/** False where the folder is not there yet. */
function tryWrite(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Private, and ignored by git, as the rest of the state is. */
function makeFolder(state: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(state, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there.
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Then it was not written either.
  }
}
