import { chmodSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createStore } from '../adapters/blobs/store.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { Event } from '../events/event.ts';
import { digestOf } from '../image/digest.ts';
import type { Engine } from '../ports/engine.ts';
import { createEmbeddedRegistry } from '../servers/registry/embedded.ts';
import type { BuildContext } from './builder.ts';
import { custom } from './custom.ts';
import { folderOf, jobOf, ports, problem } from './docker.cases.ts';

const env = { PATH: process.env['PATH'] ?? '', IMAGE: 'stray' };

/** No engine here: what asks for one fails as it does on such a machine. */
const refuse = () => Promise.reject(new OrchestratorError({ code: 'ENGINE_UNREACHABLE', message: 'no engine' }));
const engine: Engine = {
  info: refuse,
  build: refuse,
  findImage: refuse,
  tag: refuse,
  push: refuse,
  pull: refuse,
  remove: refuse,
  save: async function* () {
    yield await refuse();
  },
};

function contextOf() {
  const store = createStore(join(folderOf({}), 'store'));
  const events: Event[] = [];
  const registry = createEmbeddedRegistry(store);
  const context: BuildContext = { ...ports, engine, registry, store, emit: (event) => events.push(event), step: 's' };
  const put = async (tag: string) => {
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
    );
    const { digest } = await store.blobs.write(bytes, { signal: ports.signal });
    const descriptor = { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: bytes.length };
    await store.repositories.putManifest('team/app', descriptor, { tag });
    return digest;
  };
  const output = () => events.flatMap((event) => (event.type === 'step.output' ? [event.line] : []));
  return { context, put, output };
}

const job = (buildCommand: string | undefined, more = {}) =>
  jobOf(buildCommand === undefined ? {} : { buildCommand }, { contextDir: folderOf({}), env, ...more });

describe('a custom build', () => {
  test('is told what Skaffold tells, whatever the environment says', async () => {
    const { context, put, output } = contextOf();
    await put('v1');
    const names = 'IMAGE PUSH_IMAGE PLATFORMS SKIP_TEST IMAGE_REPO IMAGE_TAG BASE';
    const command = `for name in ${names}; do eval echo "$name=\\$$name"; done; test "$BUILD_CONTEXT" = "$(pwd -P)" && echo {{.WORD}}`;
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ];
    await custom.build(job(command, { platforms, requires: [{ alias: 'BASE', reference: 'base@x' }] }), context);
    expect(output()).toEqual([
      'IMAGE=r.example/team/app:v1',
      'PUSH_IMAGE=true',
      'PLATFORMS=linux/amd64,linux/arm/v7',
      'SKIP_TEST=false',
      'IMAGE_REPO=r.example/team/app',
      'IMAGE_TAG=v1',
      'BASE=base@x',
      'expanded',
    ]);
  });

  test('that pushed is pinned by what the registry holds', async () => {
    const { context, put } = contextOf();
    const digest = await put('v1');
    const built = await custom.build(job('true'), context);
    expect(built).toEqual({ reference: `r.example/team/app:v1@${digest}`, digest, pushed: true });
  });

  test('that left its image in the store needs no engine', async () => {
    const { context, put } = contextOf();
    const digest = await put('v1');
    const built = await custom.build(job('true', { push: false }), context);
    expect(built).toEqual({ reference: `r.example/team/app:v1@${digest}`, digest, pushed: false });
  });

  test('that left it in the engine is named by its id', async () => {
    const { context } = contextOf();
    const tagged: string[] = [];
    const id = digestOf('image');
    const own: Engine = {
      ...engine,
      findImage: async () => ({ id, repoDigests: [] }),
      tag: async (source, target) => void tagged.push(`${source} ${target.name}:${target.tag}`),
    };
    const built = await custom.build(job('true', { push: false }), { ...context, engine: own });
    expect(built).toEqual({ reference: `r.example/team/app:${id.slice(7)}`, pushed: false });
    expect(tagged).toEqual([`${id} r.example/team/app:${id.slice(7)}`]);
  });

  test.each([
    ['echo why >&2; exit 7', {}, 'BUILD_FAILED', /"app" ended with exit code 7: why/],
    ['kill -9 $$', {}, 'BUILD_FAILED', /exit code 137/],
    ['true', {}, 'BUILD_FAILED', /didn't produce an image with tag "r.example\/team\/app:v1"/],
    ['true', { push: false }, 'ENGINE_UNREACHABLE', /no engine/],
    [undefined, {}, 'CONFIG_INVALID', /has no buildCommand/],
  ])('of %j, %j fails as %s', async (command, more, code, message) => {
    await expect(custom.build(job(command, more), contextOf().context)).rejects.toMatchObject(problem(code, message));
  });
});

describe('inputs', () => {
  const names = async (dependencies: object | undefined, files: Readonly<Record<string, string>>) => {
    const contextDir = folderOf(files);
    const spec = { buildCommand: 'make', ...(dependencies && { dependencies }) };
    const { files: found } = await custom.inputs(jobOf(spec, { contextDir, configDir: contextDir, env }), ports);
    return found.map(({ name }) => name);
  };
  const files = { 'src/a.ts': '', 'src/b.md': '', other: '', list: '#!/bin/sh\necho "[\\"src\\", \\"other\\"]"\n' };

  test.each([
    [undefined, ['list', 'other', 'src/a.ts', 'src/b.md']],
    [{ paths: ['src/**'], ignore: ['**/*.md'] }, ['src/a.ts']],
    [{ command: 'sh ./list' }, ['other', 'src/a.ts', 'src/b.md']],
  ])('by %j are %j', async (dependencies, expected) => {
    expect(await names(dependencies, files)).toEqual(expected);
  });

  test.each([[undefined], [{ command: 'echo ["src"]' }]])('by %j are more than content', async (dependencies) => {
    const project = folderOf({ 'app/src/a': '', 'app/src/b': '', there: 'one' });
    const contextDir = join(project, 'app');
    const spec = { buildCommand: 'make', ...(dependencies && { dependencies }) };
    symlinkSync('../../there', join(contextDir, 'src/out'));
    symlinkSync('a', join(contextDir, 'src/in'));
    symlinkSync('gone', join(contextDir, 'src/dangling'));
    symlinkSync('.', join(contextDir, 'src/round'));
    const look = () => custom.inputs(jobOf(spec, { contextDir, configDir: contextDir, env }), ports);
    const before = await look();
    // Behind a link lies what the command reads; what is an input already is none twice.
    expect(before.files.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'file src/a',
      'file src/b',
      'link src/dangling',
      'link src/in',
      'link src/out',
      'file src/out',
      'link src/round',
    ]);
    expect(before.files.find(({ kind, name }) => kind === 'file' && name === 'src/out')?.path).toBe(
      join(realpathSync(project), 'there'),
    );
    const trees = [before.tree];
    for (const change of [
      () => chmodSync(join(contextDir, 'src/a'), 0o600),
      () => chmodSync(join(contextDir, 'src/a'), 0o4755),
      () => mkdirSync(join(contextDir, 'src/empty')),
      () => chmodSync(join(contextDir, 'src/empty'), 0o700),
    ]) {
      change();
      trees.push((await look()).tree);
    }
    expect(new Set(trees).size).toBe(trees.length);
  });

  test('are the command that will be run, but for its tag', async () => {
    const job = jobOf({ buildCommand: 'make {{.WORD}} {{.IMAGE_TAG}}' }, { contextDir: folderOf({}), env });
    expect((await custom.inputs(job, ports)).values).toMatchObject({ buildCommand: 'make expanded {{.IMAGE_TAG}}' });
  });

  test('by a Dockerfile are what it copies', async () => {
    const dockerfile = { path: 'D', buildArgs: { X: 'src' } };
    expect(await names({ dockerfile }, { ...files, D: 'FROM a\nARG X\nCOPY $X /\n' })).toEqual([
      'D',
      'src/a.ts',
      'src/b.md',
    ]);
  });

  test.each([
    [{ paths: ['none/*'] }, 'INPUT_MISSING', /"none\/\*"/],
    [{ command: 'echo [1]' }, 'INPUT_INVALID', /did not print a JSON array/],
    [{ command: 'false' }, 'INPUT_INVALID', /exit code 1/],
    [{ command: ' ' }, 'INPUT_INVALID', /is empty/],
    [{ command: 'echo ["gone"]' }, 'INPUT_MISSING', /"gone" is not there/],
    [{ command: 'no-such-program-4718' }, 'TOOL_MISSING', /no-such-program-4718/],
  ])('by %j are %s', async (dependencies, code, message) => {
    await expect(names(dependencies, files)).rejects.toMatchObject(problem(code, message));
  });
});
