/**
 * The cluster of a run: the kubeconfig that the flags or the environment name, and a connection that ends with the run.
 * Nothing is asked of a cluster that is not the one that is meant, and no program is run that is not the known one.
 */
import { dirname, join, resolve } from 'node:path';
import { createCluster } from '../adapters/cluster/cluster.ts';
import { openKubeconfig } from '../adapters/cluster/kubeconfig.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { Emit } from '../events/event.ts';
import type { Scope } from '../lib/scope.ts';
import type { TargetIdentity } from '../live/target.ts';
import { FIELD_MANAGER } from '../pipeline/cluster/applied.ts';
import { checkTarget, type TargetRequest } from '../pipeline/cluster/target-check.ts';
import { checkProgram } from '../pipeline/cluster/target-program.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { System } from '../ports/system.ts';
import type { FlagValues } from './flags.ts';

export interface ConnectClusterRequest {
  readonly flags: FlagValues;
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workDir: string;
  /** The user's home, absolute. */
  readonly home: string;
  readonly system: Pick<System, 'files' | 'processes'>;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly scope: Scope;
}

/**
 * @throws OrchestratorError KUBECONFIG_INVALID, KUBE_PROGRAM_REFUSED, NETWORK_REFUSED; with the first request
 *   TARGET_REFUSED.
 */
export async function connectCluster(request: ConnectClusterRequest): Promise<Cluster> {
  const { flags, workDir, system, emit, signal, scope } = request;
  if (flags.offline === true)
    throw new OrchestratorError({ code: 'NETWORK_REFUSED', message: 'a cluster is asked, and this run is offline' });
  const opened = openKubeconfig({ files: await kubeconfigFiles(request), context: flags['kube-context'] });
  const { target, access, program } = opened;
  const folders = await projectFolders(request);
  const check = targetRequestOf(target.context, folders, request);
  const ports = { ...system, emit, signal };
  if (program !== undefined) {
    const projectFolder = folders.at(-1) ?? workDir;
    program.runAt(await checkProgram({ ...check, program, projectFolder, workDir }, ports), {
      ...{ processes: system.processes, env: request.env, workDir, signal },
      tell: (line) => emit({ type: 'notice', level: 'info', message: `login: ${line}` }),
    });
  }
  const options = {
    target,
    access,
    fieldManager: FIELD_MANAGER,
    onWarning: (message: string) => emit({ type: 'notice', level: 'warning', message }),
    check: (found: TargetIdentity, abort: AbortSignal) => checkTarget(found, check, { ...ports, signal: abort }),
  };
  return scope.use(createCluster(options), async (cluster) => cluster.close());
}

function targetRequestOf(
  context: string,
  folders: readonly string[],
  { flags, command, env, workDir, home }: ConnectClusterRequest,
): TargetRequest {
  const config = flags.filename === undefined || flags.filename === '-' ? [] : [resolve(workDir, flags.filename)];
  const reads = command === 'diff' || command === 'status' || flags['dry-run'] === true || flags.list === true;
  const drastic = drasticOf(command, flags);
  return {
    context,
    folders: [...folders, ...config, ...config.map(dirname)],
    recordFile: join(dataFolder(env, home), 'orchestrator', 'targets.json'),
    accept: flags['accept-target'] ?? false,
    drastic: reads ? undefined : drastic,
    allowProtected: flags['allow-protected'] ?? false,
  };
}

/** What a protected target does not let happen unasked, for people. */
function drasticOf(command: string, flags: FlagValues): string | undefined {
  if (command === 'delete' || command === 'undo') return command;
  if (flags['force-conflicts'] === true) return 'take fields over from others';
  return flags.force === true ? 'delete and make anew' : undefined;
}

/** As the XDG base directories say: a relative path is none. */
function dataFolder(env: Readonly<Record<string, string>>, home: string): string {
  const { XDG_DATA_HOME: named = '' } = env;
  return named.startsWith('/') ? named : join(home, '.local', 'share');
}

/** The working folder and those above it, up to the one that holds the repository; the home folder is none. */
async function projectFolders({ workDir, home, system }: ConnectClusterRequest): Promise<readonly string[]> {
  const above: string[] = [];
  for (let folder = workDir; folder !== home && dirname(folder) !== folder; folder = dirname(folder)) {
    above.push(folder);
    if ((await system.files.stat(join(folder, '.git'))) !== undefined) return above;
  }
  return [workDir];
}

/** As kubectl looks for them: the flag alone, else KUBECONFIG, else the home. */
async function kubeconfigFiles({
  flags,
  env,
  workDir,
  home,
  system: { files },
}: ConnectClusterRequest): Promise<readonly string[]> {
  if (flags.kubeconfig !== undefined && flags.kubeconfig !== '') return [resolve(workDir, flags.kubeconfig)];
  const named = (env['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  const all = named.length > 0 ? named : [join(home, '.kube', 'config')];
  const there = await Promise.all(
    all.map(async (file) => ((await files.stat(resolve(workDir, file))) === undefined ? [] : [resolve(workDir, file)])),
  );
  return there.flat();
}
