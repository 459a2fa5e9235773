/**
 * Programs of the machine, each the leader of a group that ends with it; see the port.
 *
 * A program that is to stay starts a session of its own, as daemons do, and is left alone.
 */
import { closeSync, openSync } from 'node:fs';
import { access, constants as modes, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Finished, Processes, RunOptions } from '../../ports/system.ts';
import { patiently } from '../blobs/disk.ts';
import { codeOf, diskError } from '../blobs/disk-error.ts';
import { attend } from './attend.ts';
import { createGroup } from './group.ts';

type Command = readonly [string, ...string[]];

export const createProcesses = (): Processes => ({ run, find: findProgram });

async function run(command: Command, options: RunOptions): Promise<Finished> {
  stopIfAborted(options.signal);
  const { execa } = await import('execa');
  stopIfAborted(options.signal);
  if (command.some((word) => word.includes('\0')))
    throw new OrchestratorError({ code: 'INPUT_INVALID', message: `an argument of "${command[0]}" holds a NUL byte` });
  const [program, ...args] = command;
  await expectRoom(program);
  const child = execa(program, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    detached: true,
    buffer: false,
    reject: false,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
  });
  if (child.pid === undefined) throw await startError(command, options, await child);
  const group = createGroup(child.pid);
  try {
    return await attend(child, group, options, program);
  } finally {
    group.forget();
  }
}

/** Pipes to a program and from it, and the one that tells whether it started. */
const DESCRIPTORS = 10;

/**
 * Waits until the pipes of a program can be had: without them execa fails in a way that nobody can catch.
 *
 * @throws OrchestratorError FILE_FAILED where none get free.
 */
async function expectRoom(program: string): Promise<void> {
  try {
    await patiently(async () => {
      const open: number[] = [];
      try {
        for (let count = 0; count < DESCRIPTORS; count++) open.push(openSync(devNull, 'r'));
      } finally {
        for (const descriptor of open) closeSync(descriptor);
      }
    });
  } catch (error) {
    throw await diskError(error, program);
  }
}

/** Why a program did not even start. */
async function startError([program]: Command, { cwd }: RunOptions, failure: unknown): Promise<OrchestratorError> {
  const code = codeOf(failure);
  const folder = await stat(cwd).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    return new OrchestratorError({ code: 'INPUT_MISSING', message: `"${cwd}", to run "${program}" in, is no folder` });
  return code === 'ENOENT'
    ? new OrchestratorError({ code: 'TOOL_MISSING', message: `there is no program "${program}"` })
    : new OrchestratorError({ code: 'TOOL_MISSING', message: `"${program}" cannot be started: ${code}`, hint: '' });
}

/** Empty and relative parts of PATH are left out: a program must not come from wherever we happen to stand. */
async function findProgram(program: string): Promise<string | undefined> {
  if (isAbsolute(program)) return (await isExecutable(program)) ? program : undefined;
  if (program.includes('/') || program === '') return undefined;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, program);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, modes.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
