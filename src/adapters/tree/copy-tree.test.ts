import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFindCopyPlace, listedNames } from './copy-place.ts';
import { copyTree } from './copy-tree.ts';

const signal = new AbortController().signal;

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'copy-tree-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'from/sub/.orchestrator'), { recursive: true });
  await writeFile(join(folder, 'from/sub/.orchestrator/state'), '');
  await writeFile(join(folder, 'from/run'), '#!/bin/sh\n');
  await chmod(join(folder, 'from/run'), 0o700);
  await writeFile(join(folder, 'from/sub/secret'), 'text');
  await chmod(join(folder, 'from/sub/secret'), 0o400);
  await symlink('../run', join(folder, 'from/sub/link'));
  return folder;
}

test.each([
  ['forward', 0o022, [0o755, 0o755, 0o644]],
  ['backward', 0o002, [0o775, 0o775, 0o664]],
] as const)('a copy has the content, and the permissions of a checkout: %s, umask %o', async (order, umask, modes) => {
  const folder = await makeFolder();
  const to = join(folder, 'a/new/place');
  await copyTree(join(folder, 'from'), to, { order, umask, signal });
  expect((await readdir(to, { recursive: true })).sort()).toEqual(['run', 'sub', 'sub/link', 'sub/secret']);
  expect(await readFile(join(to, 'sub/secret'), 'utf8')).toBe('text');
  expect(await readlink(join(to, 'sub/link'))).toBe('../run');
  const found = await Promise.all(['run', 'sub', 'sub/secret'].map((path) => lstat(join(to, path))));
  expect(found.map(({ mode }) => mode & 0o777)).toEqual(modes);
});

test('where the file system leaves the choice, a copy lists the names of each folder unlike another one', async (context) => {
  const folder = await makeFolder();
  const names = ['b', 'a', 'd', 'c'];
  for (const name of names) await writeFile(join(folder, 'from/sub', name), '');
  const first = join(folder, 'first');
  await copyTree(join(folder, 'from'), first, { order: 'forward', umask: 0, signal });
  const place = await createFindCopyPlace()(folder, first, signal);
  onTestFinished(() => rm(place.folder, { recursive: true, force: true }));
  if (place.listing === 'its own') context.skip('no file system here lists names as they are made');
  const second = join(place.folder, 'second');
  await copyTree(join(folder, 'from'), second, { order: { unlike: first, ...place }, umask: 0, signal });
  for (const part of ['', 'sub'])
    expect(await listedNames(join(second, part))).toEqual((await listedNames(join(first, part))).toReversed());
});

test.each(['no/such', 'like'])('where memory cannot be used, %s, the place is where one asked for it', async (name) => {
  const folder = await makeFolder();
  const memory = join(folder, name);
  await mkdir(join(folder, 'like'));
  const { folder: found } = await createFindCopyPlace(memory)(folder, join(folder, 'from'), signal);
  expect(dirname(found)).toBe(folder);
  expect(await readdir(found)).toEqual([]);
  expect(await readdir(join(folder, 'like'))).toEqual([]);
});

test('a folder that is not there is an error, and an abort ends it', async () => {
  const folder = await makeFolder();
  const options = { order: 'forward', umask: 0o022, signal } as const;
  await expect(copyTree(join(folder, 'no'), join(folder, 'to'), options)).rejects.toThrow(/INPUT_MISSING/);
  const aborted = { ...options, signal: AbortSignal.abort() };
  await expect(copyTree(join(folder, 'from'), join(folder, 'to'), aborted)).rejects.toThrow(/CANCELLED/);
});
