/** A project in a temporary folder, with a store and the embedded registry, for tests of the `layers` builder. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { layoutOf } from '../adapters/blobs/layout.ts';
import { createStore } from '../adapters/blobs/store.ts';
import { createRecords } from '../adapters/records/records.ts';
import { createSystem } from '../adapters/system/system.ts';
import { createTree } from '../adapters/tree/tree.ts';
import { unwrap } from '../errors/result.ts';
import type { Event } from '../events/event.ts';
import type { Digest } from '../image/digest.ts';
import { type Platform, parsePlatform } from '../image/platform.ts';
import { parseReference } from '../image/reference.ts';
import { type ImageConfig, parseImageConfig } from '../oci/image-config.ts';
import { type ImageIndex, type ImageManifest, parseManifest } from '../oci/image-manifest.ts';
import type { Registry } from '../ports/registry.ts';
import { createEmbeddedRegistry } from '../servers/registry/embedded.ts';
import type { BuildContext, BuildJob } from './builder.ts';
import type { LayersSpec } from './layers.schema.ts';

export interface Project {
  readonly dir: string;
  readonly context: BuildContext;
  readonly events: Event[];
  put(path: string, text?: string, mode?: number): string;
  job(spec: Partial<LayersSpec>, more?: Partial<BuildJob<LayersSpec>>): BuildJob<LayersSpec>;
  manifestOf(reference: string): Promise<ImageManifest | ImageIndex>;
  configOf(manifest: ImageManifest | ImageIndex): Promise<ImageConfig>;
  blob(digest: Digest): Promise<Buffer>;
  /** Where the store has it. */
  blobFile(digest: Digest): string;
  readonly recordsDir: string;
  close(): void;
}

/** A project that goes away after the test. */
export function startProject(options: ProjectOptions = {}): Project {
  const project = createProject(options);
  onTestFinished(() => project.close());
  return project;
}

export interface ProjectOptions {
  /** Where images are pushed to and bases come from; a fresh embedded one unless said. */
  readonly registry?: Registry;
}

function createProject(options: ProjectOptions): Project {
  const dir = mkdtempSync(join(tmpdir(), 'layers-'));
  const state = mkdtempSync(join(tmpdir(), 'layers-store-'));
  const store = createStore(join(state, 'registry'));
  const registry = options.registry ?? createEmbeddedRegistry(createStore(join(state, 'remote')));
  const { signal } = new AbortController();
  const events: Event[] = [];
  const context: BuildContext = {
    system: createSystem(),
    tree: createTree(),
    store,
    registry,
    records: createRecords(join(state, 'records')),
    // This builder must not need one.
    engine: new Proxy({}, { get: () => expectNothing('the engine') }) as BuildContext['engine'],
    emit: (event) => events.push(event),
    step: 'build',
    signal,
  };
  const blob = async (digest: Digest): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.blobs.read(digest, { signal })) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return {
    dir,
    context,
    events,
    put(path, text = path, mode = 0o644) {
      const file = join(dir, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      chmodSync(file, mode);
      return file;
    },
    job: (spec, more = {}) => jobOf(dir, spec, more),
    async manifestOf(reference) {
      const { descriptor, bytes } = await registry.pullManifest(unwrap(parseReference(reference)), signal);
      return unwrap(parseManifest(bytes, descriptor.mediaType));
    },
    async configOf(manifest) {
      if (manifest.kind === 'index') throw new Error('an index has no config');
      return unwrap(parseImageConfig(await blob(manifest.config.digest)));
    },
    blob,
    blobFile: (digest) => layoutOf(join(state, 'registry')).blob(digest),
    recordsDir: join(state, 'records'),
    close() {
      for (const folder of [dir, state]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const files = (src: string, dest: string, more: Partial<LayersSpec['files'][number]> = {}) => ({
  src,
  dest,
  owner: '0:0',
  ...more,
});

export const platforms = (...texts: readonly string[]): readonly Platform[] =>
  texts.map((text) => unwrap(parsePlatform(text)));

function jobOf(
  contextDir: string,
  spec: Partial<LayersSpec>,
  more: Partial<BuildJob<LayersSpec>>,
): BuildJob<LayersSpec> {
  return {
    artifact: 'app',
    spec: { base: 'scratch', files: [], compression: 'gzip', ...spec },
    contextDir,
    target: { ...unwrap(parseReference('registry.test/team/app:v1')), tag: 'v1' },
    platforms: [],
    requires: [],
    push: true,
    runMode: 'build',
    env: {},
    expand: (template, values = {}) =>
      template.replaceAll(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => values[name] ?? `<${name}>`),
    ...more,
  };
}

function expectNothing(what: string): never {
  throw new Error(`${what} was used`);
}
