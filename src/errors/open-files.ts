/** No file can be opened any more: what the system calls it, and what to do. Pure. */

/** By the code of the system: the reason, and a hint. */
export const openFiles: Readonly<Record<'EMFILE' | 'ENFILE', readonly [reason: string, hint: string]>> = {
  EMFILE: ['too many files are open', 'Raise the limit with "ulimit -n", or build fewer artifacts at once.'],
  ENFILE: ['too many files are open on this machine', 'End other programs, or raise fs.file-max.'],
};

/** The pair for an error of the system; undefined for any other. */
export function openFilesReason(error: unknown): readonly [reason: string, hint: string] | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EMFILE' || code === 'ENFILE' ? openFiles[code] : undefined;
}
