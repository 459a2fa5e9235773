/**
 * The program that a kubeconfig logs in with: never one of the project, and after its first run only the same one.
 */
import { isAbsolute, relative, resolve } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import type { System } from '../../ports/system.ts';
import type { PinnedProgram } from './target-memory.ts';
import { addToRecord, type RecordPorts, readRecord } from './target-record.ts';

export interface ProgramRequest {
  readonly context: string;
  readonly program: Omit<PinnedProgram, 'path'>;
  /** Absolute; what lies in it may come from anywhere. */
  readonly projectFolder: string;
  readonly workDir: string;
  readonly recordFile: string;
  readonly accept: boolean;
}

/**
 * @returns The absolute path to run.
 * @throws OrchestratorError KUBE_PROGRAM_REFUSED, TOOL_MISSING, CONFIG_INVALID of a damaged record.
 */
export async function checkProgram(
  request: ProgramRequest,
  { processes, ...ports }: RecordPorts & Pick<System, 'processes'>,
): Promise<string> {
  const { context, program, projectFolder, workDir, recordFile, accept } = request;
  const path = program.command.includes('/')
    ? resolve(workDir, program.command)
    : await processes.find(program.command);
  if (path === undefined)
    throw new OrchestratorError({
      code: 'TOOL_MISSING',
      message: `the kubeconfig logs in with "${program.command}", which is not on PATH`,
      hint: 'Install it, or choose another context.',
    });
  const real = (await ports.files.stat(path)) === undefined ? path : await ports.files.realPath(path);
  if (isWithin(projectFolder, path) || isWithin(projectFolder, real))
    throw new OrchestratorError({
      code: 'KUBE_PROGRAM_REFUSED',
      message: `the kubeconfig logs in with "${program.command}", which lies inside the project`,
    });
  const now: PinnedProgram = { ...program, path };
  const before = (await readRecord(recordFile, ports)).programs.get(context);
  const changes = before === undefined ? [] : changesOf(before, now);
  if (changes.length > 0 && !accept)
    throw new OrchestratorError({
      code: 'KUBE_PROGRAM_REFUSED',
      message: `context "${context}" logs in with another program than before: ${changes.join('; ')}`,
      hint: 'If the change is meant, say --accept-target once.',
    });
  if (before !== undefined && changes.length === 0) return path;
  await addToRecord(
    recordFile,
    (memory) => ({ ...memory, programs: new Map(memory.programs).set(context, now) }),
    ports,
  );
  const message = `context "${context}" logs in with ${path}; from now on no other program is run for it`;
  ports.emit({ type: 'notice', level: 'info', message });
  return path;
}

/** In words; values of variables are never shown. */
export function changesOf(before: PinnedProgram, now: PinnedProgram): readonly string[] {
  const said = (name: string, old: string, found: string): readonly string[] =>
    old === found ? [] : [`its ${name} ${name.endsWith('s') ? 'were' : 'was'} ${old}, now ${found}`];
  return [
    ...said('name', before.command, now.command),
    ...said('path', before.path, now.path),
    ...said('arguments', JSON.stringify(before.args), JSON.stringify(now.args)),
    ...(before.env === now.env ? [] : ['its variables are others']),
  ];
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}
