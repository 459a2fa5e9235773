import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Digest, digestOf } from '../image/digest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Registry } from '../ports/registry.ts';
import { files, type Project, platforms, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';
import { type BaseContent, baseFor, type Content, indexOf, pushBase } from './layers-base.cases.ts';

async function startWith(bases: readonly BaseContent[], index?: Content): Promise<Project> {
  const project = startProject();
  await pushBase(project.context.registry, 'registry.test/base:1', bases, index);
  project.put('a');
  return project;
}

const spec = { base: 'registry.test/base:1', files: [files('a', '/a')] };

describe('a base of a registry', () => {
  test('gives its settings and layers; Docker types become OCI ones, their bytes stay', async () => {
    const base = baseFor('arm64');
    const project = await startWith([base]);
    const built = await layers.build(project.job({ ...spec, env: { A: '1', B: '2' } }), project.context);
    const manifest = await project.manifestOf(built.reference);
    expect(manifest).toMatchObject({
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig },
      layers: [
        { ...base.layer.descriptor, mediaType: mediaTypes.ociLayerGzip },
        { mediaType: mediaTypes.ociLayerGzip },
      ],
      annotations: {
        'org.opencontainers.image.base.name': 'registry.test/base:1',
        'org.opencontainers.image.base.digest': base.image.descriptor.digest,
      },
    });
    expect(await project.configOf(manifest)).toMatchObject({
      architecture: 'arm64',
      config: {
        Env: ['PATH=/bin', 'A=1', 'B=2'],
        Cmd: ['sh'],
        Labels: { from: 'base' },
        Healthcheck: { Test: ['NONE'] },
      },
      history: [{ created_by: 'unknown' }, { created_by: 'layers a -> /a' }],
    });
  });

  test('gives each platform its own image', async () => {
    const [amd, arm] = [baseFor('amd64'), baseFor('arm64')];
    const project = await startWith(
      [amd, arm],
      indexOf([
        ['amd64', amd],
        ['arm64', arm],
      ]),
    );
    const job = project.job(spec, { platforms: platforms('linux/amd64', 'linux/arm64') });
    const index = await project.manifestOf((await layers.build(job, project.context)).reference);
    if (index.kind !== 'index') throw new Error('expected an index');
    const firsts: (Digest | undefined)[] = [];
    for (const { digest } of index.manifests) {
      const child = await project.manifestOf(`registry.test/team/app@${digest}`);
      firsts.push(child.kind === 'manifest' ? child.layers[0]?.digest : undefined);
    }
    expect(firsts).toEqual([amd.layer.descriptor.digest, arm.layer.descriptor.digest]);
    const lone = await layers.build(project.job(spec), project.context);
    expect(await project.configOf(await project.manifestOf(lone.reference))).toMatchObject({ architecture: 'amd64' });
  });

  test('without the platform says which ones it has', async () => {
    const [amd, arm] = [baseFor('amd64'), baseFor('arm64')];
    const project = await startWith(
      [amd, arm],
      indexOf([
        ['amd64', amd],
        ['arm64', arm],
      ]),
    );
    const job = project.job(spec, { platforms: platforms('linux/s390x') });
    await expect(layers.build(job, project.context)).rejects.toThrow(
      /no image for linux\/s390x, only for linux\/amd64, linux\/arm64/,
    );
  });

  test('whose index lies about a child is IMAGE_INVALID', async () => {
    const liar = baseFor('arm64', 'amd64');
    const project = await startWith([liar], indexOf([['arm64', liar]]));
    const job = project.job(spec, { platforms: platforms('linux/arm64') });
    await expect(layers.build(job, project.context)).rejects.toMatchObject({
      problems: [
        {
          code: 'IMAGE_INVALID',
          message: expect.stringMatching(/its config says linux\/amd64, asked was linux\/arm64/),
        },
      ],
    });
  });

  test('is mounted, and its layers are not read', async () => {
    const base = baseFor('amd64');
    const project = await startWith([base]);
    const asked: unknown[] = [];
    const { registry } = project.context;
    const watched: Registry = {
      ...registry,
      pushBlob: (repository, source, options) => {
        asked.push([source.descriptor.digest, options.mountFrom?.map((one) => one.repository)]);
        return registry.pushBlob(repository, source, options);
      },
    };
    await layers.build(project.job(spec), { ...project.context, registry: watched });
    expect(asked).toContainEqual([base.layer.descriptor.digest, ['base']]);
    expect(await project.context.store.blobs.size(base.layer.descriptor.digest)).toBeUndefined();
  });

  test('named by digest is asked for once', async () => {
    const base = baseFor('amd64');
    const project = await startWith([base]);
    const job = project.job({ ...spec, base: `registry.test/base@${base.image.descriptor.digest}` });
    const first = await layers.build(job, project.context);
    const offline: Registry = { ...project.context.registry, pullManifest: refuse, pullBlob: refuse, resolve: refuse };
    expect(await layers.build(job, { ...project.context, registry: offline })).toEqual(first);
  });

  test('that the lock names and the registry has no more is told with the way out', async () => {
    const base = baseFor('amd64');
    const project = await startWith([base]);
    const gone = digestOf(Buffer.from('gone'));
    const job = project.job(spec, { bases: new Map([[spec.base, gone]]) });
    await expect(layers.build(job, project.context)).rejects.toMatchObject({
      problems: [{ code: 'REGISTRY_NOT_FOUND', hint: expect.stringMatching(/orchestrator\.lock.*--refresh/) }],
    });
  });

  test('is kept whole in the store where nothing is pushed', async () => {
    const base = baseFor('amd64');
    const project = await startWith([base]);
    const built = await layers.build(project.job(spec, { push: false }), project.context);
    expect(built).toMatchObject({ pushed: false, reference: `registry.test/team/app:v1@${built.digest}` });
    const { blobs, repositories } = project.context.store;
    expect(await blobs.size(base.layer.descriptor.digest)).toBe(base.layer.descriptor.size);
    expect(await repositories.findManifest('team/app', 'v1')).toMatchObject({ digest: built.digest });
    await expect(project.manifestOf(built.reference)).rejects.toMatchObject({
      problems: [{ code: 'REGISTRY_NOT_FOUND' }],
    });
  });

  test('may be a required artifact, by its alias, and then its tag is no part of the image', async () => {
    const base = baseFor('amd64');
    const project = await startWith([base]);
    const named = `registry.test/base@${base.image.descriptor.digest}`;
    const digests = new Set<unknown>();
    for (const tag of ['', ':1', ':2']) {
      const requires = [{ alias: 'BASE', reference: named.replace('@', `${tag}@`) }];
      const built = await layers.build(project.job({ ...spec, base: 'BASE' }, { requires }), project.context);
      digests.add(built.digest);
      expect(await project.manifestOf(built.reference)).toMatchObject({ layers: [{}, {}] });
    }
    expect(digests.size).toBe(1);
  });
});

describe('a base of an OCI layout', () => {
  function writeLayout(project: Project, bases: readonly (readonly [string, BaseContent])[], tag?: string): void {
    const blobs = join(project.dir, 'base/blobs/sha256');
    mkdirSync(blobs, { recursive: true });
    for (const [, parts] of bases)
      for (const { descriptor, bytes } of Object.values<Content>({ ...parts }))
        writeFileSync(join(blobs, descriptor.digest.slice('sha256:'.length)), bytes);
    const annotations = tag === undefined ? {} : { annotations: { 'org.opencontainers.image.ref.name': tag } };
    const manifests = bases.map(([architecture, { image }]) => ({
      ...image.descriptor,
      platform: { os: 'linux', architecture },
      ...annotations,
    }));
    project.put('base/index.json', JSON.stringify({ schemaVersion: 2, manifests }));
    project.put('a');
  }

  test.each(['oci:base', 'oci:base:v1', 'oci:./base/'])('%s is read from disk', async (name) => {
    const project = startProject();
    const base = baseFor('arm64', 'arm64', false);
    writeLayout(project, [['arm64', base]], 'v1');
    const built = await layers.build(project.job({ ...spec, base: name }), project.context);
    const manifest = await project.manifestOf(built.reference);
    expect(manifest).toMatchObject({ layers: [base.layer.descriptor, {}] });
    expect(await project.context.store.blobs.size(base.layer.descriptor.digest)).toBe(base.layer.descriptor.size);
  });

  test('with several images is an index', async () => {
    const project = startProject();
    writeLayout(project, [
      ['amd64', baseFor('amd64', 'amd64', false)],
      ['arm64', baseFor('arm64', 'arm64', false)],
    ]);
    const job = project.job({ ...spec, base: 'oci:base' }, { platforms: platforms('linux/arm64') });
    const manifest = await project.manifestOf((await layers.build(job, project.context)).reference);
    expect(await project.configOf(manifest)).toMatchObject({ architecture: 'arm64' });
  });

  test('says which tags there are', async () => {
    const project = startProject();
    writeLayout(project, [['amd64', baseFor('amd64')]], 'v1');
    await expect(layers.build(project.job({ ...spec, base: 'oci:base:v2' }), project.context)).rejects.toThrow(
      /no image tagged "v2", only v1/,
    );
  });

  test('with other bytes than its digests say is DIGEST_MISMATCH', async () => {
    const project = startProject();
    const base = baseFor('amd64', 'amd64', false);
    writeLayout(project, [['amd64', base]]);
    for (const { descriptor } of [base.layer, base.config]) {
      project.put(`base/blobs/sha256/${descriptor.digest.slice('sha256:'.length)}`, 'x'.repeat(descriptor.size));
      await expect(layers.build(project.job({ ...spec, base: 'oci:base' }), project.context)).rejects.toMatchObject({
        problems: [{ code: 'DIGEST_MISMATCH' }],
      });
    }
  });

  test('that is not there is INPUT_MISSING', async () => {
    const project = startProject();
    project.put('a');
    await expect(layers.build(project.job({ ...spec, base: 'oci:no' }), project.context)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_MISSING' }],
    });
  });
});

function refuse(): never {
  throw new Error('the network was used');
}
