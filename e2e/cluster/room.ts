/** A namespace of a test's own on the cluster, and the built program pointed at it. */
import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { execa } from 'execa';
import { inject, type TestContext } from 'vitest';
import { withSkips } from '../services/cluster/given.ts';
import type { ClusterServices } from '../services/cluster/setup.ts';
import { isMissing } from '../services/service.ts';

export interface Room {
  readonly cluster: ClusterServices;
  readonly namespace: string;
  /** Absolute; holds the files. */
  readonly cwd: string;
  /** The program, in the namespace. An exit code is a value. */
  run(command: string, ...words: string[]): Promise<Finished>;
  /** The same without a kubeconfig and a namespace, and with variables. */
  bare(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Finished>;
  /** The same as {@link run}, while it runs. */
  start(command: string, ...words: string[]): Started;
  /** Path → text, as the files that it began with. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Of the cluster's version, in the namespace. @returns What it printed. */
  kubectl(...words: string[]): Promise<string>;
  /** Called when the test ends, before what was open by then is closed. */
  atEnd(close: () => Promise<unknown>): void;
}

/** Of the test: those that run at once have but their own to ask. */
export type RoomContext = Pick<TestContext, 'skip' | 'onTestFinished'>;

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  /** Resolves as soon as stderr has it; fails with all that it said where it ends without. */
  says(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

const program = join(import.meta.dirname, '..', '..', 'dist', 'orchestrator.cjs');
let count = 0;

/**
 * @param files Path → text; `REGISTRY` in it becomes the registry's host.
 * @param envOf What the program finds in its environment beside PATH and HOME; read at each run.
 */
export async function openRoom(
  context: RoomContext,
  files: Readonly<Record<string, string>> = {},
  envOf: (cluster: ClusterServices) => Readonly<Record<string, string>> = () => ({}),
): Promise<Room> {
  const cluster = requireCluster(context);
  count += 1;
  const namespace = `t-${process.pid}-${count}`;
  const cwd = await mkdtemp(join(cluster.folders.temporary, 'test-'));
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text.replaceAll('REGISTRY', cluster.registry.host));
    }
  };
  await write(files);
  const kubectl = async (...words: string[]): Promise<string> => {
    const all = [`--kubeconfig=${cluster.kubeconfig}`, `--namespace=${namespace}`, ...words];
    return (await promisify(execFile)(cluster.kubectl, all)).stdout;
  };
  await kubectl('create', 'namespace', namespace);
  context.onTestFinished(async () => {
    await kubectl('delete', 'namespace', namespace, '--wait=false');
    await rm(cwd, { recursive: true, force: true });
  });
  const launch = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Started => {
    const child = execa(process.execPath, [program, ...words], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: join(cwd, 'home'), ...envOf(cluster), ...env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      stdin: 'ignore',
    });
    return {
      says: listenTo(child.stderr),
      kill: (signal) => void child.kill(signal),
      finished: child.then(({ exitCode, stdout, stderr }) => ({ exitCode: exitCode ?? 128, stdout, stderr })),
    };
  };
  const target = [`--kubeconfig=${cluster.kubeconfig}`, `--namespace=${namespace}`];
  const start = (command: string, ...rest: string[]): Started => launch([command, ...target, ...rest]);
  return {
    cluster,
    namespace,
    cwd,
    kubectl,
    write,
    start,
    run: (command, ...rest) => start(command, ...rest).finished,
    bare: (env, ...words) => launch(words, env).finished,
    atEnd: (close) => context.onTestFinished(async () => void (await close())),
  };
}

/** @returns Waits for a text of the stream. */
function listenTo(stream: Readable): (pattern: RegExp) => Promise<void> {
  let said = '';
  const changes = new EventEmitter();
  stream.on('data', (chunk) => {
    said += chunk;
    changes.emit('change');
  });
  stream.on('close', () => changes.emit('change'));
  return async (pattern) => {
    while (!pattern.test(said)) {
      if (stream.closed) throw new Error(`it ended without ${pattern}:\n${said}`);
      await once(changes, 'change');
    }
  };
}

/** The cluster, or the end of the test: skipped with the reason, failed under `CI=true`. */
export function requireCluster(context: Pick<TestContext, 'skip'>): ClusterServices {
  const cluster = inject('cluster');
  if (!isMissing(cluster)) return withSkips(cluster, (reason) => context.skip(reason));
  if (cluster.broken || process.env['CI'] === 'true') throw new Error(cluster.missing);
  return context.skip(cluster.missing);
}
