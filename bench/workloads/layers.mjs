/** An image of a folder of files, without any daemon, pushed to a registry on the loopback address. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLayersProject } from '../projects.mjs';
import { serveRegistry } from '../registry.mjs';

export const workloads = [
  {
    name: 'layers-edit',
    title: 'layers, 1 of 2,001 files edited, push to loopback',
    run: async ({ folder, floor, ours, bin }) => {
      const cwd = folder('layers-edit');
      makeLayersProject(cwd, { files: 2000 });
      const registry = await serveRegistry(bin, cwd);
      let edit = 0;
      const before = () => writeFileSync(join(cwd, 'page', 'index.html'), `edit ${edit++}\n`);
      const command = ours('build', `--default-repo=${registry.host}`, '--progress=none');
      return {
        candidates: { 'node -e 0': floor, orchestrator: { command, cwd, before } },
        close: registry.close,
      };
    },
  },
];
