/** Many small jobs, some at once. */

/**
 * After the first failure nothing new starts; what runs is waited for, then that failure is thrown.
 *
 * @param count Jobs at once, at least 1.
 */
export async function forEach<T>(list: readonly T[], count: number, job: (one: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const rest = list.values();
  const work = async (): Promise<void> => {
    for (const one of rest) {
      if (failures.length > 0) return;
      await job(one).catch((error: unknown) => void failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, list.length) }, work));
  if (failures.length > 0) throw failures[0];
}
