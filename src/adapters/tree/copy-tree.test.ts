import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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

test('a folder that is not there is an error, and an abort ends it', async () => {
  const folder = await makeFolder();
  const options = { order: 'forward', umask: 0o022, signal } as const;
  await expect(copyTree(join(folder, 'no'), join(folder, 'to'), options)).rejects.toThrow(/INPUT_MISSING/);
  const aborted = { ...options, signal: AbortSignal.abort() };
  await expect(copyTree(join(folder, 'from'), join(folder, 'to'), aborted)).rejects.toThrow(/CANCELLED/);
});
