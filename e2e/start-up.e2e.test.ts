/** What a command loads: nothing that it does not use, since loading is most of a short command's time. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { findNode } from './other-node.ts';
import { createFolder } from './services/provided.ts';

const services = inject('services');

/** Run before the program: writes down what was loaded when it ends, Node's own modules as `node:fs`. */
const recorder = `const fs = require('node:fs');
process.on('exit', () => {
  const own = process.moduleLoadList.filter((name) => name.startsWith('NativeModule '));
  const names = [...Object.keys(require.cache), ...own.map((name) => name.replace('NativeModule ', 'node:'))];
  fs.writeFileSync(process.env.LOADED, JSON.stringify(names));
});`;

const heavy =
  /\/node_modules\/(?:dockerode|execa|listr2|zod|tar-stream)\/|\/src\/(?:oci\/deflate|adapters\/(?:engine|registry|deflate)|servers)\//;
const config = /\/node_modules\/(?:yaml|js-yaml)\/|\/src\/(?:config|pipeline|manifest|builders|adapters)\//;

const project = {
  'orchestrator.yaml':
    'apiVersion: orchestrator/v1\nkind: Config\nbuild: {artifacts: [{image: web}]}\nmanifests: {rawYaml: [web.yaml]}\n',
  'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
  'artifacts.json': `{"builds":[{"imageName":"web","tag":"r.test/web:1@sha256:${'a'.repeat(64)}"}]}`,
};
const layered =
  'apiVersion: orchestrator/v1\nkind: Config\nbuild: {tagPolicy: {sha256: {}}, artifacts: [{image: web, ' +
  'layers: {files: [{src: src, dest: /app}]}}]}\n';
const render = ['render', '--build-artifacts=artifacts.json', '--offline'];

let program = '';
let sources: ReadonlyMap<string, readonly string[]> = new Map();

beforeAll(async () => {
  const folder = join(services.folders.temporary, 'start-up');
  // A script without types: build.mjs runs it as it is.
  const script = join(import.meta.dirname, '../scripts/bundle.mjs');
  const chunks: readonly { file: string; modules: readonly string[] }[] = await (await import(script)).bundle(folder);
  sources = new Map(chunks.map(({ file, modules }) => [join(folder, file), modules]));
  program = join(folder, 'orchestrator.cjs');
});

/** The sources that a command loaded, by their paths. */
async function loadedBy(words: readonly string[]): Promise<readonly string[]> {
  const cwd = await createFolder({ ...project, 'recorder.cjs': recorder });
  const env = { HOME: cwd, LOADED: join(cwd, 'loaded.json') };
  await execa(process.execPath, ['--require', join(cwd, 'recorder.cjs'), program, ...words], { cwd, env });
  const files: readonly string[] = JSON.parse(await readFile(env.LOADED, 'utf8'));
  return files.flatMap((file) => sources.get(file) ?? [file]);
}

describe('a command loads what it uses', () => {
  test('--version nothing but the first file', async () => {
    const loaded = await loadedBy(['--version']);
    const own = /\/src\/cli\/(?:bin|code-cache|code-pack|link-chunks|home|output)\.ts$|rolldown|recorder\.cjs$/;
    expect(loaded.filter((file) => !own.test(file) && !file.startsWith('node:'))).toEqual([]);
    expect(loaded.some((file) => file.endsWith('/src/cli/bin.ts'))).toBe(true);
  });

  test.each([[['--help']], [['build', '--help']], [['completion', 'bash']]])(
    '%j no config and no pipeline',
    async (words) => {
      const loaded = await loadedBy(words);
      expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
      if (words.includes('--help')) expect(loaded.filter((file) => config.test(file))).toEqual([]);
    },
  );

  test('render neither an engine nor a registry nor a program', async () => {
    const loaded = await loadedBy(render);
    expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
    // The check can fail: what it does load is seen.
    expect(
      loaded.filter((file) => /\/src\/manifest\/pin\.ts$|\/node_modules\/yaml\//.test(file)).length,
    ).toBeGreaterThan(1);
  });

  test.runIf(process.version.startsWith('v20.'))('render none of what Node itself loads slowly', async () => {
    const slow = /^node:(?:child_process|crypto|dgram|http|https|module|net|perf_hooks|stream|timers\/promises|tls)$/;
    const loaded = await loadedBy([
      'render',
      '--build-artifacts=artifacts.json',
      '--progress=none',
      '--output=out.yaml',
      '--offline',
    ]);
    expect(loaded.filter((name) => slow.test(name))).toEqual([]);
    // The check can fail: what it does load is seen.
    expect(loaded).toContain('node:fs/promises');
  });

  test('a build that changes nothing neither a compressor nor an engine nor a registry', async () => {
    const layers = 'layers: {files: [{src: app, dest: /app}]}';
    const cwd = await createFolder({
      'orchestrator.yaml': `apiVersion: orchestrator/v1\nkind: Config\nbuild: {tagPolicy: {sha256: {}}, platforms: [linux/amd64], artifacts: [{image: web, ${layers}}]}\n`,
      'app/main.js': 'main\n',
      'r.cjs': recorder,
    });
    const build = async (): Promise<readonly string[]> => {
      const env = { HOME: cwd, LOADED: join(cwd, 'loaded.json') };
      await execa(process.execPath, ['--require', './r.cjs', program, 'build'], { cwd, env });
      const files: readonly string[] = JSON.parse(await readFile(env.LOADED, 'utf8'));
      return files.flatMap((file) => sources.get(file) ?? [file]).filter((file) => heavy.test(file));
    };
    // The check can fail: what the first build loads is seen.
    expect((await build()).some((file) => file.includes('/src/oci/deflate/'))).toBe(true);
    expect(await build()).toEqual([]);
  });

  test('a mistake in the config what explains it', async () => {
    const cwd = await createFolder({
      'orchestrator.yaml': 'apiVersion: orchestrator/v1\nkind: Config\nbuilt: 1\n',
      'r.cjs': recorder,
    });
    const env = { HOME: cwd, LOADED: join(cwd, 'loaded.json') };
    await execa(process.execPath, ['--require', './r.cjs', program, ...render], { cwd, env, reject: false });
    const loaded: readonly string[] = JSON.parse(await readFile(env.LOADED, 'utf8'));
    expect(loaded.flatMap((file) => sources.get(file) ?? []).some((file) => file.includes('/node_modules/zod/'))).toBe(
      true,
    );
  });
});

describe('compiled code is kept', () => {
  const run = (node: string, cwd: string, env: Readonly<Record<string, string>> = {}) =>
    execa(node, [program, ...render], { cwd, env: { HOME: cwd, XDG_CACHE_HOME: '', ...env } });
  const files = async (cwd: string): Promise<readonly string[]> => {
    const all = await readdir(join(cwd, '.cache'), { recursive: true, withFileTypes: true }).catch(() => []);
    return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  };

  test.each(['this', '24.21.0'])('below the cache folder, and is taken from there: Node %s', async (version) => {
    const found = version === 'this' ? { program: process.execPath } : await findNode(version);
    if ('missing' in found) return expect.unreachable(found.missing);
    const cwd = await createFolder(project);
    const { stdout } = await run(found.program, cwd);
    const kept = await files(cwd);
    // Ours is one file a command, Node's own one a chunk.
    expect(kept.length).toBeGreaterThan(version === 'this' ? 0 : 3);
    expect((await run(found.program, cwd)).stdout).toBe(stdout);
    expect(await files(cwd)).toEqual(kept);
  });

  test.runIf(process.version.startsWith('v20.'))('once for each command, of a mistyped word not at all', async () => {
    const cwd = await createFolder(project);
    const names = async () => (await files(cwd)).map((file) => basename(file).replace(/^.*\.cjs-/, '')).sort();
    const call = (...words: readonly string[]) =>
      execa(process.execPath, [program, ...words], { cwd, env: { HOME: cwd, XDG_CACHE_HOME: '' }, reject: false });
    await call('rendr');
    expect(await names()).toEqual([]);
    await call(...render);
    await call('--help');
    expect(await names()).toEqual(['any.bin', 'render.bin']);
    // Another way through the same command adds to what is kept.
    const [pack = ''] = (await files(cwd)).filter((file) => file.endsWith('render.bin'));
    const { size } = await stat(pack);
    await call(...render, '--verify-reproducible');
    expect((await stat(pack)).size).toBeGreaterThan(size);
  });

  test.runIf(process.version.startsWith('v20.'))(
    'of the first runs, since a later one calls what the first did not',
    async () => {
      const cwd = await createFolder({ ...project, 'src/a': 'a\n', 'orchestrator.yaml': layered });
      const call = () =>
        execa(process.execPath, [program, 'build'], { cwd, env: { HOME: cwd, XDG_CACHE_HOME: '' }, reject: false });
      const states: string[] = [];
      for (let run = 0; run < 7; run++) {
        expect((await call()).exitCode).toBe(0);
        const [pack = ''] = (await files(cwd)).filter((file) => file.endsWith('build.bin'));
        const { ino, size } = await stat(pack);
        states.push(`${ino} ${size}`);
      }
      const [built, cached] = states;
      expect(cached).not.toBe(built);
      expect(new Set(states.slice(-2)).size).toBe(1);
    },
  );

  test.each(['this', '24.21.0'])('and damage to it changes nothing: Node %s', async (version) => {
    const found = version === 'this' ? { program: process.execPath } : await findNode(version);
    if ('missing' in found) return expect.unreachable(found.missing);
    const cwd = await createFolder(project);
    const { stdout } = await run(found.program, cwd);
    for (const [index, file] of (await files(cwd)).entries())
      await writeFile(file, index % 2 === 0 ? 'damaged' : (await readFile(file)).subarray(0, 500));
    const again = await run(found.program, cwd);
    expect([again.stdout, again.stderr]).toEqual([stdout, expect.not.stringMatching(/cache|warn/i)]);
  });

  test.each(['this', '24.21.0'])('but not in a folder that others may write to: Node %s', async (version) => {
    const found = version === 'this' ? { program: process.execPath } : await findNode(version);
    if ('missing' in found) return expect.unreachable(found.missing);
    const cwd = await createFolder(project);
    const { stdout } = await execa(found.program, ['-p', '`code-${process.version}-${process.arch}`']);
    const folder = join(cwd, '.cache/orchestrator', stdout);
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
    await run(found.program, cwd);
    expect(await files(cwd)).toEqual([]);
  });

  test('nor where it is switched off, or where nothing can be written', async () => {
    const cwd = await createFolder(project);
    await run(process.execPath, cwd, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(await files(cwd)).toEqual([]);
    await writeFile(join(cwd, '.cache'), 'a file, no folder');
    expect((await run(process.execPath, cwd)).stdout).toContain('image: r.test/web');
  });
});
