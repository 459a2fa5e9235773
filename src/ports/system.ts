/** The machine that the program runs on: files, processes, the clock. Implemented in adapters/system. */

export interface FileInfo {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Permission bits only, e.g. 0o755. */
  readonly mode: number;
  /** When its content, its name or its rights last changed; milliseconds since the epoch. */
  readonly changedMs: number;
}

export interface WriteOptions {
  /** Permission bits of a new file before the umask, and the most that an old one keeps; 0o666, and all, unless said. */
  readonly mode?: number;
  readonly signal: AbortSignal;
}

/**
 * Paths are absolute. Every failure is an OrchestratorError with the path: INPUT_MISSING, INPUT_INVALID where a file is
 * read that is none, DISK_FULL, FILE_FAILED.
 */
export interface Files {
  /** UTF-8; a byte order mark is kept. */
  readText(path: string, signal: AbortSignal): Promise<string>;
  readBytes(path: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Chunks of a file; the handle is closed however the loop ends. Refuses what is no regular file. */
  streamBytes(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** All or nothing: a temp file beside it, fsync, rename. Makes missing parent folders; follows links; writes into devices. */
  writeAtomic(
    path: string,
    data: string | Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions,
  ): Promise<void>;
  /** Follows links; undefined where nothing is. */
  stat(path: string): Promise<FileInfo | undefined>;
  /** Does not follow links. */
  lstat(path: string): Promise<FileInfo | undefined>;
  readLink(path: string): Promise<string>;
  realPath(path: string): Promise<string>;
  /** Names in a folder, sorted by code unit. */
  list(path: string): Promise<readonly string[]>;
  /** With its parents; there already is fine. `mode` is for what is made, before the umask; 0o777 unless said. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Removes a file or a whole folder; nothing there is fine. */
  remove(path: string): Promise<void>;
  /** A fresh private folder outside the project; whoever asks removes it. */
  makeTempFolder(prefix: string): Promise<string>;
}

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the child; nothing is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Every line as it comes, without its line end, cut at `maxLineBytes`. */
  readonly onLine?: (stream: 'stdout' | 'stderr', line: string) => void;
  /** 64 KiB unless said. */
  readonly maxLineBytes?: number;
  /** Written to standard input, which is then closed; closed at once where absent. */
  readonly input?: string | AsyncIterable<Uint8Array>;
  /** Keep at most this many bytes of stdout and of stderr, the newest; 1 MiB unless said. */
  readonly keepBytes?: number;
  readonly timeoutMs?: number;
}

export interface Finished {
  /** 128 + signal number when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Processes {
  /**
   * Runs a program without a shell, as the leader of its own group. On abort the group gets SIGTERM, and
   * SIGKILL after 2 s. An exit code that is not 0 is a value, not an error.
   *
   * @throws OrchestratorError TOOL_MISSING when the program is not there, CANCELLED on abort, TIMED_OUT.
   */
  run(command: readonly [string, ...string[]], options: RunOptions): Promise<Finished>;
  /** The absolute path of a program on PATH, or undefined. */
  find(program: string): Promise<string | undefined>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with CANCELLED on abort. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface System {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
}
