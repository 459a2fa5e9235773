/** What a run of the pipeline gets from the outside; made by cli/wire.ts, and by nothing else. */
import type { Emit } from '../events/event.ts';
import type { Store } from '../ports/blobs.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { Engine } from '../ports/engine.ts';
import type { Fetch } from '../ports/fetch.ts';
import type { FileDigests } from '../ports/file-digests.ts';
import type { Git } from '../ports/git.ts';
import type { Journal } from '../ports/journal.ts';
import type { Locks } from '../ports/locks.ts';
import type { Notes } from '../ports/notes.ts';
import type { KeptRecords } from '../ports/records.ts';
import type { Registry } from '../ports/registry.ts';
import type { System } from '../ports/system.ts';
import type { Tree } from '../ports/tree.ts';

export interface PipelinePorts {
  readonly system: System;
  readonly tree: Tree;
  readonly git: Git;
  readonly fileDigests: FileDigests;
  readonly engine: Engine;
  readonly registry: Registry;
  readonly store: Store;
  readonly records: KeptRecords;
  readonly notes: Notes;
  /** Among the runs of this project. */
  readonly locks: Locks;
  /** What this run does that outlives it, and what earlier runs left. */
  readonly journal: Journal;
  readonly deflate: Deflate;
  /** Makes the folder of the project's state, private and ignored by git. Once is enough. */
  readonly prepareState: () => Promise<void>;
  /** Takes away from the project's state what nobody needs, when it is time to. */
  readonly cleanUp: () => Promise<void>;
  /** The registry that is built in. */
  readonly embedded: EmbeddedRegistry;
  readonly fetch: Fetch;
  /** All of standard input as UTF-8; asked at most once. */
  readonly readStdin: (signal: AbortSignal) => Promise<string>;
  readonly emit: Emit;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workDir: string;
  readonly signal: AbortSignal;
}

export interface EmbeddedRegistry {
  /** As it stands in references: `localhost:5080`. */
  readonly host: string;
  /**
   * Starts to listen, for engines and other programs; once is enough. Ends with the run.
   *
   * @throws OrchestratorError PORT_IN_USE.
   */
  listen(): Promise<void>;
}
