/**
 * `deploy.directory`: one file an object below a folder, for git and the controllers that read it.
 *
 *     deployed/
 *       .orchestrator-owned                        path → sha256 of what we wrote
 *       _cluster/Namespace._shop.yaml
 *       shop/Deployment.apps_web.yaml
 *
 * What nothing renders any more is removed; what is not ours or was edited since is never touched without `force`.
 */
import { relative, resolve } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { unifiedDiff } from '../lib/text-diff.ts';
import type { Changes, Deployer, DeployPlan } from './deployer.ts';
import type { DirectorySpec } from './directory.schema.ts';
import { applyDirectory } from './directory-apply.ts';
import { planProblems } from './directory-guard.ts';
import { type DirectoryChanges, planDirectory } from './directory-plan.ts';
import { type Folder, readFolder } from './directory-state.ts';
import { maskSecrets } from './mask-secrets.ts';
import { objectFiles } from './object-files.ts';
import type { Ownership } from './ownership.ts';

export interface DirectoryPlan extends DeployPlan {
  readonly folder: Folder;
  readonly work: DirectoryChanges;
  /** What was ours when the plan was made. */
  readonly owned: Ownership;
}

/** The spec's path is expanded already. */
export const directory: Deployer<DirectorySpec, DirectoryPlan> = {
  kind: 'directory',
  async plan({ spec, rendered, configDir, workDir, force, allowPrune }, ports) {
    const { files, notices } = unwrap(objectFiles(rendered));
    const folder = folderAt(resolve(configDir, spec.path), workDir);
    const state = await readFolder(
      folder,
      files.map(({ path }) => path),
      force,
      ports,
    );
    const work = planDirectory(files, state, { force });
    const [first, ...rest] = planProblems(work, state, { shown: folder.shown, allowPrune });
    if (first !== undefined) throw new OrchestratorError([first, ...rest]);
    return {
      target: folder.shown,
      changes: changesOf(work),
      diff: diffOf(work),
      notices: [
        // Where files go is news while new ones come; a run that changes nothing has nothing to say.
        ...(work.create.length > 0 ? notices : []),
        ...work.retain.map((path) => `"${folder.shown}/${path}" stays: ${RETAINED}`),
      ],
      folder,
      work,
      owned: state.owned,
    };
  },
  apply: ({ folder, work, owned }, ports) => applyDirectory(folder.path, work, owned, ports),
};

const RETAINED = 'nothing renders it, and its annotation orchestrator.dev/prune is "disabled"';

function folderAt(path: string, workDir: string): Folder {
  const way = relative(workDir, path);
  return { path, shown: way === '' ? '.' : way.startsWith('..') ? path : way };
}

function changesOf({ create, update, keep, prune, retain }: DirectoryChanges): Changes {
  const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path).sort();
  return {
    created: paths(create),
    updated: paths(update),
    kept: [...keep].sort(),
    pruned: paths(prune),
    retained: [...retain].sort(),
  };
}

function diffOf({ create, update, prune }: DirectoryChanges): string {
  const pairs = [
    ...create.map(({ path, text }) => ({ path, before: undefined, after: text })),
    ...update.map(({ path, before, text }) => ({ path, before, after: text })),
    ...prune.map(({ path, before }) => ({ path, before, after: undefined })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return pairs.map(({ path, before, after }) => unifiedDiff(path, ...maskSecrets(before, after))).join('');
}
