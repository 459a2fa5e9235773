/**
 * How soon a program that waits for a pod says that it is ready: from the moment before the deciding write is sent to
 * the API server until the words are read from the program's pipe. Prints `seconds=0.034`.
 *
 *     node verdict-latency.mjs KUBECONFIG KUBECTL NAMESPACE WORDS PROGRAM [ARG…]
 *
 * No scheduler and no kubelet takes part: the pod names a scheduler that there is not, and its status is written here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** After the program has started to wait, so that its watches are open. */
const SETTLE_MS = 1500;
const READY = {
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        ...{ name: 'main', image: 'none', imageID: '', ready: true, restartCount: 0 },
        state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      },
    ],
  },
};

const [kubeconfig, kubectl, namespace, words, program, ...args] = process.argv.slice(2);

function clientOf() {
  const { stdout } = spawnSync(kubectl, [
    `--kubeconfig=${kubeconfig}`,
    'config',
    'view',
    '--raw',
    '--minify',
    '-o',
    'json',
  ]);
  const { clusters, users } = JSON.parse(String(stdout));
  const bytes = (text) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const { cluster } = clusters[0];
  const { user } = users[0];
  return {
    server: cluster.server,
    ca: bytes(cluster['certificate-authority-data']),
    cert: bytes(user['client-certificate-data']),
    key: bytes(user['client-key-data']),
  };
}

const patch = ({ server, ...tls }) =>
  new Promise((resolve, reject) => {
    const url = `${server}/api/v1/namespaces/${namespace}/pods/latency/status`;
    const headers = { 'content-type': 'application/merge-patch+json' };
    const outgoing = request(url, { ...tls, method: 'PATCH', headers }, (incoming) => {
      incoming.resume().on('end', () => resolve(incoming.statusCode));
    });
    outgoing.on('error', reject).end(JSON.stringify(READY));
  });

const client = clientOf();
const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
let said = '';
const verdict = new Promise((resolve, reject) => {
  const read = (chunk) => {
    said += chunk;
    if (said.includes(words)) resolve(performance.now());
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.on('exit', () => reject(new Error(`it ended without "${words}":\n${said}`)));
});
verdict.catch(() => {});
await sleep(SETTLE_MS);
const started = performance.now();
const status = await patch(client);
if (status !== 200) throw new Error(`the status was not written: ${status}`);
process.stdout.write(`seconds=${(((await verdict) - started) / 1000).toFixed(4)}\n`);
await new Promise((resolve) => (child.exitCode === null ? child.on('exit', resolve) : resolve()));
