/** Registries on the loopback address for the time of a workload, each on a free port and in its own process. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** Ends a child, and waits for it. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

async function untilItAnswers(child, port) {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    if (tries > 200 || child.exitCode !== null) {
      await stop(child);
      throw new Error('the registry did not come up');
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Our own. @returns `{host, close}` once it answers. */
export async function serveRegistry(bin, folder) {
  const cwd = join(folder, 'registry');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'orchestrator.yaml'), 'apiVersion: orchestrator/v1\nkind: Config\n');
  const port = await freePort();
  const child = spawn(process.execPath, [bin, 'registry', 'serve', `--port=${port}`], { cwd, stdio: 'ignore' });
  await untilItAnswers(child, port);
  return { host: `127.0.0.1:${port}`, close: () => stop(child) };
}

/** Docker's. @returns `{port, empty, close}` once it answers, or undefined where the program is not there. */
export async function serveDockerRegistry(folder, command) {
  if (command === undefined) return undefined;
  const data = join(folder, 'data');
  const port = await freePort();
  const file = join(folder, 'registry.yml');
  const config = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: data } },
    http: { addr: `127.0.0.1:${port}` },
  };
  // YAML reads JSON.
  writeFileSync(file, JSON.stringify(config));
  const [program] = command;
  const child = spawn(program, ['serve', file], { stdio: 'ignore' });
  await untilItAnswers(child, String(port));
  return {
    port: String(port),
    // What the command before has written is on disk: nobody waits for another's bytes.
    empty: () => {
      rmSync(data, { recursive: true, force: true });
      spawnSync('sync');
    },
    close: () => stop(child),
  };
}
