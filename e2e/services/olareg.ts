/**
 * olareg: a registry with the referrers API, and the one that passes every check of the OCI conformance suite.
 *
 * It starts in milliseconds, so a test that wants its own (a rate limit, read-only) starts one.
 */

import { removeFolder, startDaemon } from './daemon.ts';
import type { Registry } from './docker-registry.ts';
import { ask } from './http.ts';
import { findPort } from './ports.ts';
import type { Run } from './run.ts';
import { needProgram, type Running } from './service.ts';
import { findTool } from './tools.ts';

export interface OlaregOptions {
  /** Names the log; default `olareg`. */
  readonly name?: string;
  /** Further flags, such as `--rate-limit=5` or `--api-sparse-index`. */
  readonly flags?: readonly string[];
}

/** Starts one with deletes allowed; a manifest whose blobs are missing is refused, as the specification allows. */
export async function startOlareg(run: Run, options: OlaregOptions = {}): Promise<Running<Registry>> {
  const program = needProgram('olareg', findTool('olareg'), 'install-tools.sh');
  const name = options.name ?? 'olareg';
  const folder = await run.createFolder(name);
  const port = await findPort();
  const host = `127.0.0.1:${port}`;
  const daemon = await startDaemon(run, {
    name,
    program,
    args: [
      ...['serve', '--addr', '127.0.0.1', '--port', String(port), '--store-type', 'dir', '--dir', folder],
      ...['--api-delete', '--api-blob-delete', ...(options.flags ?? [])],
    ],
    probe: async () => (await ask(`http://${host}/v2/`)).status < 500,
  });
  return {
    facts: { host, url: `http://${host}`, log: daemon.log },
    stop: async () => {
      await daemon.stop();
      await removeFolder(folder);
    },
  };
}
