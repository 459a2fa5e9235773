/** `orchestrator why` and `orchestrator cache`, on a project of one image and one object. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const CANARY = 'canary-4711';

async function createProject(): Promise<string> {
  const cwd = await createFolder();
  await mkdir(join(cwd, 'app'));
  await mkdir(join(cwd, 'k8s'));
  await writeFile(join(cwd, 'app', 'main.js'), 'one\n');
  await writeFile(
    join(cwd, 'k8s', 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
  );
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    `apiVersion: orchestrator/v1
kind: Config
build:
  platforms: [linux/amd64]
  tagPolicy: {sha256: {}}
  artifacts:
    - image: web
      layers: {files: [{src: app, dest: /app}], user: "1000", env: {KEY: "{{.KEY}}"}}
manifests: {rawYaml: [k8s/pod.yaml]}
`,
  );
  return cwd;
}

const run = async (cwd: string, words: readonly string[], key = CANARY) => {
  const finished = await orchestrator([...words, '--progress=none'], { cwd, env: { KEY: key } });
  expect(finished.exitCode, finished.stderr).toBe(0);
  return finished.stdout;
};

describe('why ARTIFACT', () => {
  test('names the fields that differ from the last run, with both values', async () => {
    const cwd = await createProject();
    expect(await run(cwd, ['why', 'web'])).toMatch(/would be built\n {2}no earlier run/);
    await run(cwd, ['build']);
    expect(await run(cwd, ['why', 'web'])).toMatch(/is not built again: .*web:latest@sha256:/);

    writeFileSync(join(cwd, 'app', 'main.js'), 'two\n');
    const config = join(cwd, 'orchestrator.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"1000"', '"2000"'));
    const { artifacts } = JSON.parse(await run(cwd, ['why', 'web', '--format=json']));
    expect(artifacts).toMatchObject([
      {
        artifact: 'web',
        comparedWith: 'last run',
        changes: [
          { field: 'setting user', before: '1000', after: '2000' },
          { field: 'file app/main.js', before: expect.stringMatching(/^sha256:/), after: expect.any(String) },
        ],
      },
    ]);
    await run(cwd, ['build']);
    expect(await run(cwd, ['why', 'web'])).toContain('nothing changed since the last run; 2 made that one differ');
  });

  test.each(['web', 'web:latest', 'localhost:5080/web', 'localhost:5080/web:v9', 'docker.io/library/web'])(
    'knows the artifact as %s',
    async (word) => {
      const cwd = await createProject();
      const { artifacts } = JSON.parse(await run(cwd, ['why', word, '--format=json']));
      expect(artifacts).toMatchObject([{ artifact: 'web', comparedWith: 'nothing', changes: [] }]);
    },
  );

  test('says that an image was lost, or forgotten, where nothing else has it built', async () => {
    const cwd = await createProject();
    await run(cwd, ['build']);
    rmSync(join(cwd, '.orchestrator', 'registry', 'blobs'), { recursive: true });
    expect(await run(cwd, ['why', 'web'])).toMatch(
      /^web would be built: the image of these inputs is not whole in the/,
    );
    expect(await run(cwd, ['cache', 'gc'])).toBe('1 forgotten\n');
    expect(await run(cwd, ['why', 'web'])).toMatch(/^web would be built: the cache knows no image of these inputs any/);
    const { artifacts } = JSON.parse(await run(cwd, ['why', 'web', '--format=json']));
    expect(artifacts).toMatchObject([{ artifact: 'web', lost: 'forgotten' }]);
    await run(cwd, ['build']);
    expect(await run(cwd, ['why', 'web'])).toMatch(/^web is not built again/);
  });

  test('shows a secret as a hash, and keeps it nowhere', async () => {
    const cwd = await createProject();
    await run(cwd, ['build']);
    const text = await run(cwd, ['why', 'web'], 'another-canary');
    expect(text).toMatch(/env KEY\n {4}before {2}sha256:[0-9a-f]{12}\n {4}now {5}sha256:[0-9a-f]{12}/);
    const records = join(cwd, '.orchestrator', 'records');
    const kept = readdirSync(records, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(kept.length).toBeGreaterThan(3);
    for (const { parentPath, name } of kept)
      expect(readFileSync(join(parentPath, name), 'latin1')).not.toContain(CANARY);
    expect(text).not.toContain('canary');
  });
});

describe('why OBJECT', () => {
  const what = ['Pod/web', 'pod/web', 'k8s/pod.yaml', './k8s/../k8s/pod.yaml'];
  const image = { path: 'spec.containers[0].image', before: 'web', rule: 'pod', artifact: 'web', line: 4, column: 40 };

  test.each(what)('%s without a render says what one would make now', async (word) => {
    const cwd = await createProject();
    await run(cwd, ['build']);
    const { objects, render } = JSON.parse(await run(cwd, ['why', word, '--format=json']));
    expect(objects).toMatchObject([{ kind: 'Pod', source: 'k8s/pod.yaml', images: [image] }]);
    expect(objects[0].images[0].after).toMatch(/web:latest@sha256:/);
    expect(render).toBeNull();
    expect(await run(cwd, ['why', word])).toMatch(/^Pod\/web, from k8s\/pod.yaml, as a render would make it now\n/);
  });

  test('says of images that are not built, and of those of others, that they stay', async () => {
    const cwd = await createProject();
    const pod = join(cwd, 'k8s', 'pod.yaml');
    writeFileSync(pod, readFileSync(pod, 'utf8').replace('image: web}', 'image: web}, {name: two, image: "nginx:1"}'));
    const text = await run(cwd, ['why', 'Pod/web']);
    expect(text).toMatch(
      /containers\[0\]\.image = web\n.*; the image of artifact web, which is not built: a render stops here$/m,
    );
    expect(text).toMatch(/containers\[1\]\.image = nginx:1\n.*; no image of this project, so it stays$/m);
  });

  test.each(what)('%s after a deploy says what that made, and which files have changed since', async (word) => {
    const cwd = await createProject();
    const digest = `sha256:${'a'.repeat(64)}`;
    // Neither the cache nor the store knows this image: only the render that was given it can tell.
    const reference = `r.example/web:9@${digest}`;
    await run(cwd, ['deploy', '--dry-run', '--images=web=other:1', '--allow-undigested']);
    expect(JSON.parse(await run(cwd, ['why', word, '--format=json'])).render).toBeNull();
    await run(cwd, ['deploy', `--images=web=${reference}`]);
    const asked = async () => JSON.parse(await run(cwd, ['why', word, '--format=json']));
    expect(await asked()).toMatchObject({
      objects: [{ kind: 'Pod', name: 'web', source: 'k8s/pod.yaml', images: [{ ...image, after: reference, digest }] }],
      render: { command: 'deploy', changed: [] },
    });
    const pod = join(cwd, 'k8s', 'pod.yaml');
    writeFileSync(pod, readFileSync(pod, 'utf8').replace('kind: Pod', 'kind: Pod # new'));
    expect((await asked()).render.changed).toEqual(['k8s/pod.yaml']);
    const text = await run(cwd, ['why', word]);
    expect(text).toMatch(
      /as deploy made it at 20.*\n.* = r\.example\/web:9@.*\n {4}written web at k8s\/pod.yaml:4:40; /,
    );
    expect(text).toMatch(/^k8s\/pod\.yaml has changed since: the next render may give something else$/m);

    // A question is no render; the next render is.
    await run(cwd, ['build']);
    await run(cwd, ['render', '--digest-source=local']);
    expect((await asked()).render).toMatchObject({ command: 'render', changed: [] });
    expect((await asked()).objects[0].images[0].after).toMatch(/^localhost:5080\/web:latest@sha256:/);
  });

  test('is told as the last render made it from any folder, and leaves the project clean', async () => {
    const cwd = await createProject();
    await run(cwd, ['build']);
    await run(cwd, ['render']);
    const inside = join(cwd, 'k8s');
    const text = await run(inside, ['why', 'Pod/web', '--filename=..']);
    expect(text).toMatch(/as render made it at 20/);
    expect(text).not.toContain('changed since');
    // The home of the second run lies beside its folder.
    expect(readdirSync(cwd).sort()).toEqual(['.orchestrator', 'app', 'home', 'k8s', 'orchestrator.yaml']);
    expect(readFileSync(join(cwd, '.orchestrator', '.gitignore'), 'utf8')).toBe('*\n');
  });
});

test('why of a word that means nothing here says what there is', async () => {
  const cwd = await createProject();
  const finished = await orchestrator(['why', 'wbe'], { cwd, env: { KEY: '' } });
  expect(finished.exitCode).toBe(2);
  expect(finished.stderr).toMatch(/"wbe" is no artifact.*\n.*Artifacts are web/s);
});

/** @returns The file of the layer. */
function flipBitOfLayer(cwd: string): string {
  const blobs = join(cwd, '.orchestrator', 'registry', 'blobs');
  const layer = readdirSync(blobs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .find((file) => readFileSync(file)[0] === 0x1f);
  if (layer === undefined) throw new Error('no compressed layer in the store');
  const bytes = readFileSync(layer);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  writeFileSync(layer, bytes);
  return layer;
}

test('cache verify reads what no entry of the cache needs, such as the store of images that were pushed', async () => {
  const cwd = await createProject();
  await run(cwd, ['build']);
  rmSync(join(cwd, '.orchestrator', 'records'), { recursive: true });
  expect(await run(cwd, ['cache', 'verify'])).toBe('0 sound\n');
  flipBitOfLayer(cwd);
  const verified = await orchestrator(['cache', 'verify'], { cwd, env: { KEY: CANARY } });
  expect(verified.exitCode).toBe(8);
  expect(verified.stderr).toMatch(
    /^error STORE_DAMAGED: blob sha256:[0-9a-f]{64} was damaged on disk\nhint: It was set aside/m,
  );
  expect(JSON.parse(await run(cwd, ['cache', 'verify', '--format=json']))).toEqual({ ok: true, sound: 0, blobs: 2 });
});

test('cache ls lists, verify finds a flipped bit in a layer, gc forgets what is gone', async () => {
  const cwd = await createProject();
  const built = (await run(cwd, ['build'])).trim();
  const digest = built.slice(built.indexOf('@'));
  expect(await run(cwd, ['cache', 'ls'])).toContain(`web -> localhost:5080/web${digest}`);
  expect(await run(cwd, ['cache', 'verify'])).toBe('1 sound\n');

  const layer = flipBitOfLayer(cwd);
  const verified = await orchestrator(['cache', 'verify'], { cwd, env: { KEY: CANARY } });
  expect(verified.exitCode).toBe(8);
  expect(verified.stderr).toMatch(/web: blob sha256:[0-9a-f]{64} was damaged/);
  expect(await run(cwd, ['build'])).toBe(`${built}\n`);
  expect(await run(cwd, ['cache', 'verify'])).toBe('1 sound\n');

  writeFileSync(layer, '');
  expect(await run(cwd, ['cache', 'gc'])).toBe('1 forgotten\n');
  expect(await run(cwd, ['cache', 'ls'])).toBe('');
});
