/** Builds that have nothing to do, and the first look at many files. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

function noOp(name, title, shape) {
  return {
    name,
    title,
    async run(bench) {
      const cwd = bench.folder(name);
      makeManyArtifacts(cwd, shape);
      warm(bench, cwd);
      const skaffold = bench.peer('skaffold', ...skaffoldWords);
      return {
        candidates: {
          'node -e 0': bench.floor,
          orchestrator: { command: bench.ours(...words), cwd },
          // Its artifacts are Dockerfiles of the same files, in an engine.
          skaffold: skaffold && process.env['DOCKER_HOST'] && { command: skaffold, cwd },
        },
      };
    },
  };
}

export const workloads = [
  noOp('cache-no-op', 'no-op build, 10 artifacts, 20,000 files', { artifacts: 10, files: 2000, ignored: 0 }),
  noOp('cache-ignored', 'the same, 200,000 ignored files beside', { artifacts: 10, files: 2000, ignored: 20_000 }),
  noOp('cache-one', 'no-op build, 1 artifact of 1 file', { artifacts: 1, files: 1, ignored: 0 }),
  {
    name: 'cache-cold',
    title: 'cold key of 20,000 files',
    async run(bench) {
      const cwd = bench.folder('cache-cold');
      makeManyArtifacts(cwd, { artifacts: 10, files: 2000, ignored: 0 });
      mkdirSync(join(cwd, '.orchestrator'), { recursive: true });
      writeFileSync(join(cwd, '.orchestrator', '.gitignore'), '*\n');
      const before = () => rmSync(join(cwd, '.orchestrator', 'records'), { recursive: true, force: true });
      return {
        candidates: {
          'node -e 0': bench.floor,
          orchestrator: { command: bench.ours('why', 'app-0', '--progress=none'), cwd, before },
        },
      };
    },
  },
];
