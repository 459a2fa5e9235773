/**
 * Manifests to a cluster, beside kubectl of the cluster's own version: ORCHESTRATOR_BENCH_KUBECONFIG names the cluster and
 * ORCHESTRATOR_BENCH_KUBECTL the kubectl. `npx vitest run --config vitest.bench.config.ts` starts a cluster and runs this.
 * Each candidate has a namespace of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kubeconfig = process.env['ORCHESTRATOR_BENCH_KUBECONFIG'];
const kubectl = process.env['ORCHESTRATOR_BENCH_KUBECTL'] || 'kubectl';
const missing = 'no cluster: npx vitest run --config vitest.bench.config.ts starts one';

const map = (index, value) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${index}, labels: {app: bench}}\ndata: {value: "${value}"}\n`;

const maps = (count, changed) =>
  Array.from({ length: count }, (_, index) => map(index, index === 0 ? changed : 'same')).join('---\n');

/** What it prints may be long, and nobody reads it. */
function control(...words) {
  const { status, stderr } = spawnSync(kubectl, [`--kubeconfig=${kubeconfig}`, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

function run({ command, cwd, env }) {
  const { status, stderr } = spawnSync(command[0], command.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** @param before Before each run. @param isThere Whether all is applied once before the first. */
function workload({
  name,
  title,
  count,
  runs,
  isThere = false,
  before = () => {},
  peers = ['orchestrator', 'kubectl'],
}) {
  const spaces = peers.map((peer) => `${name}-${peer}`);
  const prepare = (bench) => {
    const cwd = bench.folder(name);
    mkdirSync(cwd);
    const file = join(cwd, 'all.yaml');
    writeFileSync(file, maps(count, 'same'));
    const commands = {
      orchestrator: bench.ours(
        'apply',
        `--kubeconfig=${kubeconfig}`,
        `--namespace=${spaces[0]}`,
        '--progress=none',
        file,
      ),
      kubectl: [
        kubectl,
        `--kubeconfig=${kubeconfig}`,
        `--namespace=${spaces[1]}`,
        'apply',
        '--server-side',
        '-f',
        file,
      ],
    };
    return peers.map((peer, index) => {
      control('create', 'namespace', spaces[index]);
      const candidate = { command: commands[peer], cwd, env: { HOME: cwd }, before: () => before(spaces[index], file) };
      if (isThere) run(candidate);
      return [peer, candidate];
    });
  };
  return {
    name,
    title,
    runs,
    run: (bench) => ({
      candidates: Object.fromEntries(kubeconfig ? prepare(bench) : peers.map((peer) => [peer, { why: missing }])),
      close: () => kubeconfig && control('delete', 'namespace', ...spaces, '--wait=false'),
    }),
  };
}

const latencyScript = fileURLToPath(new URL('../verdict-latency.mjs', import.meta.url));

/** Never scheduled: the only one who writes its status is the bench. Its probe has the word of Kubernetes count at once. */
const pod = `apiVersion: v1
kind: Pod
metadata: {name: latency}
spec:
  schedulerName: nobody
  terminationGracePeriodSeconds: 0
  containers: [{name: main, image: none, readinessProbe: {exec: {command: ['true']}}}]
`;

/** From the deciding write until the words are read, not whole processes. */
function verdictLatency() {
  const spaces = { orchestrator: 'latency-orchestrator', kubectl: 'latency-kubectl' };
  const prepare = (bench) => {
    const cwd = bench.folder('verdict-latency');
    mkdirSync(cwd);
    const file = join(cwd, 'pod.yaml');
    writeFileSync(file, pod);
    const target = (peer) => [`--kubeconfig=${kubeconfig}`, `--namespace=${spaces[peer]}`];
    const waits = {
      orchestrator: [
        'wait until all is ready] done',
        ...bench.ours('apply', ...target('orchestrator'), '--progress=plain', file),
      ],
      kubectl: ['condition met', kubectl, ...target('kubectl'), 'wait', '--for=condition=Ready', 'pod/latency'],
    };
    return Object.entries(waits).map(([peer, [words, ...command]]) => {
      control('create', 'namespace', spaces[peer]);
      const before = () => {
        control(...target(peer).slice(1), 'delete', 'pod', 'latency', '--ignore-not-found', '--force');
        if (peer === 'kubectl') control(...target(peer).slice(1), 'create', '-f', file);
      };
      const script = [process.execPath, latencyScript, kubeconfig, kubectl, spaces[peer], words, ...command];
      return [peer, { command: script, cwd, env: { HOME: cwd }, before, measuresItself: true }];
    });
  };
  return {
    name: 'cluster-verdict',
    title: 'a verdict after the write that decides it',
    run: (bench) => ({
      candidates: Object.fromEntries(
        kubeconfig ? prepare(bench) : Object.keys(spaces).map((peer) => [peer, { why: missing }]),
      ),
      close: () => kubeconfig && control('delete', 'namespace', ...Object.values(spaces), '--wait=false'),
    }),
  };
}

/** All at once: what is not there is made anew. */
const empty = (space) => control('delete', '--raw', `/api/v1/namespaces/${space}/configmaps`);

let turn = 0;

export const workloads = [
  workload({ name: 'cluster-new', title: '1,000 new ConfigMaps', count: 1000, before: empty }),
  workload({ name: 'cluster-same', title: 'the same 1,000 again', count: 1000, isThere: true }),
  workload({
    name: 'cluster-one',
    title: '300 ConfigMaps, one changed',
    count: 300,
    isThere: true,
    before: (_, file) => writeFileSync(file, maps(300, `turn ${turn++}`)),
  }),
  workload({
    name: 'cluster-5000',
    title: '5,000 new ConfigMaps',
    count: 5000,
    runs: 2,
    before: empty,
    peers: ['orchestrator'],
  }),
  verdictLatency(),
];
