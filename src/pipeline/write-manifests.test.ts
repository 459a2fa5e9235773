import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSystem } from '../adapters/system/system.ts';
import { writeManifests } from './write-manifests.ts';

const object = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\n`;
const text = `${object('b')}---\n${object('a')}`;

describe('writeManifests', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'orc-write-'));
  });
  afterEach(() => rm(root, { recursive: true }));
  const write = (output: string, rendered = text) =>
    writeManifests(
      output,
      { text: rendered, objects: [] },
      { system: createSystem(), emit: () => {}, workDir: root, signal: new AbortController().signal },
    );

  test('writes one file, byte for byte', async () => {
    expect(await write('out.yaml')).toEqual(['out.yaml']);
    expect(readFileSync(join(root, 'out.yaml'), 'utf8')).toBe(text);
  });

  test.each([['out/'], ['there']])(
    'writes one file an object below the folder %s, and no ownership',
    async (output) => {
      mkdirSync(join(root, 'there'));
      const folder = output.replace('/', '');
      expect(await write(output)).toEqual([`${folder}/shop/Service._b.yaml`, `${folder}/shop/Service._a.yaml`]);
      expect(readFileSync(join(root, folder, 'shop/Service._a.yaml'), 'utf8')).toBe(object('a'));
      expect(readdirSync(join(root, folder))).toEqual(['shop']);
    },
  );

  test('writes nothing when two objects would share a file', async () => {
    await expect(write('out/', `${object('a')}---\n${object('a')}`)).rejects.toMatchObject({
      problems: [{ code: 'MANIFEST_INVALID' }],
    });
    expect(readdirSync(root)).toEqual([]);
  });
});
