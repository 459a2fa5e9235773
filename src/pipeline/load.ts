/**
 * The project: its config with profiles applied, the environment with skaffold.env in it, and the global config.
 *
 *     --filename ─► text ─resolveConfig─► Project
 */
import { dirname, join, relative, resolve } from 'node:path';
import { parseDotenv } from '../config/dotenv.ts';
import { chooseConfigFile } from '../config/find.ts';
import { type GlobalConfig, type GlobalConfigFile, parseGlobalConfig, settingsFor } from '../config/global.ts';
import { parseCurrentContext } from '../config/kube-context.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { TemplateFunctions } from '../lib/go-template/index.ts';
import { readConfigText } from './config-text.ts';
import type { PipelinePorts } from './ports.ts';
import { createExpander, type Expand } from './templates.ts';

export interface LoadRequest {
  /** A file, a folder, or `-`; undefined looks in the working folder. */
  readonly filename: string | undefined;
  readonly profiles: readonly string[];
  readonly autoActivate: boolean;
  /** The command being run, e.g. `build`. */
  readonly command: string;
  readonly kubeContext: string | undefined;
  readonly kubeconfig: string | undefined;
  /** Absolute; missing is fine. */
  readonly globalConfigFile: string;
  /** The user's home, absolute. */
  readonly home: string;
  /** `cmd`, for templates that may run programs. */
  readonly commandFunctions: TemplateFunctions;
  /** `--allow-template-commands`; undefined: as the global config says, else no. */
  readonly allowCommands: boolean | undefined;
}

export interface Project {
  readonly resolved: ResolvedConfig;
  /** As the user would write it. */
  readonly configFile: string;
  /** Absolute. */
  readonly configDir: string;
  /** The environment with what skaffold.env adds. */
  readonly env: Readonly<Record<string, string>>;
  readonly expand: Expand;
  /** The global config's settings for the current context. */
  readonly settings: GlobalConfig;
}

type LoadPorts = Pick<PipelinePorts, 'system' | 'readStdin' | 'emit' | 'env' | 'workDir' | 'signal'>;

/** @throws OrchestratorError CONFIG_*, YAML_INVALID, PROFILE_UNKNOWN, TEMPLATE_*, with every problem at once. */
export async function loadProject(request: LoadRequest, ports: LoadPorts): Promise<Project> {
  const source = await readConfig(request.filename, ports);
  checkIsText(source);
  const env = await readEnvironment(ports);
  const global = await readGlobal(request, ports);
  // Only who asks for the context has the kubeconfig read.
  const asksForContext = source.text.includes('kubeContext') || global.contexts.length > 0;
  const kubeContext = request.kubeContext ?? (asksForContext ? await currentContext(request, env, ports) : undefined);
  const resolved = unwrap(
    await resolveConfig({
      text: source.text,
      file: source.shown,
      profiles: request.profiles,
      autoActivate: request.autoActivate,
      command: request.command,
      env,
      kubeContext,
      isContextNamed: request.kubeContext !== undefined,
    }),
  );
  for (const notice of [...source.notices, ...resolved.notices.map(({ message }) => message)])
    ports.emit({ type: 'notice', level: 'info', message: notice });
  const context = request.kubeContext ?? (resolved.config.deploy.kubeContext || kubeContext);
  const settings = settingsFor(global, context);
  return {
    resolved,
    configFile: source.shown,
    configDir: source.folder,
    env,
    expand: createExpander(
      env,
      (request.allowCommands ?? settings.allowTemplateCommands ?? false) ? request.commandFunctions : {},
      resolved.placeOfText,
    ),
    settings,
  };
}

interface ConfigSource {
  readonly text: string;
  readonly shown: string;
  /** Absolute. */
  readonly folder: string;
  readonly notices: readonly string[];
}

async function readConfig(filename: string | undefined, ports: LoadPorts): Promise<ConfigSource> {
  const { system, workDir, signal } = ports;
  if (filename === '-') return { text: await ports.readStdin(signal), shown: '-', folder: workDir, notices: [] };
  const path = resolve(workDir, filename ?? '.');
  const info = await system.files.stat(path);
  if (info?.kind !== 'folder') {
    if (info === undefined)
      throw new OrchestratorError({ code: 'CONFIG_NOT_FOUND', message: `there is no "${filename}"` });
    return {
      text: await readConfigText(path, shownPath(path, workDir), system.files, signal),
      shown: shownPath(path, workDir),
      folder: dirname(path),
      notices: [],
    };
  }
  const found = unwrap(chooseConfigFile(await system.files.list(path), shownPath(path, workDir)));
  const file = join(path, found.name);
  const shown = shownPath(file, workDir);
  const text = await readConfigText(file, shown, system.files, signal);
  return { text, shown, folder: path, notices: found.notices };
}

/** @throws OrchestratorError INPUT_INVALID for UTF-16 and binary files, which would be read as nonsense. */
function checkIsText({ text, shown }: ConfigSource): void {
  if (!/[\u0000\ufffd]/.test(text)) return;
  throw new OrchestratorError({
    code: 'INPUT_INVALID',
    message: `"${shown}" is not UTF-8 text`,
    hint: 'Save the config as UTF-8.',
  });
}

/** skaffold.env in the working folder; what the environment says already stays. */
async function readEnvironment({ system, env, workDir, signal }: LoadPorts): Promise<Readonly<Record<string, string>>> {
  const file = join(workDir, 'skaffold.env');
  if ((await system.files.stat(file)) === undefined) return env;
  return {
    ...unwrap(parseDotenv(await readConfigText(file, 'skaffold.env', system.files, signal), 'skaffold.env')),
    ...env,
  };
}

async function currentContext(
  { kubeconfig, home }: LoadRequest,
  env: Readonly<Record<string, string>>,
  { system, workDir, signal }: LoadPorts,
): Promise<string | undefined> {
  const files =
    kubeconfig === undefined ? (env['KUBECONFIG']?.split(':') ?? [join(home, '.kube', 'config')]) : [kubeconfig];
  for (const name of files.filter((file) => file !== '')) {
    const file = resolve(workDir, name);
    if ((await system.files.stat(file)) === undefined) continue;
    const context = unwrap(parseCurrentContext(await readConfigText(file, name, system.files, signal), name));
    if (context !== undefined) return context;
  }
  return undefined;
}

async function readGlobal({ globalConfigFile }: LoadRequest, { system, signal }: LoadPorts): Promise<GlobalConfigFile> {
  if ((await system.files.stat(globalConfigFile)) === undefined) return { global: {}, contexts: [] };
  const text = await readConfigText(globalConfigFile, globalConfigFile, system.files, signal);
  return unwrap(parseGlobalConfig(text, globalConfigFile));
}

/** Relative to the working folder where that is no detour. */
function shownPath(path: string, workDir: string): string {
  const way = relative(workDir, path);
  return way === '' ? '.' : way.startsWith('..') ? path : way;
}
