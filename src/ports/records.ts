/**
 * Small notes of earlier runs beside the blob store, by key: which blob an uncompressed layer became, and the like.
 * They may vanish at any time, at the price of work. Whoever reads one checks what it says. Implemented in adapters/records.
 */

export interface Records {
  /**
   * @param kind A folder's name, e.g. `diffs`.
   * @param key Hexadecimal, e.g. a sha256.
   * @returns The text, or undefined where there is none or it cannot be read.
   */
  read(kind: string, key: string): Promise<string | undefined>;
  /** All or nothing; a store that cannot be written to keeps nothing and fails nothing. */
  write(kind: string, key: string, text: string): Promise<void>;
}
