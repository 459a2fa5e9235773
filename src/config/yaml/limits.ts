/** What a config may cost to read. Far above any config that people write, far below what hurts. */
export interface Limits {
  /** UTF-16 code units of the file. */
  readonly characters: number;
  /** Words and marks of the file as the scanner counts them; about 8 a line. */
  readonly tokens: number;
  /** Maps and lists inside each other. */
  readonly depth: number;
  /** Values when every alias and merge key is copied out. */
  readonly values: number;
  readonly documents: number;
}

export const defaultLimits: Limits = {
  characters: 1_048_576,
  tokens: 250_000,
  depth: 64,
  values: 100_000,
  documents: 64,
};
