import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { type ContextEntry, contextTar, findEscapingLinks } from './context-entries.ts';

const { signal } = new AbortController();
const file = (path: string, mode = 0o644): ContextEntry => ({ path, kind: 'file', size: path.length, mode });
const link = (path: string, linkTarget: string): ContextEntry => ({
  path,
  kind: 'link',
  size: 0,
  mode: 0o777,
  linkTarget,
});
const folder = (path: string): ContextEntry => ({ path, kind: 'folder', size: 0, mode: 0o750 });

async function* open(entry: ContextEntry): AsyncGenerator<Uint8Array> {
  yield Buffer.from(entry.path);
}

async function tarOf(entries: readonly ContextEntry[], extra: Record<string, Uint8Array> = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of contextTar(entries, { open, extra, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function list(archive: Buffer): Promise<readonly string[]> {
  const reader = extract();
  reader.end(archive);
  const found: string[] = [];
  for await (const entry of reader) {
    const { name, type, mode, linkname } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    found.push([name, type, mode.toString(8), linkname ?? Buffer.concat(chunks)].join(' ').trim());
  }
  return found;
}

describe('contextTar', () => {
  test('holds folders, files with their permissions, and links as links', async () => {
    const entries = [file('run.sh', 0o750), folder('a'), file('a/b'), link('key', '/home/me/.ssh/id_rsa')];
    expect(await list(await tarOf(entries))).toEqual([
      'a/ directory 750',
      'a/b file 644 a/b',
      'key symlink 777 /home/me/.ssh/id_rsa',
      'run.sh file 750 run.sh',
    ]);
  });

  test('a file that is given replaces the walked one', async () => {
    const archive = await tarOf([file('Dockerfile')], { Dockerfile: Buffer.from('FROM scratch') });
    expect(await list(archive)).toEqual(['Dockerfile file 644 FROM scratch']);
  });

  test('the order of the walk does not matter', async () => {
    const entries = [file('b'), folder('a'), file('a/x'), file('a.txt')];
    expect((await tarOf(entries)).equals(await tarOf(entries.toReversed()))).toBe(true);
  });

  test('a socket is refused by name', () => {
    expect(() => contextTar([{ ...file('s\n'), kind: 'other' }], { open, signal })).toThrow(/"s\\n" is neither a file/);
  });

  test.each(['', '/etc/passwd', '../x', '..', 'a/../../x', 'a//b', 'a/.', './a'])('%j is refused as a path', (path) => {
    expect(() => contextTar([file(path)], { open, signal })).toThrow(/no path inside/);
  });

  test('names that only begin with two dots are names', async () => {
    expect(await list(await tarOf([file('..data')]))).toEqual(['..data file 644 ..data']);
  });
});

test('links that lead out are found', () => {
  const links = [
    link('a', 'b'),
    link('a/b', '../c'),
    link('a/c', '../../x'),
    link('d', '..'),
    link('e', '/etc'),
    link('f', '..data/x'),
  ];
  expect(findEscapingLinks(links).map(({ path }) => path)).toEqual(['a/c', 'd', 'e']);
});
