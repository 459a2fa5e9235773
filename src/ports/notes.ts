/**
 * What the last run made, to be asked about afterwards: one file each, written anew by every run. Cheap enough for a run
 * that takes milliseconds. Implemented in adapters/records.
 */
export interface Notes {
  /**
   * @param name A file's name, e.g. `render1`; it ends in a number that says the format.
   * @returns The text, or undefined where there is none or it cannot be read.
   */
  read(name: string): Promise<string | undefined>;
  /** All or nothing; a state that cannot be written to keeps nothing and fails nothing. */
  write(name: string, text: string): void;
}
