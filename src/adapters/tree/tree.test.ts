import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../../errors/result.ts';
import { decideAll } from '../../inputs/decide.ts';
import { createDockerIgnore } from '../../inputs/docker-ignore.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { createTree } from './tree.ts';

const tree = createTree();
const { signal } = new AbortController();
const everything = { decide: decideAll, signal };
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tree-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = path): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function walkOne(path: string): Promise<TreeEntry> {
  const found = (await tree.walk(root, everything)).find((entry) => entry.path === path);
  if (found === undefined) throw new Error(path);
  return found;
}

async function read(entry: TreeEntry): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tree.read(root, entry, signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('walk', () => {
  test('gives the same in whichever order it goes through folders', async () => {
    for (const path of ['b/z', 'b/a', 'a.txt', 'c/d/e', 'c/f']) put(path);
    const seen = async (backwards: boolean) => {
      const asked: string[] = [];
      const decide = (path: string) => {
        asked.push(path);
        return { keep: true, descend: true };
      };
      return { entries: await createTree({ backwards }).walk(root, { decide, signal }), asked };
    };
    const [forward, backward] = [await seen(false), await seen(true)];
    expect(backward.entries).toEqual(forward.entries);
    expect(backward.asked.slice(0, 3)).toEqual(forward.asked.slice(0, 3).toReversed());
  });

  test('gives what is kept, sorted by code unit, with kinds, sizes, modes and link targets', async () => {
    put('b/z');
    put('a.txt', 'four');
    put('B', '');
    put('.hidden');
    symlinkSync('../a.txt', join(root, 'b/link'));
    symlinkSync('.', join(root, 'b/loop'));
    const entries = await tree.walk(root, everything);
    expect(entries.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      '.hidden file',
      'B file',
      'a.txt file',
      'b folder',
      'b/link link',
      'b/loop link',
      'b/z file',
    ]);
    expect(entries[2]).toMatchObject({ size: 4, mode: 0o644 & ~process.umask() });
    expect(entries[4]).toMatchObject({ linkTarget: '../a.txt', size: 0 });
  });

  test('does not list a folder that is pruned, nor any .orchestrator', async () => {
    put('node_modules/deep/x');
    put('.orchestrator/registry/blob');
    put('sub/.orchestrator/x');
    put('src/a');
    const asked: string[] = [];
    const rules = unwrap(createDockerIgnore('node_modules'));
    const decide: typeof rules = (path, kind) => {
      asked.push(path);
      return rules(path, kind);
    };
    const entries = await tree.walk(root, { decide, signal });
    expect(entries.map(({ path }) => path)).toEqual(['src', 'src/a', 'sub']);
    expect(asked.sort()).toEqual(['node_modules', 'src', 'src/a', 'sub']);
  });

  test('goes below a folder that is itself left out', async () => {
    put('a/keep');
    put('a/drop');
    const entries = await tree.walk(root, { decide: unwrap(createDockerIgnore('a\n!a/keep')), signal });
    expect(entries.map(({ path }) => path)).toEqual(['a/keep']);
  });

  test('FIFOs and sockets are of another kind and are not opened', async () => {
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
    const entries = await tree.walk(root, everything);
    expect(entries.map(({ path, kind }) => `${path} ${kind}`)).toEqual(['fifo other', 'socket other']);
    await new Promise((done) => server.close(done));
  });

  test('a name that is not UTF-8 is refused where it is kept', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), '');
    await expect(tree.walk(root, everything)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_INVALID', message: 'the name "bad\uFFFD" is not UTF-8' }],
    });
    await expect(tree.walk(root, { decide: unwrap(createDockerIgnore('bad*')), signal })).resolves.toEqual([]);
  });

  test('names with line ends, escape codes, 255 bytes and replacement characters are names', async () => {
    const names = ['a\nb', '\u001b[31m', 'x'.repeat(255), '\uFFFD'];
    for (const name of names) put(name);
    const entries = await tree.walk(root, everything);
    expect(entries.map(({ path }) => path)).toEqual(names.toSorted());
  });

  test('a root that is not there is INPUT_MISSING', async () => {
    await expect(tree.walk(join(root, 'no'), everything)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_MISSING', message: expect.stringContaining('/no"') }],
    });
  });

  test('an abort ends it', async () => {
    put('a');
    const aborted = AbortSignal.abort();
    await expect(tree.walk(root, { decide: decideAll, signal: aborted })).rejects.toMatchObject({
      problems: [{ code: 'CANCELLED' }],
    });
  });
});

describe('read', () => {
  test('gives the bytes of a walked file, empty ones and large ones', async () => {
    put('empty', '');
    put('large', 'x'.repeat(3_000_000));
    expect(await read(await walkOne('empty'))).toBe('');
    expect(await read(await walkOne('large'))).toHaveLength(3_000_000);
  });

  test.each<[string, (file: string) => unknown, RegExp]>([
    ['grew', (file) => appendFileSync(file, 'more'), /went from 4 to 8 bytes/],
    ['shrank', (file) => truncateSync(file, 1), /went from 4 to 1 bytes/],
    ['vanished', (file) => rmSync(file), /vanished/],
    ['got its folder removed', (file) => rmSync(dirname(file), { recursive: true }), /vanished/],
    [
      'was replaced by another',
      (file) => [writeFileSync(`${file}2`, 'same'), renameSync(`${file}2`, file)],
      /was replaced/,
    ],
    ['became a link', (file) => [rmSync(file), symlinkSync('/etc/passwd', file)], /became a link/],
    ['became a FIFO', (file) => [rmSync(file), execFileSync('mkfifo', [file])], /was replaced/],
    ['was written with its size and time kept', rewriteUnseen, /was written/],
    [
      'has a link for a folder',
      (file) => [renameSync(dirname(file), `${dirname(file)}2`), symlinkSync('/etc', dirname(file))],
      /vanished/,
    ],
  ])('a file that %s since the walk is INPUT_CHANGED', async (_, change, message) => {
    const file = put('dir/file', 'text');
    utimesSync(file, 1, 1);
    const entry = await walkOne('dir/file');
    change(file);
    await expect(read(entry)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_CHANGED', message: expect.stringMatching(message) }],
    });
  });

  test('a file that grows during the read is INPUT_CHANGED', async () => {
    const file = put('file', 'x'.repeat(2_000_000));
    const chunks = tree.read(root, await walkOne('file'), signal)[Symbol.asyncIterator]();
    await chunks.next();
    appendFileSync(file, 'more');
    await chunks.next();
    await expect(chunks.next()).rejects.toMatchObject({ problems: [{ code: 'INPUT_CHANGED' }] });
  });
});

function rewriteUnseen(file: string): void {
  writeFileSync(file, 'TEXT');
  utimesSync(file, 1, 1);
}
