/** Compresses pieces of layers, on other threads where that pays. Implemented in adapters/deflate. */

export interface Deflate {
  /**
   * The piece as one gzip member: the same bytes on every machine, as `oci/gzip.ts` makes them.
   * The caller's bytes stay as they are.
   *
   * @throws OrchestratorError CANCELLED.
   */
  compress(piece: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** For whoever will have much to compress, and has time now: threads start, code is compiled. Waits for none of it. */
  makeReady?(): Promise<void>;
}
