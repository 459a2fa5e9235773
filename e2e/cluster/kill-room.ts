/** A set in which all happens to objects that can: made, changed, made anew, taken over from kubectl, pruned. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writesOf } from './kill-after.ts';
import { openProxy } from './proxy.ts';
import { openRoom, type Room, type RoomContext } from './room.ts';
import { snapshotOf } from './snapshot.ts';

const map = (name: string, data = '{a: "1"}', more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n${more}`;
const fixed = (value: string) => map('fixed', `{a: "${value}"}`, 'immutable: true\n');
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: None, selector: {app: s}}\n';
const all = (...objects: readonly string[]) => objects.join('---\n');

const first = all(map('a'), map('b'), fixed('1'), map('gone'), service);
const second = all(map('a', '{a: "2"}'), map('b'), fixed('2'), map('new'), map('theirs', '{a: "1", c: "1"}'));
const theirs = map('theirs', '{a: "0", b: "0"}');

export const APPLY = ['apply', '--set-name=web', '--force', '--force-conflicts', 'all.yaml'];
export const UNDO = ['undo', '--set-name=web'];
/** As the apply, it takes a field over from kubectl. */
export const REDO = [...UNDO, '--force-conflicts'];

/** A room in which the next run is the one that is looked at. */
export type Prepare = (context: RoomContext) => Promise<Room>;

export const fresh: Prepare = async (context) => {
  const room = await openRoom(context, { 'all.yaml': first, 'theirs.yaml': theirs });
  await room.kubectl('apply', '-f', join(room.cwd, 'theirs.yaml'));
  return room;
};

export const applied: Prepare = async (context) => {
  const room = await fresh(context);
  await succeed(room, APPLY);
  await writeFile(join(room.cwd, 'all.yaml'), second);
  return room;
};

export const changed: Prepare = async (context) => {
  const room = await applied(context);
  await succeed(room, APPLY);
  return room;
};

export const run = (room: Room, [command = '', ...words]: readonly string[]) => room.run(command, ...words);

/** @returns What it said on stderr. */
export async function succeed(room: Room, words: readonly string[]): Promise<string> {
  const { exitCode, stderr } = await run(room, words);
  expect(exitCode, stderr).toBe(0);
  return stderr;
}

/** Newest first. */
export async function revisionsOf(
  room: Room,
  set = '--set-name=web',
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return JSON.parse((await run(room, ['undo', set, '--list', '--format=json'])).stdout).revisions;
}

/** What the parent of the set says of the last run. */
export async function stateOf(room: Room, set = 'web'): Promise<string | undefined> {
  const parent = await room.kubectl('get', 'configmap', set, '-o', 'json', '--ignore-not-found');
  return parent === ''
    ? undefined
    : JSON.parse(JSON.parse(parent).metadata.annotations['orchestrator.dev/intent']).state;
}

export interface Unkilled {
  readonly writes: readonly string[];
  /** After the command, and after each of what follows. */
  readonly snapshots: readonly Awaited<ReturnType<typeof snapshotOf>>[];
}

/** What is there without a kill; found out once, in a room of its own. */
export function unkilled(prepare: Prepare, words: readonly string[], ...then: readonly (readonly string[])[]) {
  let known: Promise<Unkilled> | undefined;
  const look = async (context: RoomContext): Promise<Unkilled> => {
    const room = await prepare(context);
    const proxy = await openProxy(room);
    await succeed(room, [...words, `--kubeconfig=${proxy.kubeconfig}`]);
    const snapshots = [await snapshotOf(room)];
    for (const next of then) {
      await succeed(room, next);
      snapshots.push(await snapshotOf(room));
    }
    return { writes: writesOf(proxy), snapshots };
  };
  return (context: RoomContext): Promise<Unkilled> => {
    known ??= look(context);
    return known;
  };
}
