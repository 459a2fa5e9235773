/** Manifests with the digests of 1 or 100 images put in. kustomize does it by its image transformers. */
import { makeRenderProject } from '../projects.mjs';

const words = ['render', '--build-artifacts=artifacts.json', '--digest-source=none', '--offline=true'];
const quiet = ['--update-check=false', '--interactive=false'];

const workload = (name, title, { files, artifacts, runs, without }) => ({
  name,
  title,
  runs,
  run: ({ folder, floor, ours, peer }) => {
    const cwd = folder(name);
    makeRenderProject(cwd, { files, artifacts });
    const skaffold = peer('skaffold', ...words, ...quiet, '--output=skaffold.out');
    const kustomize = peer('kustomize', 'build', '.', '-o', 'kustomize.out');
    return {
      candidates: {
        'node -e 0': floor,
        orchestrator: { command: ours(...words, '--output=ours.out', '--progress=none'), cwd },
        skaffold: skaffold && { command: skaffold, cwd },
        kustomize: without ?? (kustomize && { command: kustomize, cwd }),
      },
    };
  },
});

export const workloads = [
  workload('render-1', 'render, 1 manifest', { files: 1, artifacts: 1 }),
  workload('render-2000', 'render, 2,000 objects', { files: 1000, artifacts: 100, runs: 5 }),
  workload('render-10000', 'render, 10,000 objects', {
    files: 5000,
    artifacts: 100,
    without: { why: 'a run takes minutes' },
  }),
];
