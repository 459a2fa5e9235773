/**
 * Where adapters meet the core: the only place that sees everything. What is heavy is loaded when it is first used.
 *
 *     base ports ─loadProject─► config ─connect─► all ports
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { createSystem } from '../adapters/system/system.ts';
import { createTree } from '../adapters/tree/tree.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { TemplateFunctions } from '../lib/go-template/index.ts';
import { createScope } from '../lib/scope.ts';
import { loadProject } from '../pipeline/load.ts';
import { isBackwards } from './backwards.ts';
import { homeOf } from './home.ts';
import { definedOnly, once } from './lazy-ports.ts';
import type { BasePorts, Machine, Wiring, WiringRequest } from './wiring.ts';

export function createWiring({ host, emit, signal, flags, command, programFolder }: WiringRequest): Wiring {
  const scope = createScope();
  const workDir = host.cwd();
  const env = definedOnly(host.env);
  const base: BasePorts = {
    system: createSystem(),
    tree: createTree({ backwards: isBackwards(env) }),
    readStdin: once(() => readAll(host.stdin)),
    emit,
    env,
    workDir,
    signal,
  };
  const machine: Machine = {
    platform: { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' },
    os: process.platform,
    cpus: availableParallelism(),
    home: homeOf(env),
  };
  return {
    machine,
    signal,
    emit,
    base,
    program: [process.execPath, join(programFolder, 'orchestrator.cjs')],
    load: once(() =>
      loadProject(
        {
          filename: flags.filename,
          profiles: flags.profile ?? [],
          autoActivate: flags['profile-auto-activation'] ?? true,
          command,
          kubeContext: flags['kube-context'],
          kubeconfig: flags.kubeconfig,
          globalConfigFile: resolve(workDir, flags.config ?? join(machine.home, '.skaffold', 'config')),
          home: machine.home,
          commandFunctions: commandFunctions(workDir, env),
          allowCommands: flags['allow-template-commands'],
        },
        base,
      ),
    ),
    connect: async (project) =>
      (await import('./connect.ts')).connect({ project, command, base, machine, flags, programFolder, scope }),
    connectRegistry: async (project) =>
      (await import('./connect.ts')).connectRegistry({ project, base, machine, flags, scope }),
    connectCluster: async (settings) =>
      (await import('./connect-cluster.ts')).connectCluster({
        flags: {
          ...flags,
          ...(settings?.context !== undefined && { 'kube-context': flags['kube-context'] ?? settings.context }),
          ...(settings?.forceConflicts === true && { 'force-conflicts': flags['force-conflicts'] ?? true }),
        },
        command,
        env,
        workDir,
        home: machine.home,
        system: base.system,
        emit,
        signal,
        scope,
      }),
    close: () => scope.close(),
  };
}

/** `cmd` of templates: only where the user allowed it, since a config may come from anywhere. */
function commandFunctions(cwd: string, env: Readonly<Record<string, string>>): TemplateFunctions {
  return {
    cmd: (program: unknown, ...args: unknown[]) => {
      try {
        return execFileSync(String(program), args.map(String), {
          cwd,
          env,
          encoding: 'utf8',
          timeout: 60_000,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      } catch (error) {
        const why =
          error instanceof Error && 'status' in error
            ? `ended with exit code ${String(error.status)}`
            : 'cannot be run';
        throw new OrchestratorError(
          { code: 'TEMPLATE_INVALID', message: `cmd "${String(program)}" ${why}` },
          { cause: error },
        );
      }
    },
  };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
