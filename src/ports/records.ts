/**
 * Small notes of earlier runs beside the blob store, by key: which blob an uncompressed layer became, and the like.
 * They may vanish at any time, at the price of work. Whoever reads one checks what it says. Implemented in adapters/records.
 */

export interface Records {
  /**
   * @param kind A folder's name, e.g. `diffs`; one that ends in a number says the format, so that other versions of the
   *   program do not read what they do not know.
   * @param key Hexadecimal, e.g. a sha256.
   * @returns The text, or undefined where there is none or it cannot be read.
   */
  read(kind: string, key: string): Promise<string | undefined>;
  /** All or nothing; a store that cannot be written to keeps nothing and fails nothing. */
  write(kind: string, key: string, text: string): Promise<void>;
}

/** Notes that are no text, under the same promises. */
export interface ByteRecords {
  readBytes(kind: string, key: string): Promise<Uint8Array | undefined>;
  writeBytes(kind: string, key: string, bytes: Uint8Array): Promise<void>;
}

/** Notes that can be counted and thrown away. */
export interface KeptRecords extends Records {
  /** Every note of a kind, those that cannot be read included, sorted by key. */
  list(kind: string): Promise<readonly KeptRecord[]>;
  /** False when it was not there. */
  remove(kind: string, key: string): Promise<boolean>;
}

export interface KeptRecord {
  readonly key: string;
  readonly writtenAt: Date;
  /** On disk. */
  readonly bytes: number;
}
