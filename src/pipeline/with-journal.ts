/**
 * A run with its journal: what earlier runs left is told first, what this one leaves is told last.
 *
 *     told: runs that were killed ─► work ─┬─ ended well ─► they are forgotten
 *                                          └─ failed, stopped ─► what is half done is told; they are told again
 *
 * Nothing is repaired here: every part of a run looks at what is there and does the rest.
 */
import { join, relative } from 'node:path';
import type { Problem } from '../errors/problem.ts';
import { digestOf, hexOf } from '../image/digest.ts';
import type { Effect, InterruptedRun, Journal, JournalEntry } from '../ports/journal.ts';
import type { FileInfo, Files } from '../ports/system.ts';
import { type FolderState, interruption, type Told } from './journal-report.ts';
import type { PipelinePorts } from './ports.ts';

type Ports = Pick<PipelinePorts, 'journal' | 'system' | 'emit' | 'workDir' | 'signal'>;

export interface JournaledRun {
  /** What comes after the build: results, the folder. Told as left where the run does not get there. */
  readonly expected: readonly Effect[];
  /** A run that changes nothing has no journal, and forgets nobody else's. */
  readonly dryRun: boolean;
}

/** @throws What the work throws. */
export async function withJournal<T>(
  { expected, dryRun }: JournaledRun,
  ports: Ports,
  work: () => Promise<T>,
): Promise<T> {
  if (dryRun) return work();
  const { journal } = ports;
  const earlier = await journal.interrupted();
  for (const run of earlier) tell(await problemOf(nameOf(run), run.entries, ports), ports);
  journal.expect(expected);
  try {
    const result = await work();
    await journal.forget(earlier);
    return result;
  } catch (error) {
    tell(await ownProblem(ports).catch(() => undefined), ports);
    throw error;
  } finally {
    await journal.close();
  }
}

/**
 * One effect with its notes. A failure that is not a stop has its own words, and the effect did not happen.
 *
 * @param learn What is known of the effect once it is done.
 */
export async function withEffect<T>(
  effect: Effect,
  { journal, signal }: { readonly journal: Journal; readonly signal: AbortSignal },
  work: () => Promise<T>,
  learn: (result: T) => Effect = () => effect,
): Promise<T> {
  await journal.begin(effect);
  try {
    const result = await work();
    await journal.mark(learn(result), 'done');
    return result;
  } catch (error) {
    if (!signal.aborted) await journal.mark(effect, 'failed');
    throw error;
  }
}

const nameOf = ({ command, began }: InterruptedRun): string =>
  command === '' ? 'an earlier run' : `the "${command}" that began ${began}`;

/** A failure tells its own cause; what else was done matters where the run was stopped, or a folder is half written. */
async function ownProblem(ports: Ports): Promise<Problem | undefined> {
  const entries = ports.journal.entries();
  const isHalf = entries.some(({ state }) => state === 'begun');
  return isHalf || ports.signal.aborted ? problemOf('this run', entries, ports) : undefined;
}

function tell(problem: Problem | undefined, { emit }: Ports): void {
  if (problem !== undefined) emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}

const problemOf = async (which: string, entries: readonly JournalEntry[], ports: Ports): Promise<Problem | undefined> =>
  interruption(which, await Promise.all(entries.map((entry) => look(entry, ports))));

async function look(entry: JournalEntry, ports: Ports): Promise<Told> {
  const { effect, state } = entry;
  if (effect.kind === 'tag') return { ...entry, shown: `${effect.name}:${effect.tag}` };
  const way = relative(ports.workDir, effect.path);
  const shown = way === '' ? '.' : way.startsWith('..') ? effect.path : way;
  const isBegun = effect.kind === 'folder' && state === 'begun';
  return { ...entry, shown, ...(isBegun && { folder: await lookAtFolder(effect, ports) }) };
}

/** What lies there now says it better than any note. */
async function lookAtFolder(
  { path, written, removed }: Effect & { readonly kind: 'folder' },
  { system: { files } }: Ports,
): Promise<FolderState> {
  const ready: string[] = [];
  const left: string[] = [];
  for (const [name, sha256] of Object.entries(written))
    ((await hashOf(join(path, name), files)) === sha256 ? ready : left).push(name);
  for (const name of removed) ((await kindOf(join(path, name), files)) === undefined ? ready : left).push(name);
  return { ready, left };
}

const kindOf = async (path: string, files: Files): Promise<FileInfo['kind'] | undefined> =>
  (await files.lstat(path).catch(() => undefined))?.kind;

/** Also where this run was stopped: its own signal would keep it from looking. */
async function hashOf(path: string, files: Files): Promise<string | undefined> {
  if ((await kindOf(path, files)) !== 'file') return undefined;
  const bytes = await files.readBytes(path, new AbortController().signal).catch(() => undefined);
  return bytes && hexOf(digestOf(bytes));
}
