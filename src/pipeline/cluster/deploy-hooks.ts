/**
 * `deploy.kubectl.hooks`: commands of the user before the first write and after the last, on this machine or in
 * containers, one after the other. The first that fails ends the run. Source: Skaffold's deploy hooks.
 */
import type { Kubectl } from '../../config/deploy.schema.ts';
import type { Step } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import type { HookTime } from '../../live/intent.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { type HookPorts, runHook } from '../hooks.ts';
import { withStep } from '../step.ts';
import { type DeployHook, runInContainers } from './container-hook.ts';

export interface DeployHooks {
  readonly steps: Readonly<Record<HookTime, readonly Step[]>>;
  /** @param namespaces Of the objects; pods are looked for in them. */
  run(when: HookTime, namespaces: readonly string[], cluster: Cluster): Promise<void>;
}

export interface DeployHooksRequest {
  readonly hooks: Kubectl['hooks'];
  /** Absolute. */
  readonly configDir: string;
  /** Tells this run from others. */
  readonly runId: string;
  readonly defaultRepo: string | undefined;
  readonly multiLevelRepo: boolean | undefined;
  readonly workDir: string;
  /** Of each hook. */
  readonly timeoutMs: number;
}

export function createDeployHooks(request: DeployHooksRequest, ports: HookPorts): DeployHooks {
  const { hooks = {} } = request;
  const stepsOf = (when: HookTime): readonly Step[] =>
    (hooks[when] ?? []).length === 0 ? [] : [{ id: idOf(when), title: `deploy hooks, ${when}`, needs: [] }];
  return {
    steps: { before: stepsOf('before'), after: stepsOf('after') },
    async run(when, namespaces, cluster) {
      const list = hooks[when] ?? [];
      if (list.length === 0) return;
      await withStep(idOf(when), ports, async () => {
        for (const [index, hook] of list.entries()) await runOne(hook, when, index, namespaces, cluster);
        return { outcome: 'done', result: `${countOf(list.length, 'hook')} run` };
      });
    },
  };

  async function runOne(
    { host, container }: DeployHook,
    when: HookTime,
    index: number,
    namespaces: readonly string[],
    cluster: Cluster,
  ): Promise<void> {
    const { configDir, timeoutMs } = request;
    const title = `deploy.kubectl.hooks.${when}[${index}]`;
    const step = idOf(when);
    const env = environmentOf(request, cluster.target.context, namespaces);
    if (host !== undefined)
      await runHook(
        host,
        { title, cwd: configDir, configDir, env, step, failure: 'DEPLOY_HOOK_FAILED', timeoutMs },
        ports,
      );
    if (container === undefined) return;
    const onLine = (stream: 'stdout' | 'stderr', line: string): void =>
      ports.emit({ type: 'step.output', step, stream, line });
    const ran = await runInContainers(container, { title, namespaces, timeoutMs, onLine }, cluster, ports.signal);
    if (ran > 0) return;
    const { podName = '*', containerName = '*' } = container;
    const where = `no container runs that "${podName}" and "${containerName}" name in ${namespaces.join(', ')}`;
    ports.emit({ type: 'notice', level: 'warning', message: `${title} ran nowhere: ${where}` });
  }
}

/** When some of them run. */
export const hookTimesOf = ({ steps }: DeployHooks): readonly HookTime[] =>
  (['before', 'after'] as const).filter((time) => steps[time].length > 0);

const idOf = (when: HookTime): string => `deploy-hooks:${when}`;

/** Skaffold's names. Ports of its own API are not among them: there is none. */
const environmentOf = (
  { runId, defaultRepo, multiLevelRepo, workDir }: DeployHooksRequest,
  context: string,
  namespaces: readonly string[],
): Readonly<Record<string, string>> => ({
  SKAFFOLD_RUN_ID: runId,
  SKAFFOLD_KUBE_CONTEXT: context,
  SKAFFOLD_NAMESPACES: namespaces.join(','),
  SKAFFOLD_WORK_DIR: workDir,
  ...(defaultRepo !== undefined && { SKAFFOLD_DEFAULT_REPO: defaultRepo }),
  ...(multiLevelRepo !== undefined && { SKAFFOLD_MULTI_LEVEL_REPO: String(multiLevelRepo) }),
});
