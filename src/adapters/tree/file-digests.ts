/**
 * The FileDigests port: an index of what files held, kept as one note.
 *
 *     path ─► size, times, inode as they were? ─► the digest of then
 *          └► read, hashed; noted, unless it was written within the last two seconds
 *
 * The last two seconds: a second write of the same length within one tick of the clock would leave no trace.
 * 20,000 files take 80 ms where none changed, 300 ms where all did.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import { asDigest, type Digest, finishDigest } from '../../image/digest.ts';
import type { FileState } from '../../inputs/input-set.ts';
import type { FileDigest, FileDigests } from '../../ports/file-digests.ts';
import type { Records } from '../../ports/records.ts';
import type { Clock } from '../../ports/system.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { stopIfAborted } from '../system/aborted.ts';
import { look } from './look.ts';
import { readWalked } from './read-walked.ts';

const RACY_MS = 2000;
const BATCH = 500;
/** Paths in the note; above it those that this run did not ask for are dropped. */
const MOST = 200_000;
const ATTEMPTS = 3;
const [KIND, KEY] = ['files', '00'];

export function createFileDigests(records: Records, clock: Clock): FileDigests {
  /** path → `STATE DIGEST` */
  let known: Promise<Map<string, string>> | undefined;
  const asked = new Set<string>();

  const digestOf = async (path: string, index: Map<string, string>, signal: AbortSignal): Promise<FileDigest> => {
    for (let attempt = 1; ; attempt++) {
      const nowMs = clock.now().getTime();
      const entry = expectFile(path);
      const executable = isExecutable(entry);
      const state = stateOf(entry);
      const noted = findNoted(index.get(path), state);
      if (noted !== undefined) return { digest: noted, executable };
      try {
        const digest = await hash(entry, signal);
        if (entry.ctimeNs < BigInt(Math.floor(nowMs) - RACY_MS) * 1_000_000n) index.set(path, `${state} ${digest}`);
        return { digest, executable };
      } catch (error) {
        const isChanged = error instanceof OrchestratorError && error.problems[0].code === 'INPUT_CHANGED';
        if (!isChanged || attempt === ATTEMPTS) throw error;
      }
    }
  };

  return {
    async read(paths, signal, seen = []) {
      known ??= records.read(KIND, KEY).then(parseIndex);
      const index = await known;
      const digests: FileDigest[] = [];
      let isNew = false;
      for (const [at, path] of paths.entries()) {
        if (at % BATCH === 0) await setImmediate();
        if (at % BATCH === 0) stopIfAborted(signal);
        asked.add(path);
        const before = index.get(path);
        const known = findSeen(before, seen[at]);
        // Nothing is awaited for a file that is known: there are many of them.
        digests.push(known ?? (await digestOf(path, index, signal)));
        isNew ||= known === undefined && index.get(path) !== before;
      }
      if (isNew) await records.write(KIND, KEY, formatIndex(index, asked));
      return digests;
    },
  };
}

function expectFile(path: string): TreeEntry {
  const entry = look('/', path);
  if (entry === undefined)
    throw new OrchestratorError({ code: 'INPUT_MISSING', message: `there is no file ${JSON.stringify(path)}` });
  if (entry.kind !== 'file')
    throw new OrchestratorError({ code: 'INPUT_INVALID', message: `${JSON.stringify(path)} is not a regular file` });
  return entry;
}

async function hash(entry: TreeEntry, signal: AbortSignal): Promise<Digest> {
  const sum = createHash('sha256');
  for await (const chunk of readWalked('/', entry, signal)) sum.update(chunk);
  return finishDigest(sum);
}

const isExecutable = ({ mode }: FileState): boolean => (mode & 0o100) !== 0;

function findSeen(noted: string | undefined, state: FileState | undefined): FileDigest | undefined {
  const digest = state && findNoted(noted, stateOf(state));
  return digest && { digest, executable: isExecutable(state) };
}

const stateOf = ({ size, mtimeNs, ctimeNs, inode }: FileState): string => `${size},${mtimeNs},${ctimeNs},${inode}`;

const findNoted = (noted: string | undefined, state: string): Digest | undefined =>
  noted?.startsWith(`${state} `) ? asDigest(noted.slice(state.length + 1)) : undefined;

/** `PATH\0STATE DIGEST`, one after the other with `\0` between: no path holds a zero. */
function parseIndex(text: string | undefined): Map<string, string> {
  const parts = text === undefined ? [] : text.split('\0');
  const index = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) index.set(parts[at] ?? '', parts[at + 1] ?? '');
  return index;
}

function formatIndex(index: ReadonlyMap<string, string>, asked: ReadonlySet<string>): string {
  const kept = index.size <= MOST ? [...index] : [...index].filter(([path]) => asked.has(path));
  return kept.map(([path, noted]) => `${path}\0${noted}`).join('\0');
}
