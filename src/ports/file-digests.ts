/** Content digests of files, without reading those that did not change since. Implemented in adapters/tree. */
import type { Digest } from '../image/digest.ts';
import type { FileState, InputFile } from '../inputs/input-set.ts';

export interface FileDigest {
  /** sha256 of the content. */
  readonly digest: Digest;
  /** Whether the owner may execute it. */
  readonly executable: boolean;
}

/** Many input files as one. */
export interface FileSet {
  /** Over the names, the contents, the executable bits and the targets of links. */
  readonly digest: Digest;
  /** What it was made of, e.g. `file run.sh` → `sha256:… executable`. */
  readonly fields: () => Promise<Readonly<Record<string, string>>>;
}

export interface FileDigests {
  /**
   * The set as a whole. Where a walk saw every file of it just as it was when the set was last read, no file is looked
   * up, and the fields are gathered when they are asked for.
   *
   * @throws OrchestratorError as {@link FileDigests.read} does.
   */
  readSet(files: readonly InputFile[], signal: AbortSignal): Promise<FileSet>;
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
