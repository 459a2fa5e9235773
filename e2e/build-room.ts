/**
 * What a builder gets in a test: real ports, an engine of the run, and every event that was emitted.
 *
 *     const room = await createBuildRoom({ dockerHost });
 *     const built = await docker.build(room.job(spec, folder, target), room.context());
 */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { createStore } from '../src/adapters/blobs/store.ts';
import { createEngine } from '../src/adapters/engine/engine.ts';
import { createRegistryClient } from '../src/adapters/registry/client.ts';
import { createEngineCredentials } from '../src/adapters/registry/engine-credentials.ts';
import { createSystem } from '../src/adapters/system/system.ts';
import { createTree } from '../src/adapters/tree/tree.ts';
import type { BuildContext, BuildJob } from '../src/builders/builder.ts';
import { unwrap } from '../src/errors/result.ts';
import type { Event } from '../src/events/event.ts';
import { parseReference } from '../src/image/reference.ts';
import { createFolder } from './services/provided.ts';

export interface BuildRoom {
  readonly env: Readonly<Record<string, string>>;
  readonly events: Event[];
  /** Every output line so far. */
  output(): string;
  /** @param target `name:tag`. */
  job<Spec>(spec: Spec, contextDir: string, target: string, more?: Partial<BuildJob<Spec>>): BuildJob<Spec>;
  context(signal?: AbortSignal): BuildContext;
}

/** @param env Added to PATH and an empty home; DOCKER_HOST says which engine. */
export async function createBuildRoom(env: Readonly<Record<string, string>>): Promise<BuildRoom> {
  const home = await createFolder();
  const whole = { PATH: process.env['PATH'] ?? '', HOME: home, DOCKER_CONFIG: join(home, '.docker'), ...env };
  const system = createSystem();
  const credentials = { ...system, env: whole, home, projectFolder: home };
  const engine = createEngine({
    files: system.files,
    env: whole,
    home,
    findCredential: createEngineCredentials(credentials),
  });
  const registry = createRegistryClient({ system, env: whole, home, projectFolder: home });
  const events: Event[] = [];
  return {
    env: whole,
    events,
    output: () => events.flatMap((event) => (event.type === 'step.output' ? [event.line] : [])).join('\n'),
    job: (spec, contextDir, target, more) => ({
      artifact: unwrap(parseReference(target)).name,
      spec,
      contextDir,
      target: withTag(target),
      platforms: [],
      requires: [],
      push: true,
      runMode: 'build',
      env: whole,
      expand: (template) => template.replace('{{.WORD}}', 'expanded'),
      ...more,
    }),
    context: (signal = new AbortController().signal) => ({
      system,
      tree: createTree(),
      engine,
      registry,
      store: createStore(join(home, 'store')),
      emit: (event) => events.push(event),
      step: 'build:test',
      signal,
    }),
  };
}

function withTag(text: string) {
  const reference = unwrap(parseReference(text));
  return { ...reference, tag: reference.tag ?? 'latest' };
}

/** What crane says of a reference; plain HTTP on loopback. */
export const crane = async (program: string, ...args: string[]): Promise<string> => (await execa(program, args)).stdout;

/** A file of a pushed image, by unpacking its file system. */
export async function fileOf(
  program: string,
  reference: string,
  path: string,
  platform = 'linux/amd64',
): Promise<string> {
  const folder = await createFolder();
  await execa(program, ['export', '--platform', platform, reference, join(folder, 'image.tar')]);
  return (await execa('tar', ['-xOf', join(folder, 'image.tar'), path])).stdout;
}

/** Paths in a pushed image. */
export async function pathsOf(program: string, reference: string): Promise<readonly string[]> {
  const folder = await createFolder();
  await execa(program, ['export', reference, join(folder, 'image.tar')]);
  return (await execa('tar', ['-tf', join(folder, 'image.tar')])).stdout.split('\n');
}

/** Living processes whose command line holds a word; the dead that nobody has waited for do not count. */
export async function living(word: string): Promise<number> {
  const { stdout } = await execa('ps', ['-eo', 'stat=,args=']);
  return stdout.split('\n').filter((line) => line.includes(word) && !line.startsWith('Z')).length;
}

/** Waits until nothing of it runs: an engine ends a container a moment after it was told to. */
export const expectNoneLiving = (word: string): Promise<void> =>
  expect.poll(() => living(word), { timeout: 10_000, interval: 50 }).toBe(0);
