/** The package as npm users get it: packed, installed into an empty folder without development parts, and run. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { cleanEnv, readArtifacts } from './program.ts';
import { createFolder } from './services/provided.ts';

const root = join(import.meta.dirname, '..');
const services = inject('services');
const MIB = 1024 * 1024;

interface Packed {
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let packed: Packed;
let installed = '';

beforeAll(async () => {
  const folder = services.folders.temporary;
  // dist/ is there already, and other tests are running it: it must not be built anew now.
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const listed: unknown = JSON.parse((await execa('npm', words, { cwd: root })).stdout);
  // npm 12 gives a record by name, those before a list.
  const [first] = Object.values(listed as readonly Packed[] | Readonly<Record<string, Packed>>);
  if (first === undefined) throw new Error('npm packed nothing');
  packed = first;
  installed = join(folder, 'installed');
  await mkdir(installed);
  await writeFile(join(installed, 'package.json'), '{"private": true}');
  const install = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  await execa('npm', [...install, join(folder, packed.filename)], { cwd: installed });
}, 120_000);

const run = (words: readonly string[], cwd: string) =>
  execa(join(installed, 'node_modules', '.bin', words[0] ?? ''), words.slice(1), {
    cwd,
    env: cleanEnv(cwd),
    extendEnv: false,
  });

describe('the package', () => {
  test('holds the program, its schemas and its pages, and nothing else', () => {
    const names = packed.files.map(({ path }) => path);
    expect(names).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'package.json', 'dist/orchestrator.cjs']),
    );
    expect(names.filter((name) => !/^(?:dist|schema)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(name))).toEqual([]);
  });

  test('is small', async () => {
    expect(packed.size).toBeLessThan(MIB);
    expect(packed.unpackedSize).toBeLessThan(3 * MIB);
    const all = await readdir(join(installed, 'node_modules'), { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      all.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
    );
    // Most of it is dockerode, with what it needs for ssh and BuildKit.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(25 * MIB);
  });

  test('says what it is: bins that are there and start Node, the engines, no scripts at installation', async () => {
    const facts = JSON.parse(await readFile(join(installed, 'node_modules/orchestrator/package.json'), 'utf8'));
    expect(facts.engines).toEqual({ node: '>=20.19' });
    expect(Object.keys(facts.bin)).toEqual(['orchestrator', 'orc']);
    for (const bin of new Set<string>(Object.values(facts.bin))) {
      const text = await readFile(join(installed, 'node_modules/orchestrator', bin), 'utf8');
      expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    }
    expect(Object.keys(facts.scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});

describe('installed without scripts', () => {
  test.each(['orchestrator', 'orc'])('%s starts', async (name) => {
    const { stdout } = await run([name, '--version'], installed);
    expect(stdout).toMatch(/^orchestrator \d+\.\d+\.\d+/);
  });

  test('it builds an image and renders its manifest', async () => {
    const cwd = await createFolder({
      'src/a.txt': 'a\n',
      'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
      'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build: {tagPolicy: {sha256: {}}, artifacts: [{image: web, layers: {files: [{src: src, dest: /app}]}}]}
manifests: {rawYaml: [web.yaml]}
`,
    });
    await run(['orchestrator', 'build', '--file-output=artifacts.json'], cwd);
    const [built] = (await readArtifacts(cwd)).builds;
    const { stdout } = await run(['orc', 'render', '--build-artifacts=artifacts.json', '--offline'], cwd);
    expect(stdout).toContain(`image: ${built?.tag}`);
  });

  test("it has Docker's client, though none of its native parts were built", async () => {
    const cwd = join(installed, 'node_modules/orchestrator');
    const { stdout } = await execa(process.execPath, ['-p', 'typeof require("dockerode")'], { cwd });
    expect(stdout).toBe('function');
  });
});
