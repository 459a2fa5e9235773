/**
 * One run of the program: words in, exit code out.
 *
 * The first SIGINT or SIGTERM aborts the run, which then cleans up; a second one ends the program at once. Our
 * listener stays until the end: execa and listr2 bring one each that would re-raise the signal in mid-clean-up.
 */
import { explain, recordOf } from '../errors/explain.ts';
import { openFilesReason } from '../errors/open-files.ts';
import { exitCodeOf, OrchestratorError, type Problem } from '../errors/problem.ts';
import { createBus } from '../events/bus.ts';
import type { Outcome } from '../events/event.ts';
import { type Parsed, parseArgs } from './args.ts';
import type { CommandResult } from './command.ts';
import { formatRecord, tellEarly } from './early-mistake.ts';
import type { Host } from './host.ts';
import { loaders } from './loaders.ts';
import type { Output } from './output.ts';
import { chooseView } from './view.ts';

export { hostOf } from './host.ts';

/** What the build knows of itself. */
export interface Program {
  readonly version: string;
  /** Absolute path of the folder with the program's files. */
  readonly folder: string;
}

/** Whether a command begins with this word. */
export const isCommand = (word: string): boolean => Object.keys(loaders).some((name) => name.split(' ')[0] === word);

const INTERRUPTED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** @returns The exit code; docs/reference/errors.md lists them. */
export async function main(argv: readonly string[], host: Host, program: Program): Promise<number> {
  const { version } = program;
  const abort = new AbortController();
  const signals = listen(host, abort);
  try {
    const parsed = await parseOrTell(argv, host, signals);
    if ('exitCode' in parsed) return parsed.exitCode;
    if ('text' in parsed) {
      signals.letThemEnd();
      await write(host.stdout, parsed.text);
      return parsed.isAskedFor ? 0 : 2;
    }
    return signals.exitCode() ?? (await runCommand(parsed, host, program, abort.signal, signals));
  } catch (error) {
    const problems = problemsOf(error, version, host, (stack) => tellStack(host, stack));
    for (const line of explain(problems)) host.stderr.write(`${line}\n`);
    return signals.exitCode() ?? exitCodeOf(problems);
  } finally {
    signals.close();
  }
}

/** The parsed words; or the exit code of a mistake in them, which has been told. */
async function parseOrTell(argv: readonly string[], host: Host, signals: Signals) {
  try {
    return parseArgs(argv, host.env, host.stdout.columns ?? 100);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const told = await tellEarly(error.problems, argv, host);
    signals.letThemEnd();
    await write(host.stdout, told);
    return { exitCode: exitCodeOf(error.problems) };
  }
}

async function runCommand(
  { spec, flags, args }: Parsed,
  host: Host,
  { version, folder }: Program,
  signal: AbortSignal,
  signals: Signals,
): Promise<number> {
  const startedMs = monotonicMs(host);
  const view = await chooseView(flags, host);
  const emit = createBus([view.view], () => new Date());
  // Help and mistakes on the command line need no config.
  const { createWiring } = await import('./wire.ts');
  const wiring = createWiring({ host, emit, signal, flags, command: spec.name, programFolder: folder });
  let result: CommandResult | undefined;
  let problems: readonly Problem[] = [];
  // Under --progress=json each line of standard error is an event, a stack too.
  const tell = (stack: string): void =>
    flags.progress === 'json' ? emit({ type: 'notice', level: 'info', message: stack }) : tellStack(host, stack);
  try {
    result = await (await loaders[spec.name]()).run({ flags, args, wiring, version });
  } catch (error) {
    problems = problemsOf(error, version, host, tell, flags.verbosity);
  }
  try {
    await wiring.close();
  } catch (error) {
    if (problems.length === 0) problems = problemsOf(error, version, host, tell, flags.verbosity);
  }
  const code =
    result?.exitCode ?? signals.exitCode() ?? (result === undefined || problems.length > 0 ? exitCodeOf(problems) : 0);
  const isDone = code <= 1 || (result !== undefined && problems.length === 0);
  const outcome: Outcome = code >= 129 ? 'cancelled' : isDone ? 'done' : 'failed';
  emit({ type: 'run.finished', outcome, durationMs: monotonicMs(host) - startedMs, problems });
  await view.closed();
  signals.letThemEnd();
  if (flags.format === 'json') {
    const record = problems.length > 0 ? { problems: problems.map(recordOf) } : result?.record;
    await write(host.stdout, formatRecord(problems.length === 0, record));
  } else if (result !== undefined && problems.length === 0 && result.text !== '') {
    await write(host.stdout, result.text);
  }
  return code;
}

const monotonicMs = (host: Host): number => Number(host.hrtime.bigint()) / 1e6;

const tellStack = ({ stderr }: Host, stack: string): void => void stderr.write(`${stack}\n`);

/** A failure as problems; what is neither an OrchestratorError nor the machine's is a bug of ours, and says so. */
function problemsOf(
  error: unknown,
  version: string,
  { platform }: Host,
  tell: (stack: string) => void,
  verbosity?: string,
): readonly [Problem, ...Problem[]] {
  if (error instanceof OrchestratorError) {
    if (verbosity === 'debug' || verbosity === 'trace') tell(error.stack ?? error.message);
    return error.problems;
  }
  // Wherever it happens, even at a part of this program.
  const [reason, hint] = openFilesReason(error) ?? [];
  if (reason !== undefined && hint !== undefined) return [{ code: 'FILE_FAILED', message: reason, hint }];
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return [
    {
      code: 'INTERNAL',
      message: `this is a bug in orchestrator ${version} (Node ${process.version}, ${platform})`,
      hint: 'Report it with the lines above and the command that was run.',
    },
  ];
}

interface Signals {
  /** Of the first one. */
  exitCode(): number | undefined;
  /** There is nothing left to clean up: one ends the program at once, whatever a reader has not taken yet. */
  letThemEnd(): void;
  close(): void;
}

/** Signals, and a reader of standard output that went away, end the run in order. */
function listen(host: Host, abort: AbortController): Signals {
  let code: number | undefined;
  let isClean = false;
  const stop = (exit: number, message: string): void => {
    if (code !== undefined) host.exit(code);
    code = exit;
    abort.abort(new OrchestratorError({ code: 'CANCELLED', message }));
  };
  const handlers = Object.entries(INTERRUPTED).map(([name, exit]) => {
    const handler = (): void =>
      isClean ? host.exit(code ?? exit) : stop(exit, `stopped by ${name}; a second one stops without cleaning up`);
    host.on(name, handler);
    return { name, handler };
  });
  // Anything else than a reader that left is told by the write that it happened to.
  const onPipeError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' && code === undefined) stop(0, 'the reader of standard output went away');
  };
  host.stdout.on('error', onPipeError);
  // Who does not read the progress may still want the result.
  host.stderr.on('error', () => undefined);
  return {
    exitCode: () => code,
    letThemEnd: () => {
      isClean = true;
    },
    close: () => {
      for (const { name, handler } of handlers) host.off(name, handler);
    },
  };
}

/** Waits until a slow reader has taken the text. @throws OrchestratorError where the result cannot be written. */
const write = (stream: Output, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      const code = error && 'code' in error ? String(error.code) : '';
      if (!error || code === 'EPIPE') return resolve();
      const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
      const message = `the result cannot be written to standard output (${code})`;
      reject(new OrchestratorError({ code: isFull ? 'DISK_FULL' : 'FILE_FAILED', message }, { cause: error }));
    });
  });
