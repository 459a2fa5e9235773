/**
 * toxiproxy: breaks connections between a client and a real service. Its client is `e2e/faults/toxiproxy.ts`.
 */
import { startDaemon } from './daemon.ts';
import { ask } from './http.ts';
import { findPort } from './ports.ts';
import type { Run } from './run.ts';
import { needProgram, type Running } from './service.ts';
import { findTool } from './tools.ts';

export interface Toxiproxy {
  /** URL of its JSON API. */
  readonly url: string;
  readonly log: string;
}

/** Starts one without any proxy in it. */
export async function startToxiproxy(run: Run): Promise<Running<Toxiproxy>> {
  const program = needProgram('toxiproxy', findTool('toxiproxy'), 'install-tools.sh');
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon(run, {
    name: 'toxiproxy',
    program,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    probe: async () => (await ask(`${url}/proxies`)).status === 200,
  });
  return { facts: { url, log: daemon.log }, stop: daemon.stop };
}
