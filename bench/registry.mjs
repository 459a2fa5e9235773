/** A registry on the loopback address for the time of a workload: our own, on a free port, in its own process. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** @returns `{host, close}` once it answers. */
export async function serveRegistry(bin, folder) {
  const cwd = join(folder, 'registry');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'orchestrator.yaml'), 'apiVersion: orchestrator/v1\nkind: Config\n');
  const port = await freePort();
  const child = spawn(process.execPath, [bin, 'registry', 'serve', `--port=${port}`], { cwd, stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answer?.ok) return { host: `127.0.0.1:${port}`, close };
    if (tries > 200 || child.exitCode !== null) {
      await close();
      throw new Error('the registry did not come up');
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
