/** What decides an artifact's bytes: files and values. Feeds the inputDigest tagger, the cache key and the watcher. */

/** What tells a later write of a file, without reading it; as walks give it. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly inode: bigint;
  /** Where a link pointed, as written. */
  readonly linkTarget?: string;
}

export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the artifact's context, `/` between parts; what goes into keys, so that a key does not know where the project lies. */
  readonly name: string;
  readonly kind: 'file' | 'link';
  /** As the walk saw it a moment ago; spares a second look. */
  readonly state?: FileState;
}

export interface InputSet {
  /** Sorted by name in code unit order. */
  readonly files: readonly InputFile[];
  /** Settings that change the result, e.g. build args. */
  readonly values: Readonly<Record<string, string>>;
  /** One digest over folders and permission bits, where the image has them and no file's content says so. Keys have it, tags do not. */
  readonly tree?: string;
}
