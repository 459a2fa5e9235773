import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import { createFiles } from './files.ts';

const files = createFiles();
const { signal } = new AbortController();
const problem = (code: string, message = /./) => ({
  problems: [{ code, message: expect.stringMatching(message) }],
});

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orc-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Descriptors of this process that point to a path. */
const openHandles = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return (
        execFileSync('readlink', [`/proc/${process.pid}/fd/${fd}`])
          .toString()
          .trim() === path
      );
    } catch {
      return false;
    }
  }).length;

describe('reading', () => {
  test('gives text and bytes as they are, a byte order mark included', async () => {
    writeFileSync(at('a'), '\uFEFFä\r\n');
    expect(await files.readText(at('a'), signal)).toBe('\uFEFFä\r\n');
    expect(Buffer.from(await files.readBytes(at('a'), signal))).toEqual(readFileSync(at('a')));
  });

  test('streams a file that is larger than a chunk', async () => {
    const bytes = Buffer.alloc(700_001, 'abc');
    writeFileSync(at('big'), bytes);
    expect((await collect(files.streamBytes(at('big'), signal))).equals(bytes)).toBe(true);
  });

  test.runIf(process.platform === 'linux')('closes a stream that is left early', async () => {
    writeFileSync(at('big'), Buffer.alloc(700_000));
    for await (const chunk of files.streamBytes(at('big'), signal)) {
      expect(chunk.length).toBeGreaterThan(0);
      expect(openHandles(at('big'))).toBe(1);
      break;
    }
    expect(openHandles(at('big'))).toBe(0);
  });

  test('says what is not there', async () => {
    const works = [
      () => files.readText(at('none'), signal),
      () => files.readBytes(at('none'), signal),
      () => collect(files.streamBytes(at('none'), signal)),
      () => files.list(at('none')),
      () => files.realPath(at('none')),
      () => files.readLink(at('none')),
    ];
    for (const work of works)
      await expect(work()).rejects.toMatchObject(problem('INPUT_MISSING', /none" is not there/));
    expect(await files.stat(at('none/deeper'))).toBeUndefined();
  });

  test('refuses folders and FIFOs without waiting for them', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await expect(files.readText(at('fifo'), signal)).rejects.toMatchObject(problem('INPUT_INVALID', /FIFO/));
    await expect(collect(files.streamBytes(at('fifo'), signal))).rejects.toMatchObject(problem('INPUT_INVALID'));
    await expect(files.readText(folder, signal)).rejects.toMatchObject(problem('INPUT_INVALID', /a folder/));
  });

  test('an aborted read is cancelled', async () => {
    writeFileSync(at('a'), 'a');
    await expect(files.readText(at('a'), AbortSignal.abort())).rejects.toMatchObject(problem('CANCELLED'));
    await expect(collect(files.streamBytes(at('a'), AbortSignal.abort()))).rejects.toMatchObject(problem('CANCELLED'));
  });
});

test('tells kinds, sizes and permissions apart, and lists names in code unit order', async () => {
  writeFileSync(at('b'), '12345');
  chmodSync(at('b'), 0o640);
  mkdirSync(at('Z'));
  symlinkSync('b', at('a'));
  expect(await files.lstat(at('b'))).toEqual({ kind: 'file', size: 5, mode: 0o640, changedMs: expect.any(Number) });
  expect(await files.lstat(at('a'))).toMatchObject({ kind: 'link' });
  expect(await files.stat(at('a'))).toMatchObject({ kind: 'file', size: 5 });
  expect(await files.readLink(at('a'))).toBe('b');
  expect(await files.stat(at('Z'))).toMatchObject({ kind: 'folder' });
  expect(await files.list(folder)).toEqual(['Z', 'a', 'b']);
});

test('a temp folder is private and fresh, and removing is fine twice', async () => {
  const temp = await files.makeTempFolder('orc-test-');
  expect(await files.stat(temp)).toMatchObject({ kind: 'folder', mode: 0o700 });
  await files.makeFolder(join(temp, 'a/b'));
  await files.remove(temp);
  await files.remove(temp);
  expect(await files.stat(temp)).toBeUndefined();
});

describe('writeAtomic', () => {
  test('takes a stream, and keeps nothing of one that fails', async () => {
    const pieces = async function* (fails: boolean) {
      yield Buffer.from('one ');
      if (fails) throw new OrchestratorError({ code: 'DIGEST_MISMATCH', message: 'other bytes' });
      yield Buffer.from('two');
    };
    await files.writeAtomic(at('streamed/ok'), pieces(false), { signal });
    expect(await files.readText(at('streamed/ok'), signal)).toBe('one two');
    const failed = files.writeAtomic(at('streamed/ok'), pieces(true), { signal });
    await expect(failed).rejects.toMatchObject(problem('DIGEST_MISMATCH'));
    expect(await files.readText(at('streamed/ok'), signal)).toBe('one two');
    expect(await files.list(at('streamed'))).toEqual(['ok']);
  });

  test('makes missing folders and leaves nothing but the file', async () => {
    await files.writeAtomic(at('x/y/out.json'), '{}', { mode: 0o600, signal });
    expect(readdirSync(at('x/y'))).toEqual(['out.json']);
    expect(statSync(at('x/y/out.json')).mode & 0o777).toBe(0o600);
  });

  test('replaces a file whole, keeps its permissions, and follows a link to it', async () => {
    writeFileSync(at('real'), 'old and longer');
    chmodSync(at('real'), 0o600);
    symlinkSync('real', at('link'));
    await files.writeAtomic(at('link'), Buffer.from('new'), { signal });
    expect(readFileSync(at('real'), 'utf8')).toBe('new');
    expect(statSync(at('real')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['link', 'real']);
  });

  test('leaves the old state where it fails', async () => {
    mkdirSync(at('taken/full'), { recursive: true });
    writeFileSync(at('file'), 'old');
    await expect(files.writeAtomic(at('taken'), 'x', { signal })).rejects.toMatchObject(
      problem('FILE_FAILED', /taken": a folder is there, not a file/),
    );
    await expect(files.writeAtomic(at('file/below'), 'x', { signal })).rejects.toMatchObject(problem('FILE_FAILED'));
    await expect(files.writeAtomic(at('file'), 'x', { signal: AbortSignal.abort() })).rejects.toMatchObject(
      problem('CANCELLED'),
    );
    expect(readdirSync(folder)).toEqual(['file', 'taken']);
    expect(readFileSync(at('file'), 'utf8')).toBe('old');
  });

  test.runIf(process.platform === 'linux')('writes into a device, and says when that is full', async () => {
    await files.writeAtomic('/dev/null', 'x', { signal });
    await expect(files.writeAtomic('/dev/full', 'x', { signal })).rejects.toMatchObject(
      problem('DISK_FULL', /\/dev\/full.*no space/),
    );
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });
});
