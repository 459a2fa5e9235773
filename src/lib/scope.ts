/** Resources that end together: last opened, first closed, each closer run even if one fails. */

export interface Scope {
  /** Keeps `close` for the end and gives the resource back. */
  use<T>(resource: T, close: (resource: T) => Promise<void> | void): T;
  /** Closes all; the first failure is thrown after the others had their turn. */
  close(): Promise<void>;
}

export function createScope(): Scope {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    use(resource, close) {
      closers.push(() => close(resource));
      return resource;
    },
    async close() {
      const failures: unknown[] = [];
      for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
        try {
          await closer();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Runs `work` in a scope that is closed however it ends. */
export async function withScope<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = createScope();
  try {
    return await work(scope);
  } finally {
    await scope.close();
  }
}
