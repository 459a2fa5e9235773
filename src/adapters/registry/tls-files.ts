/** The certificates that the config names for a registry, read once. */
import type { Files } from '../../ports/system.ts';
import type { RegistrySettings } from './endpoint.ts';
import type { TlsMaterial } from './transport.ts';

export interface TlsFiles {
  /**
   * @param withClient Whether the client certificate may be shown: to the registry itself only.
   * @throws OrchestratorError INPUT_MISSING, FILE_FAILED with the path.
   */
  read(settings: RegistrySettings, withClient: boolean, signal: AbortSignal): Promise<TlsMaterial>;
}

export function createTlsFiles(files: Pick<Files, 'readText'>): TlsFiles {
  const texts = new Map<string, string>();
  const text = async (path: string, signal: AbortSignal): Promise<string> => {
    const read = texts.get(path) ?? (await files.readText(path, signal));
    texts.set(path, read);
    return read;
  };
  return {
    read: async ({ caFile, certFile, keyFile }, withClient, signal) => ({
      ...(caFile !== undefined && { ca: await text(caFile, signal) }),
      ...(withClient && certFile !== undefined && { cert: await text(certFile, signal) }),
      ...(withClient && keyFile !== undefined && { key: await text(keyFile, signal) }),
    }),
  };
}
