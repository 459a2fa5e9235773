/**
 * 1 GiB of random bytes in 20 layers to an empty docker-registry: whole, and over a network that resets each connection
 * after 50 MiB. Ours is a whole build of a `layers` image on that base, which lies in the store after the warm-up.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYER_BYTES, makeLayout } from '../layout.mjs';
import { serveDockerRegistry, stop } from '../registry.mjs';

const MIB = 1024 * 1024;
const here = import.meta.dirname;

/** @returns `{port, seen, close}`: where it listens, and the bytes that went up and the connections that were cut so far. */
async function startProxy(folder, upstream, limit) {
  const file = join(folder, 'sent');
  const words = [join(here, '../cutting-proxy.mjs'), upstream, String(limit), file];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  const seen = () => {
    // The proxy notes it every 20 ms.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    return JSON.parse(readFileSync(file, 'utf8'));
  };
  return { port, seen, close: () => stop(child) };
}

function makeProject(cwd) {
  makeLayout(join(cwd, 'base'), { layers: 20, size: LAYER_BYTES });
  mkdirSync(join(cwd, 'page'));
  writeFileSync(
    join(cwd, 'orchestrator.yaml'),
    `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {sha256: {}}
  platforms: [linux/amd64]
  artifacts:
    - image: bench/push
      layers: {base: "oci:base", files: [{src: page, dest: /page}]}
`,
  );
}

/** The engine has the image where there is one, and skopeo to bring it. */
function loadIntoEngine(peer, layout, name) {
  if (peer('docker') === undefined || peer('skopeo') === undefined) return undefined;
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return undefined;
  const copied = spawnSync('skopeo', ['copy', `oci:${layout}`, `docker-daemon:${name}`], { stdio: 'ignore' });
  return copied.status === 0 ? ['docker', 'push', name] : undefined;
}

async function run({ folder, ours, peer, floor }, name, limit) {
  const cwd = folder(name);
  mkdirSync(cwd, { recursive: true });
  const registry = await serveDockerRegistry(cwd, peer('docker-registry'));
  if (registry === undefined) return { candidates: { orchestrator: undefined } };
  makeProject(cwd);
  const proxy = await startProxy(cwd, registry.port, limit);
  const host = `127.0.0.1:${limit > 0 ? proxy.port : registry.port}`;
  let turn = 0;
  let seenBefore = { sent: 0, cuts: 0 };
  const before = () => {
    registry.empty();
    turn += 1;
    writeFileSync(join(cwd, 'page', 'index.html'), `turn ${turn}\n`);
    seenBefore = proxy.seen();
  };
  const after = () => {
    if (limit === 0) return undefined;
    const { sent, cuts } = proxy.seen();
    return `${((sent - seenBefore.sent) / MIB).toFixed(0)} MiB sent for 1,024, ${cuts - seenBefore.cuts} cuts`;
  };
  const candidate = (command) => command && { command, cwd, before, after, mayFail: limit > 0 };
  const docker = loadIntoEngine(peer, join(cwd, 'base'), `${host}/bench/docker:1`);
  return {
    candidates: {
      'node -e 0': floor,
      orchestrator: candidate(ours('build', `--default-repo=${host}`, '--progress=none')),
      'crane push': candidate(peer('crane', 'push', 'base', `${host}/bench/crane:1`)),
      'skopeo copy': candidate(
        peer('skopeo', 'copy', '--dest-tls-verify=false', 'oci:base', `docker://${host}/bench/skopeo:1`),
      ),
      'docker push': candidate(docker),
    },
    close: async () => {
      await proxy.close();
      await registry.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

export const workloads = [
  {
    name: 'push-whole',
    title: 'push, 1 GiB in 20 layers, empty docker-registry',
    runs: 5,
    run: (bench) => run(bench, 'push-whole', 0),
  },
  {
    name: 'push-cut',
    title: 'the same, each connection reset after 50 MiB',
    runs: 2,
    run: (bench) => run(bench, 'push-cut', 50 * MIB),
  },
];
