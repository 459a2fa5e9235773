import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { files, type Project, platforms, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';

/** `PATH TYPE MODE UID:GID` of a pushed image's layer. */
async function listLayer(project: Project, reference: string, index = 0): Promise<readonly string[]> {
  const manifest = await project.manifestOf(reference);
  if (manifest.kind === 'index') throw new Error('an index has no layers');
  const layer = manifest.layers[index];
  if (layer === undefined) throw new Error(`no layer ${index}`);
  const reader = extract();
  reader.end(gunzipSync(await project.blob(layer.digest)));
  const found: string[] = [];
  for await (const entry of reader) {
    const { name, type, mode, uid, gid, mtime, linkname } = entry.header;
    found.push([name, type, mode.toString(8), `${uid}:${gid}`, linkname ?? ''].join(' ').trim());
    expect(mtime.getTime()).toBe(0);
    entry.resume();
  }
  return found;
}

describe('what the image holds', () => {
  test('a folder, a file with a new name, a file in a folder, and a glob', async () => {
    const project = startProject();
    project.put('dist/main.js');
    project.put('dist/bin/run', '#!', 0o755);
    project.put('dist/old.map');
    project.put('config.prod.json');
    project.put('LICENSE');
    project.put('docs/a/x.md');
    project.put('docs/y.txt');
    const built = await layers.build(
      project.job({
        files: [
          files('dist', '/srv/app', { ignore: ['**/*.map'], owner: '1000:1000' }),
          files('config.prod.json', '/etc/app.json', { mode: '0600' }),
          files('LICENSE', '/licenses/'),
          files('docs/**/*.md', '/docs'),
        ],
      }),
      project.context,
    );
    expect(built).toMatchObject({ pushed: true, reference: `registry.test/team/app:v1@${built.digest}` });
    expect(await listLayer(project, built.reference, 0)).toEqual([
      'srv/ directory 755 0:0',
      'srv/app/ directory 755 1000:1000',
      'srv/app/bin/ directory 755 1000:1000',
      'srv/app/bin/run file 755 1000:1000',
      'srv/app/main.js file 644 1000:1000',
    ]);
    expect(await listLayer(project, built.reference, 1)).toEqual([
      'etc/ directory 755 0:0',
      'etc/app.json file 600 0:0',
    ]);
    expect(await listLayer(project, built.reference, 2)).toEqual([
      'licenses/ directory 755 0:0',
      'licenses/LICENSE file 644 0:0',
    ]);
    expect(await listLayer(project, built.reference, 3)).toEqual([
      'docs/ directory 755 0:0',
      'docs/a/ directory 755 0:0',
      'docs/a/x.md file 644 0:0',
    ]);
  });

  test('settings, on scratch', async () => {
    const project = startProject();
    const built = await layers.build(
      project.job({
        env: { B: '2', A: '{{.TARGETARCH}}' },
        entrypoint: ['/app'],
        cmd: ['--help'],
        user: 1000,
        workingDir: '/srv',
        ports: [8080, '53/udp'],
        labels: { v: '{{.TARGETOS}}' },
      }),
      project.context,
    );
    expect(await project.configOf(await project.manifestOf(built.reference))).toEqual({
      architecture: 'amd64',
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: {
        Cmd: ['--help'],
        Entrypoint: ['/app'],
        Env: ['A=amd64', 'B=2'],
        ExposedPorts: { '53/udp': {}, '8080/tcp': {} },
        Labels: { v: 'linux' },
        User: '1000',
        WorkingDir: '/srv',
      },
      history: [],
      rootfs: { type: 'layers', diff_ids: [] },
    });
  });

  test('links are kept as links', async () => {
    const project = startProject();
    project.put('dist/a/real');
    symlinkSync('a/real', join(project.dir, 'dist/link'));
    symlinkSync('..', join(project.dir, 'dist/a/loop'));
    const built = await layers.build(project.job({ files: [files('dist', '/')] }), project.context);
    expect(await listLayer(project, built.reference)).toEqual([
      'a/ directory 755 0:0',
      'a/loop symlink 777 0:0 ..',
      'a/real file 644 0:0',
      'link symlink 777 0:0 a/real',
    ]);
  });

  test('compression: none keeps the tar as it is', async () => {
    const project = startProject();
    project.put('a');
    const built = await layers.build(project.job({ files: [files('a', '/a')], compression: 'none' }), project.context);
    const manifest = await project.manifestOf(built.reference);
    const config = await project.configOf(manifest);
    expect(manifest).toMatchObject({
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: config.rootfs.diff_ids[0] }],
    });
  });
});

describe('what is refused', () => {
  test.each<[string, (project: Project) => unknown, RegExp]>([
    [
      'a link out of src',
      ({ dir }) => symlinkSync('../../x', join(dir, 'src/out')),
      /files\[0\].src "src": holds the link "out".* to "..\/..\/x"/,
    ],
    ['an absolute link', ({ dir }) => symlinkSync('/etc/passwd', join(dir, 'src/out')), /holds the link "out"/],
    ['a FIFO', ({ dir }) => execFileSync('mkfifo', [join(dir, 'src/fifo')]), /holds "fifo", which is neither a file/],
    ['a whiteout', ({ put }) => put('src/.wh.x'), /"app\/.wh.x" in the image begins with ".wh."/],
    ['nothing at src', ({ dir }) => rmSync(join(dir, 'src'), { recursive: true }), /there is nothing at/],
  ])('%s', async (_, prepare, message) => {
    const project = startProject();
    project.put('src/a');
    prepare(project);
    await expect(layers.build(project.job({ files: [files('src', '/app')] }), project.context)).rejects.toThrow(
      message,
    );
  });

  test('src itself may be a link inside of the context, and not out of it', async () => {
    const project = startProject();
    project.put('releases/1/a');
    symlinkSync('releases/1', join(project.dir, 'current'));
    symlinkSync('/etc', join(project.dir, 'etc'));
    const built = await layers.build(project.job({ files: [files('current', '/app')] }), project.context);
    expect(await listLayer(project, built.reference)).toContain('app/a file 644 0:0');
    await expect(layers.build(project.job({ files: [files('etc', '/app')] }), project.context)).rejects.toThrow(
      /is a link that leads out of the context, to "\/etc"/,
    );
  });

  test.each(['../x', '/etc', 'a/../../x', '.orchestrator/registry'])('src %s', async (src) => {
    const project = startProject();
    await expect(layers.build(project.job({ files: [files(src, '/app')] }), project.context)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_INVALID' }],
    });
  });

  test.each(['abc', '-1', '1.5', '1e9'])('SOURCE_DATE_EPOCH=%s', async (text) => {
    const project = startProject();
    const job = project.job({}, { env: { SOURCE_DATE_EPOCH: text } });
    await expect(layers.build(job, project.context)).rejects.toThrow(
      /SOURCE_DATE_EPOCH ".*" is not a number of seconds/,
    );
  });
});

describe('several platforms', () => {
  test('become an index, each with its own files', async () => {
    const project = startProject();
    project.put('bin/linux_amd64/app', 'x86', 0o755);
    project.put('bin/linux_arm64/app', 'arm', 0o755);
    project.put('share/a');
    const spec = {
      files: [
        files('bin/{{.TARGETOS}}_{{.TARGETARCH}}/app', '/app'),
        files('share', '/share'),
        files('share', '/only', { platforms: ['linux/arm64'] }),
      ],
    };
    const job = project.job(spec, { platforms: platforms('linux/amd64', 'linux/arm64') });
    const built = await layers.build(job, project.context);
    const index = await project.manifestOf(built.reference);
    if (index.kind !== 'index') throw new Error('expected an index');
    expect(index.manifests.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    const [first, second] = await Promise.all(
      index.manifests.map(({ digest }) => project.manifestOf(`registry.test/team/app@${digest}`)),
    );
    if (first?.kind !== 'manifest' || second?.kind !== 'manifest') throw new Error('expected images');
    expect([first.layers.length, second.layers.length]).toEqual([2, 3]);
    expect(first.layers[0]?.digest).not.toBe(second.layers[0]?.digest);
    expect(first.layers[1]).toEqual(second.layers[1]);
    const turned = project.job(spec, { platforms: platforms('linux/arm64', 'linux/amd64', 'linux/arm64/v8') });
    expect((await layers.build(turned, project.context)).digest).toBe(built.digest);
  });
});

test('the way of building is said', () => {
  const project = startProject();
  const spec = project.job({ base: 'node:22', files: [files('a', '/a')] }).spec;
  const wanted = { platforms: platforms('linux/amd64', 'linux/arm64'), push: true };
  expect(layers.explain(spec, wanted, { buildx: undefined })).toEqual({
    ok: true,
    value: 'layers: 1 layer on node:22, an index of linux/amd64, linux/arm64, needs no engine',
  });
});
