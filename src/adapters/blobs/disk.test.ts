import { mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disk, patiently } from './disk.ts';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'orc-disk-'));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

test('waits for a descriptor where there is none free, and for nothing else', async () => {
  let tries = 0;
  const busy = async (code: string) => {
    tries += 1;
    if (tries < 3) throw Object.assign(new Error(code), { code });
    return tries;
  };
  expect(await patiently(() => busy('EMFILE'))).toBe(3);
  tries = 0;
  await expect(patiently(() => busy('EACCES'))).rejects.toThrow('EACCES');
  expect(tries).toBe(1);
});

test('creates only what is not there, and says what is not', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'a', 'b', 'file');
    await expect(disk.create(path)).rejects.toThrow(/FILE_FAILED.*ENOENT/);
    await disk.makeFolder(join(folder, 'a', 'b'));
    await disk.makeFolder(join(folder, 'a', 'b'));
    expect(await disk.append(path)).toBeUndefined();
    await (await disk.create(path))?.close();
    expect(await disk.create(path)).toBeUndefined();
    expect([await disk.rename(`${path}?`, path), await disk.remove(`${path}?`), await disk.touch(`${path}?`)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([await disk.remove(path), await disk.remove(path)]).toEqual([true, false]);
  });
});

test('a touch makes a file young', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'file');
    await (await disk.create(path))?.close();
    await utimes(path, 1, 1);
    expect(await disk.touch(path)).toBe(true);
    expect((await stat(path)).mtimeMs).toBeGreaterThan(1e12);
  });
});
