import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { createTar, type TarEntry, tarEnd } from './tar.ts';

const { signal } = new AbortController();
const plain = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };

const file = (path: string, content: Uint8Array | string, more: Partial<TarEntry> = {}): TarEntry => {
  const bytes = Buffer.from(content);
  return { path, kind: 'file', ...plain, size: bytes.length, open: () => chunksOf(bytes), ...more };
};

async function* chunksOf(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function bytesOf(entries: readonly TarEntry[], end = true): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createTar(entries, { end, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function unpack(archive: Buffer) {
  const reader = extract();
  reader.end(archive);
  const found: { readonly header: Record<string, unknown>; readonly content: string }[] = [];
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    found.push({ header: { ...entry.header }, content: Buffer.concat(chunks).toString() });
  }
  return found;
}

describe('createTar', () => {
  test('these bytes are held for ever: a digest of every build depends on them', async () => {
    const archive = await bytesOf([
      { path: 'app', kind: 'folder', ...plain, mode: 0o755, size: 0 },
      file('app/main.js', 'console.log("hi")\n'),
      { path: 'app/link', kind: 'link', ...plain, mode: 0o777, size: 0, linkTarget: 'main.js' },
      file(`app/${'long'.repeat(60)}`, 'x'),
      file('app/ümlaut', '', { uid: 1_000_660_000, mtime: 4_102_444_800 }),
    ]);
    expect(createHash('sha256').update(archive).digest('hex')).toMatchInlineSnapshot(
      `"cd6e3c6d3032b07cbdb79b07d4e70915727779192283892654e08234dbf4e65a"`,
    );
  });

  test('what is written can be read back', async () => {
    const link: TarEntry = { path: 'dir/link', kind: 'link', ...plain, size: 0, linkTarget: `../${'t'.repeat(120)}` };
    const large = 'x'.repeat(3_000_001);
    const found = await unpack(
      await bytesOf([
        { path: 'dir', kind: 'folder', ...plain, mode: 0o755, size: 0 },
        link,
        file('dir/new\nline', 'a', { mode: 0o755, uid: 1_000_660_000, gid: 7, mtime: 4_102_444_800 }),
        file('large', large),
        file('none', ''),
      ]),
    );
    expect(found.map(({ header }) => header['name'])).toEqual(['dir/', 'dir/link', 'dir/new\nline', 'large', 'none']);
    expect(found[0]?.header).toMatchObject({ type: 'directory', mode: 0o755, mtime: new Date(0), uname: '' });
    expect(found[1]?.header).toMatchObject({ type: 'symlink', linkname: link.linkTarget });
    expect(found[2]).toMatchObject({ content: 'a', header: { mode: 0o755, gid: 7 } });
    expect(found[2]?.header['pax']).toMatchObject({ uid: '1000660000', mtime: '4102444800' });
    expect(found[3]?.content).toBe(large);
  });

  test('parts without an end, then the end, are the whole', async () => {
    const entries = [file('a', 'one'), file('b', 'x'.repeat(2_000_000)), file('c', '')];
    const parts = await Promise.all(entries.map((entry) => bytesOf([entry], false)));
    expect(Buffer.concat([...parts, tarEnd]).equals(await bytesOf(entries))).toBe(true);
    expect(await bytesOf([], false)).toHaveLength(0);
  });

  test('how content is cut into chunks does not change the bytes', async () => {
    const content = Buffer.alloc(1_500_000, 'abc');
    const whole = await bytesOf([file('a', content)]);
    for (const size of [1_000, 1_500_000]) {
      expect((await bytesOf([file('a', content, { open: () => chunksOf(content, size) })])).equals(whole)).toBe(true);
    }
  });

  test('any name and content comes back', async () => {
    const name = fc
      .stringMatching(/^[^\0/]{1,80}$/u)
      .filter((text) => text !== '.' && text !== '..' && Buffer.from(text).toString() === text);
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), fc.string(), async (parts, content) => {
        const [found] = await unpack(await bytesOf([file(parts.join('/'), content)]));
        expect(found).toMatchObject({ header: { name: parts.join('/') }, content: Buffer.from(content).toString() });
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['small', 10, 9],
    ['small', 10, 11],
    ['large', 2_000_000, 1_999_999],
    ['large', 2_000_000, 2_000_001],
  ])('a %s file of %i bytes that gives %i fails', async (_, size, real) => {
    const open = () => chunksOf(Buffer.alloc(real));
    await expect(bytesOf([file('a', ''), { ...file('liar', ''), size, open }])).rejects.toThrow(/"liar" has \d+ bytes/);
  });

  test('a failure of the content is the failure of the archive', async () => {
    const open = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
      throw new Error('gone');
    };
    for (const size of [20, 2_000_000]) {
      await expect(bytesOf([{ ...file('a', ''), size, open }])).rejects.toThrow('gone');
    }
  });

  test('a reader that stops early closes the content', async () => {
    let closed = false;
    const open = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        closed = true;
      }
    };
    for await (const _ of createTar([{ ...file('a', ''), size: 1e9, open }], { end: true, signal })) break;
    expect(closed).toBe(true);
  });
});
