/**
 * Something useful to do while other work takes long.
 *
 *     work ──────────────────────────► its result
 *      └ 100 ms ─► other, once           where it fails, nobody hears of it
 */

/** Whoever is done before has nothing to wait for. */
const PATIENCE_MS = 100;

interface Waiting {
  readonly system: { readonly clock: { sleep(ms: number, signal: AbortSignal): Promise<void> } };
  readonly signal: AbortSignal;
}

/** Does `other` once `work` has taken a while; ends when both have. @throws What `work` throws, and nothing else. */
export async function meanwhile<T>(
  work: () => Promise<T>,
  other: () => Promise<void>,
  { system, signal }: Waiting,
): Promise<T> {
  const over = new AbortController();
  const otherwise = system.clock
    .sleep(PATIENCE_MS, AbortSignal.any([signal, over.signal]))
    .then(other)
    .catch(() => undefined);
  try {
    return await work();
  } finally {
    over.abort();
    await otherwise;
  }
}
