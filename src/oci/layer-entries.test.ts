import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { type LayerFile, type LayerPlace, layOut, maxLayerBytes } from './layer-entries.ts';

const file = (path: string, more: Partial<LayerFile> = {}): LayerFile => ({
  path,
  kind: 'file',
  size: 1,
  mode: 0o664,
  ...more,
});
const place: LayerPlace = { dest: '/srv/app', uid: 1000, gid: 2000, mtime: 0 };
const list = (files: readonly LayerFile[], more: Partial<LayerPlace> = {}): readonly string[] =>
  unwrap(layOut(files, { ...place, ...more })).map(
    ({ path, kind, mode, uid, gid }) => `${path} ${kind} ${mode.toString(8)} ${uid}:${gid}`,
  );

describe('layOut', () => {
  test('puts files below the destination, each folder once and before what it holds', () => {
    expect(list([file('b/c'), file('a', { mode: 0o700 }), file('b/link', { kind: 'link', linkTarget: 'c' })])).toEqual([
      'srv folder 755 0:0',
      'srv/app folder 755 1000:2000',
      'srv/app/a file 755 1000:2000',
      'srv/app/b folder 755 1000:2000',
      'srv/app/b/c file 644 1000:2000',
      'srv/app/b/link link 777 1000:2000',
    ]);
  });

  test('one file may be the destination itself', () => {
    expect(list([file('')])).toEqual(['srv folder 755 0:0', 'srv/app file 644 1000:2000']);
  });

  test('the root may be the destination', () => {
    const root = { kind: 'folder', path: '' } as const;
    expect(list([file('', root), file('a')], { dest: '/' })).toEqual(['a file 644 1000:2000']);
  });

  test('an empty folder is kept', () => {
    expect(list([file('', { kind: 'folder' }), file('logs', { kind: 'folder' })])).toContain(
      'srv/app/logs folder 755 1000:2000',
    );
  });

  test('a given mode is for files, not for folders and links', () => {
    const files = [file('a'), file('d', { kind: 'folder' }), file('l', { kind: 'link', linkTarget: 'a' })];
    expect(
      list(files, { mode: 0o400 })
        .slice(2)
        .map((line) => line.split(' ')[2]),
    ).toEqual(['400', '755', '777']);
  });

  test.each([
    ['/tmp/x', 'tmp folder 1777 0:0'],
    ['/tmp', 'tmp folder 1777 0:0'],
    ['/var/tmp/x', 'var/tmp folder 1777 0:0'],
    ['/root/.config', 'root folder 700 0:0'],
  ])('%s leaves the mode of "%s" as every image has it', (dest, line) => {
    expect(list([file('a')], { dest })).toContain(line);
  });

  test.each([
    ['srv', file('a'), /"srv" in the image is not an absolute path/],
    ['/srv/../..', file('.wh.a'), /begins with ".wh."/],
    ['/srv', file('a/.wh..wh..opq'), /begins with ".wh."/],
    ['/srv', file('a\0b'), /"srv\/a\\u0000b" in the image holds a zero character/],
    ['/srv', file('../x'), /is no plain path/],
    ['/', file(''), /is no plain path/],
    ['/srv', file('x'.repeat(256)), /longer than 255/],
    ['/srv', file('x/'.repeat(2100) + 'x'), /longer than 4095/],
    ['/srv', file('a', { size: maxLayerBytes + 1 }), /bytes, more than/],
  ])('%s with an unsafe file is refused and named', (dest, bad, message) => {
    expect(layOut([bad], { ...place, dest })).toMatchObject({
      ok: false,
      problems: [{ code: 'INPUT_INVALID', message: expect.stringMatching(message) }],
    });
  });
});
