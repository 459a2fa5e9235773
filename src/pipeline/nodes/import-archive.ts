/**
 * An archive of images → into nodes, by the program that knows the way.
 *
 *     ctr        ctr --address SOCKET --namespace k8s.io images import -          streamed, nothing on disk
 *     kind       kind load image-archive FILE --name NAME --nodes N1,N2
 *     k3d        k3d image import FILE --cluster NAME                             into all nodes
 *     minikube   minikube --profile NAME image load FILE                          into all nodes
 *
 * Source: containerd, `ctr images import`; kind, k3d and minikube, their commands' help.
 */
import { join } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { withScope } from '../../lib/scope.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { NodeWay } from '../../live/node-way.ts';
import type { Finished } from '../../ports/system.ts';
import type { PipelinePorts } from '../ports.ts';

export interface ImportJob {
  readonly way: NodeWay;
  /** Absolute, of containerd; for `ctr` alone. */
  readonly socket: string | undefined;
  /** Nodes that lack one of the images. */
  readonly nodes: readonly string[];
  /** The whole archive; asked once. */
  readonly archive: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly onLine: (line: string) => void;
}

type Ports = Pick<PipelinePorts, 'system' | 'env' | 'workDir' | 'signal'>;

/** @throws OrchestratorError LOAD_FAILED with the program's last words, TOOL_MISSING, CANCELLED. */
export async function importArchive(job: ImportJob, ports: Ports): Promise<void> {
  const { way, archive } = job;
  const { files } = ports.system;
  if (way.tool === 'ctr') {
    await runTool([...ctrWords(job.socket), 'import', '-'], job, ports, archive(ports.signal));
    return;
  }
  await withScope(async (scope) => {
    const folder = scope.use(await files.makeTempFolder('orc-load-'), (path) => files.remove(path));
    const file = join(folder, 'images.tar');
    await files.writeAtomic(file, archive(ports.signal), { signal: ports.signal });
    await runTool(commandOf(way, file, job.nodes), job, ports);
  });
}

/** Names of the images that containerd has. */
export async function listImages(socket: string | undefined, ports: Ports): Promise<ReadonlySet<string>> {
  const job = { way: { tool: 'ctr' }, onLine: () => {} } as const;
  const { stdout } = await runTool([...ctrWords(socket), 'list', '--quiet'], job, ports);
  return new Set(stdout.split('\n'));
}

type Command = readonly [string, ...string[]];

const ctrWords = (socket: string | undefined): Command => [
  'ctr',
  ...(socket === undefined ? [] : ['--address', socket]),
  ...['--namespace', 'k8s.io', 'images'],
];

function commandOf(
  { tool, cluster }: Exclude<NodeWay, { readonly tool: 'ctr' }>,
  file: string,
  nodes: readonly string[],
): Command {
  switch (tool) {
    case 'kind':
      return ['kind', 'load', 'image-archive', file, '--name', cluster, '--nodes', nodes.join(',')];
    case 'k3d':
      return ['k3d', 'image', 'import', file, '--cluster', cluster];
    case 'minikube':
      return ['minikube', '--profile', cluster, 'image', 'load', file];
    default:
      return tool satisfies never;
  }
}

async function runTool(
  command: Command,
  { way, onLine }: Pick<ImportJob, 'way' | 'onLine'>,
  { system, env, workDir, signal }: Ports,
  input?: AsyncIterable<Uint8Array>,
): Promise<Finished> {
  const options = { cwd: workDir, env, signal, onLine: (_: string, line: string) => onLine(line) };
  const finished = await system.processes
    .run(command, { ...options, ...(input !== undefined && { input }) })
    .catch((error: unknown) => {
      throw missingOf(error, way) ?? error;
    });
  if (finished.exitCode === 0) return finished;
  const said = `${finished.stdout}\n${finished.stderr}`.trimEnd().split('\n').at(-1) ?? '';
  throw new OrchestratorError({
    code: 'LOAD_FAILED',
    message: `${way.tool} ended with exit code ${finished.exitCode}${said === '' ? '' : `: ${plainLine(said)}`}`,
    hint: /permission denied/.test(said)
      ? 'The socket of containerd is for root alone, unless its owner says otherwise.'
      : '',
  });
}

function missingOf(error: unknown, { tool }: NodeWay): OrchestratorError | undefined {
  if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'TOOL_MISSING') return undefined;
  const comes = tool === 'ctr' ? 'It comes with containerd.' : 'It is the program that made the cluster.';
  const hint = `${comes} Without it, push the images instead.`;
  return new OrchestratorError({ ...error.problems[0], hint }, { cause: error });
}
