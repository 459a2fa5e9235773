/** Hooks of the config: commands of the user on this machine, around a build, a render or a deploy. Source: Skaffold's lifecycle hooks. */
import { isAbsolute, resolve } from 'node:path';
import type { HostHook } from '../config/hook.schema.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { StepId } from '../events/event.ts';
import type { PipelinePorts } from './ports.ts';

export interface HookRun {
  /** What it belongs to, for messages, e.g. `web: hooks.before`. */
  readonly title: string;
  /** Where a hook without `dir` runs, absolute. */
  readonly cwd: string;
  /** What `dir` is relative to, absolute. */
  readonly configDir: string;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly step: StepId;
  /** What a failure is called; HOOK_FAILED unless said. */
  readonly failure?: 'HOOK_FAILED' | 'RENDER_FAILED' | 'DEPLOY_HOOK_FAILED';
  /** Longer than this, and it is ended. */
  readonly timeoutMs?: number;
}

export type HookPorts = Pick<PipelinePorts, 'system' | 'emit' | 'env' | 'signal'> & { readonly platform: string };

/** Runs hooks in order. @throws OrchestratorError HOOK_FAILED or RENDER_FAILED, TOOL_MISSING, CANCELLED. */
export async function runHooks(hooks: readonly HostHook[] | undefined, run: HookRun, ports: HookPorts): Promise<void> {
  for (const [index, hook] of (hooks ?? []).entries())
    await runHook(hook, { ...run, title: `${run.title}[${index}]` }, ports);
}

/** One that is not for this system is passed over. @throws OrchestratorError as {@link runHooks}; TIMED_OUT. */
export async function runHook(hook: HostHook, run: HookRun, ports: HookPorts): Promise<void> {
  if (hook.os !== undefined && !hook.os.includes(ports.platform)) return;
  const [program, ...args] = hook.command;
  if (program === undefined) return;
  const { exitCode } = await ports.system.processes.run([program, ...args], {
    cwd: hook.dir === undefined ? run.cwd : isAbsolute(hook.dir) ? hook.dir : resolve(run.configDir, hook.dir),
    env: { ...ports.env, ...run.env },
    signal: ports.signal,
    ...(run.timeoutMs !== undefined && { timeoutMs: run.timeoutMs }),
    onLine: (stream, line) => ports.emit({ type: 'step.output', step: run.step, stream, line }),
  });
  if (exitCode !== 0)
    throw new OrchestratorError({
      code: run.failure ?? 'HOOK_FAILED',
      message: `${run.title}: "${hook.command.join(' ')}" ended with exit code ${exitCode}`,
    });
}
