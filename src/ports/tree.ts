/** A walk over a folder, pruned before it descends. Implemented in adapters/tree. */

export interface TreeEntry {
  /** Relative to the root, `/` between parts, never starting with `./`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; 0 for anything but files. */
  readonly size: number;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Modified at, nanoseconds since the epoch. */
  readonly mtimeNs: bigint;
  /** Its data or its attributes changed at, nanoseconds since the epoch; unlike `mtimeNs`, no program can set it. */
  readonly ctimeNs: bigint;
  /** Number of the inode: another one is another file. */
  readonly inode: bigint;
  /** Where a link points, as written. */
  readonly linkTarget?: string;
}

export interface WalkOptions {
  /**
   * Whether to keep an entry, and whether to look below a folder. Called once an entry, with the relative path.
   * A folder may be left out and still be descended into, for patterns such as `!keep/this`.
   */
  readonly decide: (path: string, kind: TreeEntry['kind']) => { readonly keep: boolean; readonly descend: boolean };
  readonly signal: AbortSignal;
}

export interface Tree {
  /**
   * Every kept entry below `root` (absolute), sorted by path in code unit order. Links are entries, never followed.
   * `.orchestrator` folders are never seen.
   *
   * @throws OrchestratorError INPUT_MISSING when the root is not there, FILE_FAILED when a folder cannot be read.
   */
  walk(root: string, options: WalkOptions): Promise<readonly TreeEntry[]>;
  /**
   * The bytes of a walked file, in chunks of at most 1 MiB: exactly `entry.size` bytes of the very file that the walk
   * saw. Links are not followed, and nothing but a regular file is waited for.
   *
   * @throws OrchestratorError INPUT_CHANGED when it was written, replaced or removed since the walk or meanwhile,
   *   INPUT_INVALID when it may not be read, CANCELLED.
   */
  read(root: string, entry: TreeEntry, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
