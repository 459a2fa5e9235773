/**
 * A signal that aborts after a time. `AbortSignal.any([…, AbortSignal.timeout(ms)])` is none that can be relied on: in
 * Node 20 nothing holds the inner signal, and after a garbage collection it never aborts.
 */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The time counts no longer; the others still do. */
  end(): void;
}

/** @param others Any of them aborts it too, with its own reason; the deadline's is a `TimeoutError`. */
export function createDeadline(ms: number, ...others: readonly AbortSignal[]): Deadline {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(`it took longer than ${ms} ms`, 'TimeoutError')), ms);
  timer.unref();
  return { signal: AbortSignal.any([...others, late.signal]), end: () => clearTimeout(timer) };
}
