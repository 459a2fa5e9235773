/**
 * Builds that have nothing to do, and the first look at many files.
 *
 * Skaffold builds the same files from Dockerfiles, in the engine that `docker` reaches, and keeps its cache in a home
 * folder of its own. Where strace is on PATH, the sockets that a no-op build opens are counted.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeManyArtifacts } from '../projects.mjs';

const words = ['build', '--progress=none'];
const skaffoldWords = ['build', '--push=false', '--update-check=false', '--interactive=false', '--quiet'];

/** Built once, and left until its files are old enough to be believed. */
function warm(bench, cwd) {
  for (let round = 0; round < 2; round++) {
    const { status, stderr } = spawnSync(process.execPath, [bench.bin, ...words], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  }
}

/** @returns A note, or undefined where they cannot be counted. */
function countSockets(bench, cwd) {
  const strace = bench.peer('strace');
  if (strace === undefined) return undefined;
  const trace = join(cwd, '.orchestrator', 'trace');
  spawnSync(strace[0], ['-f', '-qq', '-e', 'trace=socket,connect', '-o', trace, ...bench.ours(...words)], { cwd });
  const lines = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\b(?:socket|connect)\(/.test(line));
  rmSync(trace);
  return `${lines.length} sockets`;
}

/** The command of Skaffold in a project, or why it cannot be run. */
function skaffoldIn(bench, cwd) {
  const command = bench.peer('skaffold', ...skaffoldWords);
  const docker = bench.peer('docker', 'version', '--format={{.Server.Version}}');
  if (command === undefined) return undefined;
  if (docker === undefined || spawnSync(docker[0], docker.slice(1)).status !== 0)
    return { why: 'docker reaches no engine to build in' };
  const home = join(cwd, '..', 'skaffold-home');
  mkdirSync(home, { recursive: true });
  return { command, cwd, env: { HOME: home } };
}

function makeWarm(bench, name, shape) {
  const cwd = bench.folder(name);
  makeManyArtifacts(cwd, shape);
  warm(bench, cwd);
  return { command: bench.ours(...words), cwd };
}

function noOp(name, title, shape) {
  return {
    name,
    title,
    async run(bench) {
      const ours = makeWarm(bench, name, shape);
      const sockets = countSockets(bench, ours.cwd);
      return {
        candidates: {
          'node -e 0': bench.floor,
          orchestrator: { ...ours, after: () => sockets },
          skaffold: skaffoldIn(bench, ours.cwd),
        },
      };
    },
  };
}

const many = { artifacts: 10, files: 2000, ignored: 0 };

export const workloads = [
  noOp('cache-no-op', 'no-op build, 10 artifacts, 20,000 files', many),
  {
    name: 'cache-ignored',
    title: 'the same, and with 200,000 ignored files beside',
    async run(bench) {
      const ours = makeWarm(bench, 'cache-ignored-none', many);
      const ignored = makeWarm(bench, 'cache-ignored', { ...many, ignored: 20_000 });
      return {
        candidates: {
          orchestrator: ours,
          'orchestrator, ignored files': ignored,
          skaffold: skaffoldIn(bench, ours.cwd),
          'skaffold, ignored files': skaffoldIn(bench, ignored.cwd),
        },
      };
    },
  },
  noOp('cache-one', 'no-op build, 1 artifact of 1 file', { artifacts: 1, files: 1, ignored: 0 }),
  {
    name: 'cache-cold',
    title: 'cold key of 20,000 files',
    async run(bench) {
      const cwd = bench.folder('cache-cold');
      makeManyArtifacts(cwd, many);
      mkdirSync(join(cwd, '.orchestrator'), { recursive: true });
      writeFileSync(join(cwd, '.orchestrator', '.gitignore'), '*\n');
      const before = () => rmSync(join(cwd, '.orchestrator', 'records'), { recursive: true, force: true });
      return {
        candidates: {
          'node -e 0': bench.floor,
          // All artifacts are looked at: each may be the one that is asked for.
          orchestrator: { command: bench.ours('why', 'app-0', '--progress=none'), cwd, before },
        },
      };
    },
  },
];
