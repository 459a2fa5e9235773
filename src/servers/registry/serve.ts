/** `registry serve`: the registry until somebody ends it. */
import type { Listening, RegistryServerOptions } from './server.ts';
import { createSharedServer } from './shared.ts';

/**
 * Serves until the signal aborts, then drains.
 *
 * @param onListening Called once, when clients may come.
 */
export async function serveRegistry(
  options: RegistryServerOptions,
  { signal, onListening }: { readonly signal: AbortSignal; readonly onListening: (listening: Listening) => void },
): Promise<void> {
  const server = createSharedServer(options);
  try {
    onListening(await server.listen(signal));
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await server.close();
  }
}
