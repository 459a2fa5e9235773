/**
 * A hook in containers: a command in every running container whose names fit, all at once.
 *
 *     pods of the namespaces ─podName, containerName─► containers ─exec─► lines, exit codes
 *
 * Source: Skaffold's hooks; it takes the first container of a pod alone, which is a mistake there.
 */
import type { Kubectl } from '../../config/deploy.schema.ts';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { createGlobs } from '../../inputs/globs.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';

export type DeployHook = NonNullable<NonNullable<Kubectl['hooks']>['before']>[number];
type ContainerHook = NonNullable<DeployHook['container']>;

/** A container that runs. */
interface Running {
  readonly pod: ObjectRef;
  readonly container: string;
}

export interface ContainerRun {
  /** What it is, for messages, e.g. `deploy.kubectl.hooks.after[0]`. */
  readonly title: string;
  /** Where it looks for pods. */
  readonly namespaces: readonly string[];
  readonly timeoutMs: number;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

const AT_ONCE = 16;

/**
 * @returns In how many containers it ran.
 * @throws OrchestratorError DEPLOY_HOOK_FAILED with every container in which it failed, TIMED_OUT, CLUSTER_*, CANCELLED.
 */
export async function runInContainers(
  hook: ContainerHook,
  { title, namespaces, timeoutMs, onLine }: ContainerRun,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<number> {
  const running = await findContainers(hook, namespaces, cluster, signal);
  const problems: Problem[] = [];
  const deadline = createDeadline(timeoutMs, signal);
  const work = async ({ pod, container }: Running, abort: AbortSignal): Promise<void> => {
    const told = (stream: 'stdout' | 'stderr', line: string) => onLine(stream, `${pod.name}/${container}: ${line}`);
    const options = { container, command: hook.command, onLine: told };
    const exitCode = await cluster.exec(pod, options, abort);
    if (exitCode === 0) return;
    const where = `in the container ${container} of the pod ${pod.namespace}/${pod.name}`;
    const message = `${title}: "${hook.command.join(' ')}" ended with exit code ${exitCode} ${where}`;
    problems.push({ code: 'DEPLOY_HOOK_FAILED', message });
  };
  try {
    await inParallel(running, AT_ONCE, work, deadline.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    const seconds = Math.round(timeoutMs / 1000);
    const message = `${title}: "${hook.command.join(' ')}" was not done within ${seconds} s`;
    throw new OrchestratorError(
      { code: 'TIMED_OUT', message, hint: 'Give it longer with --timeout.' },
      { cause: error },
    );
  } finally {
    deadline.end();
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  return running.length;
}

async function findContainers(
  { podName, containerName }: ContainerHook,
  namespaces: readonly string[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Running[]> {
  const kind = await cluster.kindOf('v1', 'Pod', signal);
  if (kind === undefined) throw new Error('the cluster has no pods');
  const isPod = patternOf(podName);
  const isContainer = patternOf(containerName);
  const lists = await Promise.all(namespaces.map((namespace) => cluster.list(kind, { namespace }, signal)));
  const pods = lists.flatMap(({ items }) => items).filter(({ metadata }) => isPod(metadata.name));
  return pods.flatMap((pod) => {
    const { name, namespace } = pod.metadata;
    const containers = runningIn(pod).filter(isContainer);
    return containers.map((container) => ({ pod: { kind, namespace, name }, container }));
  });
}

/** Names of what runs, and is not on its way out. */
export function runningIn({ metadata, status }: LiveObject): readonly string[] {
  if (metadata.deletionTimestamp !== undefined) return [];
  const { containerStatuses = [] } = (status ?? {}) as {
    readonly containerStatuses?: readonly { readonly name: string; readonly state?: { readonly running?: object } }[];
  };
  return containerStatuses.flatMap(({ name, state }) => (state?.running === undefined ? [] : [name]));
}

/** @throws OrchestratorError INPUT_INVALID where it is no pattern. */
export function patternOf(pattern = ''): (name: string) => boolean {
  if (pattern === '') return () => true;
  const globs = unwrap(createGlobs([pattern]));
  return (name) => globs.decide(name, 'file').keep;
}
