/** Hooks of the config: commands of the user on this machine, around a build. Source: Skaffold's lifecycle hooks. */
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
  readonly failure?: 'HOOK_FAILED' | 'RENDER_FAILED';
}

/** Runs hooks in order. @throws OrchestratorError HOOK_FAILED or RENDER_FAILED, TOOL_MISSING, CANCELLED. */
export async function runHooks(
  hooks: readonly HostHook[] | undefined,
  run: HookRun,
  ports: Pick<PipelinePorts, 'system' | 'emit' | 'env' | 'signal'> & { readonly platform: string },
): Promise<void> {
  for (const [index, hook] of (hooks ?? []).entries()) {
    if (hook.os !== undefined && !hook.os.includes(ports.platform)) continue;
    const [program, ...args] = hook.command;
    if (program === undefined) continue;
    const { exitCode } = await ports.system.processes.run([program, ...args], {
      cwd: hook.dir === undefined ? run.cwd : isAbsolute(hook.dir) ? hook.dir : resolve(run.configDir, hook.dir),
      env: { ...ports.env, ...run.env },
      signal: ports.signal,
      onLine: (stream, line) => ports.emit({ type: 'step.output', step: run.step, stream, line }),
    });
    if (exitCode !== 0)
      throw new OrchestratorError({
        code: run.failure ?? 'HOOK_FAILED',
        message: `${run.title}[${index}]: "${hook.command.join(' ')}" ended with exit code ${exitCode}`,
      });
  }
}
