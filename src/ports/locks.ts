/** One at a time, across the processes of a machine. Implemented in adapters/system. */
export interface Locks {
  /**
   * Waits its turn, works, and lets the next one in. A holder that was killed holds nothing.
   *
   * @param what Any text; the same text is the same lock.
   * @throws OrchestratorError CANCELLED while it waits, DISK_FULL, FILE_FAILED; and what `work` throws.
   */
  hold<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}
