/** A folder's copy that tells nothing but its content: made in another order, with other times and permissions. */

export interface CopyTreeOptions {
  /** Entries of a folder are made in this order of their names. */
  readonly order: 'forward' | 'backward';
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
