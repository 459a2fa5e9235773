/**
 * The project's state in `.orchestrator`: private, ignored by git, and no condition of a run.
 *
 *     writable     ─► .orchestrator/registry, kept for the next run
 *     read-only    ─► a store in the temp folder, with a warning; gone with the run
 *
 * A folder that is read-only can still be read, so nothing changes before something is to be written. What only the
 * embedded registry would hold is refused then: the image would be gone when the run ends.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createStore } from '../adapters/blobs/store.ts';
import { createJournal } from '../adapters/journal/journal.ts';
import { createLocks } from '../adapters/system/locks.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { Scope } from '../lib/scope.ts';
import type { Store } from '../ports/blobs.ts';
import type { Journal } from '../ports/journal.ts';
import type { Locks } from '../ports/locks.ts';
import type { BasePorts } from './wiring.ts';

export interface State {
  /** What `.orchestrator/registry` holds, until {@link State.prepare} finds it read-only. */
  readonly store: Store;
  /** Among the runs of this project; where nothing can be written, nobody waits for anybody. */
  readonly locks: Locks;
  /** Of this run; where nothing can be written there is none, with a warning. */
  readonly journal: Journal;
  /** Makes the folder; asked before the first write. */
  prepare(): Promise<void>;
  /** The same without a word where it cannot be made, for notes that a run does without. @throws OrchestratorError FILE_FAILED. */
  makeFolder(): Promise<void>;
  /** Runs the work unless this run keeps nothing. */
  ifKept(work: () => Promise<void>): Promise<void>;
  /** @throws OrchestratorError FILE_FAILED where this run keeps nothing, for what must be kept. */
  expectKept(): void;
}

/** @param folder Absolute path of `.orchestrator`. @param command The one being run, e.g. `build`. */
export function openState(folder: string, command: string, { system, emit, signal }: BasePorts, scope: Scope): State {
  let current = createStore(join(folder, 'registry'));
  let unkept: string | undefined;
  const store: Store = {
    get blobs() {
      return current.blobs;
    },
    get uploads() {
      return current.uploads;
    },
    get repositories() {
      return current.repositories;
    },
  };
  const locks: Locks = {
    async hold(what, stop, work) {
      if ((await whyReadOnly(folder)) !== undefined) return work();
      await makePrivate(folder, system, stop);
      return createLocks(join(folder, 'locks')).hold(what, stop, work);
    },
  };
  const journal = createJournal(join(folder, 'journal1'), {
    command,
    clock: system.clock,
    async isKept() {
      const why = await whyReadOnly(folder);
      if (why === undefined) await makePrivate(folder, system, signal);
      // Said already where the rest of the state is not kept either.
      else if (unkept === undefined)
        emit({
          type: 'notice',
          level: 'warning',
          message: `${why}: should this run be killed, the next one cannot tell what it did`,
        });
      return why === undefined;
    },
  });
  return {
    store,
    locks,
    journal,
    async prepare() {
      unkept = await whyReadOnly(folder);
      if (unkept === undefined) return makePrivate(folder, system, signal);
      emit({ type: 'notice', level: 'warning', message: `${unkept}: this run keeps nothing for the next one` });
      const temporary = scope.use(await system.files.makeTempFolder('orc-state-'), (path) => system.files.remove(path));
      current = createStore(join(temporary, 'registry'));
    },
    makeFolder: () => makePrivate(folder, system, signal),
    ifKept: async (work) => (unkept === undefined ? work() : undefined),
    expectKept() {
      if (unkept === undefined) return;
      throw new OrchestratorError({
        code: 'FILE_FAILED',
        message: `${unkept}: the embedded registry cannot keep an image`,
        hint: 'Make the folder writable, or push to another registry with --default-repo.',
      });
    },
  };
}

async function makePrivate(folder: string, { files }: BasePorts['system'], signal: AbortSignal): Promise<void> {
  const ignore = join(folder, '.gitignore');
  if ((await files.stat(ignore)) !== undefined) return;
  await files.makeFolder(folder, 0o700);
  await files.writeAtomic(ignore, '*\n', { signal });
}

/** Undefined where the folder, or the one that it is to be made in, can be written to. */
async function whyReadOnly(folder: string): Promise<string | undefined> {
  for (const path of [folder, dirname(folder)]) {
    const code = await access(path, constants.W_OK).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code ?? '',
    );
    if (code === undefined) return undefined;
    if (READ_ONLY.has(code)) return `"${folder}" cannot be written to (${code})`;
  }
  return undefined;
}

/** Anything else is told by the write that fails. */
const READ_ONLY: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);
