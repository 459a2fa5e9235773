/** A folder's copy that tells nothing but its content: made in another order, with other times and permissions. */

/** How a file system lists the names of a folder; in an order of its own, nobody can change it. */
export type Listing = 'as made' | 'newest first' | 'its own';

/** Where a copy may be made. */
export interface CopyPlace {
  /** Absolute, empty; whoever asked removes it. */
  readonly folder: string;
  readonly listing: Listing;
}

/**
 * A place whose folders list their names as they are made to: below `folder`, else in memory, where what `like` takes
 * fits easily, and programs may be run. Where there is none, below `folder` all the same.
 *
 * @throws OrchestratorError FILE_FAILED, DISK_FULL, CANCELLED.
 */
export type FindCopyPlace = (folder: string, like: string, signal: AbortSignal) => Promise<CopyPlace>;

export interface CopyTreeOptions {
  /** Entries of a folder are made in this order of their names, or so that it lists them unlike another copy. */
  readonly order: 'forward' | 'backward' | { readonly unlike: string; readonly listing: Listing };
  /** Permission bits that are taken from every entry, as a checkout under that umask has them. */
  readonly umask: number;
  readonly signal: AbortSignal;
}

/**
 * Copies files, folders and links; links as they are written. Leaves out every `.orchestrator` folder, and sockets and
 * the like. Times are those of the copying.
 *
 * @param to Absolute; must not be there yet.
 * @throws OrchestratorError INPUT_MISSING, DISK_FULL, FILE_FAILED, CANCELLED.
 */
export type CopyTree = (from: string, to: string, options: CopyTreeOptions) => Promise<void>;
