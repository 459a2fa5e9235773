/**
 * One command, run twice as if on two machines: two copies of the project, and around each what must not matter.
 *
 *     project ─► copy at one path ──────► run at UTC-12, locale C, umask 022 ────► record
 *            └─► copy at another path ──► run at UTC+14, tr_TR, umask 002, later ─► record
 *
 * The two zones are 26 hours apart, so that even the date is another one. Where the program faketime is there, the second
 * run is a day, an hour, a minute and a second ahead of UTC too. Where a file system lets one choose, the second copy
 * lists the names of each folder the other way round. Each copy has a state folder of its own, so
 * nothing is taken from earlier runs, and the project itself is not touched.
 */
import { dirname, isAbsolute, join, relative } from 'node:path';
import { OrchestratorError, type Problem, type ProblemCode, problems } from '../errors/problem.ts';
import type { Step } from '../events/event.ts';
import { withScope } from '../lib/scope.ts';
import type { Store } from '../ports/blobs.ts';
import type { CopyPlace, CopyTree, FindCopyPlace } from '../ports/copy-tree.ts';
import type { PipelinePorts } from './ports.ts';
import { withStep } from './step.ts';

export interface VerifyRequest {
  /** The folder of the config, absolute. */
  readonly configDir: string;
  /** The config's file, absolute; undefined where it came from standard input. */
  readonly configFile: string | undefined;
  /** The command and its flags, but for `--filename`. */
  readonly words: readonly string[];
  /** What the command reads from standard input. */
  readonly input: string | undefined;
}

export type VerifyPorts = Pick<PipelinePorts, 'system' | 'emit' | 'env' | 'workDir' | 'signal'> & {
  readonly copyTree: CopyTree;
  readonly findCopyPlace: FindCopyPlace;
  /** Variables with which this program goes through folders backwards. */
  readonly backwards: Readonly<Record<string, string>>;
  /** The store below a state folder. */
  readonly openStore: (folder: string) => Store;
  /** This program, without a command. */
  readonly program: readonly string[];
};

/** What is left of one run. */
export interface VerifyRun {
  /** The copy of the work tree, absolute. */
  readonly root: string;
  /** The copy of the config's folder, absolute; there until `compare` is done. */
  readonly configDir: string;
  /** The copy of the working folder, absolute. */
  readonly workDir: string;
  /** What `--format=json` printed. */
  readonly record: Readonly<Record<string, unknown>>;
}

interface Way {
  readonly step: Step;
  /** Below a folder of our own; the two differ in length. */
  readonly folder: string;
  readonly isBackward: boolean;
  readonly umask: number;
  readonly zone: string;
  readonly locale: string;
  /** How far its clock is ahead, where that can be had. */
  readonly aheadS: number;
}

const ways: readonly [Way, Way] = [
  {
    step: { id: 'verify:one', title: 'first run', needs: [] },
    ...{ folder: 'one', isBackward: false, umask: 0o022, zone: 'Etc/GMT+12', locale: 'C', aheadS: 0 },
  },
  {
    step: { id: 'verify:other', title: 'second run', needs: [] },
    ...{
      folder: 'another/place',
      isBackward: true,
      umask: 0o002,
      zone: 'Pacific/Kiritimati',
      locale: 'tr_TR.UTF-8',
      aheadS: 90_061,
    },
  },
];
const compareStep: Step = { id: 'verify:compare', title: 'compare', needs: [] };
/** Programs that write the time write whole seconds; engines have a clock that nobody moves. */
const APART_MS = 1100;
/** A result on standard output may be all manifests of a project. */
const KEEP_BYTES = 1 << 30;

/**
 * Runs the command twice and gives what is left of both to `compare`; then everything is removed.
 *
 * @throws OrchestratorError with the problems of a run that failed, and what `compare` throws.
 */
export async function runTwice<T>(
  request: VerifyRequest,
  ports: VerifyPorts,
  compare: (one: VerifyRun, other: VerifyRun) => Promise<T>,
): Promise<T> {
  const { system, emit, signal } = ports;
  emit({ type: 'run.planned', command: request.words[0] ?? '', steps: [...ways.map(({ step }) => step), compareStep] });
  const root = await findRoot(request.configDir, ports);
  const faketime = await system.processes.find('faketime');
  if (faketime === undefined)
    emit({
      type: 'notice',
      level: 'info',
      message: 'both runs have the same day by UTC, since there is no program "faketime" that moves a clock',
    });
  return withScope(async (scope) => {
    const folder = scope.use(await system.files.makeTempFolder('orchestrator-verify-'), system.files.remove);
    const startedMs = system.clock.monotonicMs();
    const first = { place: { folder, listing: 'its own' }, faketime } as const;
    const one = await runOnce(request, ways[0], root, first, ports);
    const place = scope.use(await ports.findCopyPlace(folder, join(folder, ways[0].folder), signal), (opened) =>
      system.files.remove(opened.folder),
    );
    if (place.listing === 'its own')
      emit({
        type: 'notice',
        level: 'info',
        message:
          'commands may see the names of a folder in the same order in both runs: no file system here lets one choose it',
      });
    const restMs = APART_MS - (system.clock.monotonicMs() - startedMs);
    if (restMs > 0) await system.clock.sleep(restMs, signal);
    const other = await runOnce(request, ways[1], root, { place, faketime, unlike: one.root }, ports);
    const { value } = await withStep(compareStep.id, ports, async () => ({
      outcome: 'done',
      value: await compare(one, other),
    }));
    return value;
  });
}

/** The work tree, since builds ask git and read neighbours; the config's folder where there is none. */
async function findRoot(configDir: string, { system }: VerifyPorts): Promise<string> {
  for (let folder = configDir; ; folder = dirname(folder)) {
    if ((await system.files.lstat(join(folder, '.git'))) !== undefined) return folder;
    if (folder === dirname(folder)) return configDir;
  }
}

interface Where {
  readonly place: CopyPlace;
  readonly faketime: string | undefined;
  /** The copy whose order of names is to be another one. */
  readonly unlike?: string;
}

async function runOnce(
  request: VerifyRequest,
  way: Way,
  root: string,
  { place, faketime, unlike }: Where,
  ports: VerifyPorts,
): Promise<VerifyRun> {
  const { system, emit, env, workDir, signal } = ports;
  const folder = join(place.folder, way.folder);
  const copy = join(folder, 'project');
  const home = join(folder, 'home');
  const configDir = join(copy, relative(root, request.configDir));
  const inside = relative(root, workDir);
  const cwd = inside.startsWith('..') || isAbsolute(inside) ? configDir : join(copy, inside);
  const config =
    request.configFile === undefined ? '-' : join(configDir, relative(request.configDir, request.configFile));
  const { value } = await withStep(way.step.id, ports, async () => {
    const order = unlike === undefined ? 'forward' : { unlike, listing: place.listing };
    await ports.copyTree(root, copy, { order, umask: way.umask, signal });
    await system.files.makeFolder(home, 0o700);
    const clock = faketime === undefined || way.aheadS === 0 ? [] : [faketime, '-f', `+${way.aheadS}s`];
    const words = [
      ...clock,
      ...ports.program,
      ...request.words,
      `--filename=${config}`,
      '--format=json',
      '--progress=plain',
    ];
    const umask = way.umask.toString(8).padStart(3, '0');
    const finished = await system.processes.run(['sh', '-c', 'umask "$0"; exec "$@"', umask, ...words], {
      cwd,
      env: { ...surroundings(env, way, home), ...(way.isBackward && ports.backwards) },
      signal,
      keepBytes: KEEP_BYTES,
      ...(request.input !== undefined && { input: request.input }),
      onLine: (stream, line) => {
        if (stream === 'stderr') emit({ type: 'step.output', step: way.step.id, stream, line });
      },
    });
    const record = parseRecord(finished.stdout);
    if (finished.exitCode !== 0) throw failureOf(record, way.step.title, finished.exitCode);
    return { outcome: 'done', value: { root: copy, configDir, workDir: cwd, record } };
  });
  return value;
}

/** All that is called a surrounding is another one; who we are to registries is not. */
function surroundings(
  env: Readonly<Record<string, string>>,
  { zone, locale }: Way,
  home: string,
): Readonly<Record<string, string>> {
  const dropped = /^(?:XDG_.*|LC_.*|LANGUAGE|SOURCE_DATE_EPOCH)$/;
  const kept = Object.entries(env).filter(([name]) => !dropped.test(name));
  const { DOCKER_CONFIG = join(env['HOME'] ?? '', '.docker') } = env;
  return { ...Object.fromEntries(kept), ...CLOCK, TZ: zone, LANG: locale, LC_ALL: locale, HOME: home, DOCKER_CONFIG };
}

/** Waiting takes as long as it takes. */
const CLOCK = { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };

function parseRecord(text: string): VerifyRun['record'] {
  try {
    const value: unknown = JSON.parse(text);
    // JSON's objects are records of unknown values.
    return typeof value === 'object' && value !== null ? (value as VerifyRun['record']) : {};
  } catch {
    return {};
  }
}

/** What the run itself said, with its own code. */
function failureOf(record: VerifyRun['record'], title: string, exitCode: number): OrchestratorError {
  const said = Array.isArray(record['problems']) ? record['problems'].flatMap(readProblem) : [];
  const [first, ...rest] = said;
  if (first !== undefined) return new OrchestratorError([first, ...rest]);
  return new OrchestratorError({ code: 'INTERNAL', message: `the ${title} ended with exit code ${exitCode}` });
}

function readProblem(value: unknown): readonly Problem[] {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('message' in value)) return [];
  const { code, message } = value;
  if (!isCode(code) || typeof message !== 'string') return [];
  return [{ code, message, ...('hint' in value && typeof value.hint === 'string' && { hint: value.hint }) }];
}

const isCode = (code: unknown): code is ProblemCode => typeof code === 'string' && code in problems;
