/** Rendered objects → the folder that the config hands over to. */
import { resolve } from 'node:path';
import type { Changes } from '../deployers/deployer.ts';
import { type DirectoryPlan, directory } from '../deployers/directory.ts';
import type { Step } from '../events/event.ts';
import type { Rendered } from '../manifest/rendered.ts';
import type { Effect } from '../ports/journal.ts';
import type { Destination } from './destination.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';
import { withStep } from './step.ts';

export interface HandOverRequest {
  readonly to: FolderTo;
  readonly force: boolean;
  readonly allowPrune: boolean;
  readonly dryRun: boolean;
}

export type FolderTo = Destination & { readonly kind: 'directory' };

export interface HandOver {
  /** The folder as the user would write it. */
  readonly directory: string;
  /** Paths below the folder. */
  readonly changes: Changes;
  readonly diff: string;
  readonly dryRun: boolean;
}

const STEP = 'hand-over';

export const handOverStep = { id: STEP, title: 'hand over', needs: ['render'] } as const satisfies Step;

type HandOverPorts = Pick<PipelinePorts, 'system' | 'locks' | 'journal' | 'emit' | 'workDir' | 'signal'>;

/** @throws OrchestratorError CONFIG_UNSUPPORTED, CONFIG_INVALID, TEMPLATE_*, MANIFEST_INVALID, DEPLOY_*, DISK_FULL, FILE_FAILED, CANCELLED. */
export async function handOver(
  project: Project,
  rendered: Rendered,
  request: HandOverRequest,
  ports: HandOverPorts,
): Promise<HandOver> {
  const { value } = await withStep(STEP, ports, async () => {
    const work = () => handOverNow(project, rendered, request, ports);
    const done = await (request.dryRun ? work() : inTurn(project, request.to, ports, work));
    return { outcome: 'done', result: summaryOf(done), value: done };
  });
  return value;
}

/** `3 created, 1 updated, 2 kept, 0 pruned in deployed`. */
export function summaryOf({ changes, directory: folder, dryRun }: HandOver): string {
  const { created, updated, kept, retained, pruned } = changes;
  const counts = `${created.length} created, ${updated.length} updated, ${kept.length + retained.length} kept, ${pruned.length} pruned`;
  return `${counts} in ${folder}${dryRun ? ' (dry run: nothing was written)' : ''}`;
}

/** Two runs in one folder would each take the other's files for edited ones. */
function inTurn<T>(
  { configDir }: Project,
  { path }: FolderTo,
  { locks, signal }: HandOverPorts,
  work: () => Promise<T>,
): Promise<T> {
  const folder = resolve(configDir, path);
  return locks.hold(`hand over ${folder}`, signal, work);
}

async function handOverNow(
  project: Project,
  rendered: Rendered,
  { to, force, allowPrune, dryRun }: HandOverRequest,
  { system: { files }, journal, emit, workDir, signal }: HandOverPorts,
): Promise<HandOver> {
  const spec = { path: to.path };
  for (const name of to.leftOut) {
    const message = `${name} is left out: objects go to the folder "${to.path}", and not to a cluster`;
    emit({ type: 'notice', level: 'warning', message });
  }
  const job = { spec, rendered, configDir: project.configDir, workDir, force, allowPrune };
  const plan = await directory.plan(job, { files, signal });
  for (const message of plan.notices) emit({ type: 'notice', level: 'info', message });
  const effect = effectOf(plan);
  if (!dryRun && hasChanges(plan)) await journal.begin(effect);
  if (!dryRun) await directory.apply(plan, { files, signal });
  // A folder that fails midway is told of as half written, so there is no note that it failed.
  if (!dryRun) await journal.mark(effect, 'done');
  return { directory: plan.target, changes: plan.changes, diff: plan.diff, dryRun };
}

/** Before it is known what changes in it. */
export const expectFolder = ({ configDir }: Project, { path }: FolderTo): Effect => ({
  kind: 'folder',
  path: resolve(configDir, path),
  written: {},
  removed: [],
});

const hasChanges = ({ changes: { created, updated, pruned } }: DirectoryPlan): boolean =>
  created.length + updated.length + pruned.length > 0;

function effectOf({ folder, work, changes }: DirectoryPlan): Effect {
  const written = [...changes.created, ...changes.updated].map((path) => [path, work.owned.get(path)?.[0] ?? '']);
  return { kind: 'folder', path: folder.path, written: Object.fromEntries(written), removed: changes.pruned };
}
