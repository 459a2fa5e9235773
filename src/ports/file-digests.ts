/** Content digests of files, without reading those that did not change since. Implemented in adapters/tree. */
import type { Digest } from '../image/digest.ts';
import type { FileState } from '../inputs/input-set.ts';

export interface FileDigest {
  /** sha256 of the content. */
  readonly digest: Digest;
  /** Whether the owner may execute it. */
  readonly executable: boolean;
}

export interface FileDigests {
  /**
   * One for each path, in their order. What is known from earlier is trusted only where size, times and inode are
   * as they were and the file was not written just before it was read.
   *
   * @param paths Absolute, of regular files; links are not followed.
   * @param seen What a walk of this run saw of each, where there was one: such a file is not looked at again.
   * @throws OrchestratorError INPUT_MISSING, INPUT_INVALID for what is no regular file or may not be read,
   *   INPUT_CHANGED for a file that does not come to rest, CANCELLED.
   */
  read(
    paths: readonly string[],
    signal: AbortSignal,
    seen?: readonly (FileState | undefined)[],
  ): Promise<readonly FileDigest[]>;
}
