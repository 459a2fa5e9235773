/** `--verify-reproducible`: says so where the bytes are the same, and names what differs where they are not. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { type Finished, orchestrator } from './program.ts';
import { findPort } from './services/ports.ts';
import { createFolder, requireService } from './services/provided.ts';
import { findProgram } from './services/tools.ts';

const services = inject('services');

const configOf = (port: number, artifact: string, more = ''): string => `apiVersion: orchestrator/v1
kind: Config
registry: {port: ${port}}
build:
  tagPolicy: {sha256: {}}
  artifacts:
    - image: web
${artifact}
${more}`;

const layers = '      layers: {files: [{src: src, dest: /app}]}';
const files = {
  'src/a.txt': 'a\n',
  'k8s/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\ndata:\n  built: never\n',
};

interface Checked extends Finished {
  readonly folder: string;
  /** What was left in the folder for temporary files. */
  readonly left: readonly string[];
}

async function verify(
  command: 'build' | 'render',
  artifact: string,
  more = '',
  extra: { readonly files?: Readonly<Record<string, string>>; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Checked> {
  const config = configOf(await findPort(), artifact, more);
  const folder = await createFolder({ ...files, ...extra.files, 'orchestrator.yaml': config });
  const temporary = await createFolder();
  await mkdir(join(folder, '..', 'home'), { recursive: true });
  const words = [command, '--verify-reproducible', '--progress=none'];
  const given = command === 'render' ? ['--digest-source=none'] : [];
  const finished = await orchestrator([...words, ...given], { cwd: folder, env: { TMPDIR: temporary, ...extra.env } });
  return { ...finished, folder, left: await readdir(temporary) };
}

describe('build', () => {
  test('of layers gives the same digest, and leaves nothing behind', async () => {
    const { exitCode, stdout, folder, left } = await verify('build', layers);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^web is reproducible: sha256:[0-9a-f]{64}\n$/),
    });
    expect(left).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['k8s', 'orchestrator.yaml', 'src']);
  });

  test.each([
    ['the date', 'date > src/made', /byte \d+ is 0x/],
    ['the time zone', 'date +%Z > src/made', /byte \d+ is 0x/],
    ['the path', 'pwd > src/made', /byte \d+ is 0x/],
    ['the home', 'echo "$HOME" > src/made', /byte \d+ is 0x/],
    ['the locale', 'echo "$LC_ALL" > src/made', /byte 0 is 0x43 and 0x74/],
    ['the umask', 'umask > src/made', /byte 2 is 0x32 and 0x30/],
  ])('names the file into which a hook writes %s', async (_, command, byte) => {
    const hook = `${layers}\n      hooks: {before: [{command: [sh, -c, '${command}']}]}`;
    const { exitCode, stdout, stderr, left } = await verify('build', hook);
    expect({ exitCode, stdout, left }).toEqual({ exitCode: 8, stdout: '', left: [] });
    expect(stderr).toMatch(/error NOT_REPRODUCIBLE: web: layer 1 of 1: app\/made: /);
    expect(stderr).toMatch(byte);
  });

  test('names the file into which a hook writes the day of Greenwich', async (context) => {
    const program = findProgram('faketime');
    requireService(program === undefined ? { missing: 'faketime is not installed' } : { program }, context);
    const hook = `${layers}\n      hooks: {before: [{command: [sh, -c, 'date -u +%F > src/made']}]}`;
    const { exitCode, stderr, left } = await verify('build', hook);
    expect({ exitCode, left }).toEqual({ exitCode: 8, left: [] });
    expect(stderr).toMatch(/error NOT_REPRODUCIBLE: web: layer 1 of 1: app\/made: byte \d+ is 0x/);
  });

  test('names the file into which a hook writes the names of a folder as they come', async (context) => {
    const hook = `${layers}\n      hooks: {before: [{command: [sh, -c, 'ls -U src > made; mv made src/made']}]}`;
    const many = Object.fromEntries(['c', 'a', 'b'].map((name) => [`src/${name}`, name]));
    const { exitCode, stderr, left } = await verify('build', hook, '', { files: many });
    requireService(stderr.includes('no file system here') ? { missing: 'no file system lists as made' } : {}, context);
    expect({ exitCode, left }).toEqual({ exitCode: 8, left: [] });
    expect(stderr).toMatch(/error NOT_REPRODUCIBLE: web: layer 1 of 1: app\/made: byte 0 is 0x/);
  });

  test('of several files in folders is the same, as the order of names is ours', async () => {
    const many = Object.fromEntries(['z/c', 'z/a', 'b/d/e', 'b/f'].map((name) => [`src/${name}`, name]));
    expect(await verify('build', layers, '', { files: many })).toMatchObject({ exitCode: 0, left: [] });
  });

  test('ends as the build ends that fails', async () => {
    const hook = `${layers}\n      hooks: {before: [{command: [sh, -c, 'exit 7']}]}`;
    const { exitCode, stderr, left } = await verify('build', hook);
    expect({ exitCode, left }).toEqual({ exitCode: 3, left: [] });
    expect(stderr).toMatch(/error HOOK_FAILED: .*exit 7.* ended with exit code 7/);
  });

  test('names the layer of a Dockerfile that writes the date, though the engine has it in its cache', async (context) => {
    const { dockerHost } = requireService(services.dockerd, context);
    const artifact = '      docker: {network: none}';
    const dockerfile = 'FROM busybox:1.36\nCOPY src /app\nRUN date +%s%N > /built-at\n';
    const { exitCode, stdout, stderr } = await verify('build', artifact, '', {
      files: { Dockerfile: dockerfile },
      env: { DOCKER_HOST: dockerHost },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 8, stdout: '' });
    expect(stderr).toMatch(/NOT_REPRODUCIBLE: web: layer \d of \d: built-at: byte \d+ is 0x/);
  });

  test('refuses flags that want the result', async () => {
    const folder = await createFolder({ ...files, 'orchestrator.yaml': configOf(5080, layers) });
    const words = ['build', '--verify-reproducible', '--file-output=artifacts.json'];
    expect(await orchestrator(words, { cwd: folder })).toMatchObject({ exitCode: 2 });
  });
});

describe('render', () => {
  const hooks = (when: string): string => `manifests:\n  rawYaml: [k8s/*.yaml]\n  hooks:\n${when}`;

  test('gives the same manifests', async () => {
    const { exitCode, stdout, left } = await verify('render', layers, 'manifests: {rawYaml: [k8s/*.yaml]}');
    expect({ exitCode, stdout, left }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^the manifests are reproducible: sha256:[0-9a-f]{64}, \d+ bytes\n$/),
      left: [],
    });
  });

  test('names the line of the manifest into which a hook writes the date', async () => {
    const before = `    before: [{host: {command: [sh, -c, 'sed -i "s/never/$(date +%F)/" k8s/map.yaml']}}]`;
    const { exitCode, stderr } = await verify('render', layers, hooks(before));
    expect(exitCode).toBe(8);
    expect(stderr).toMatch(/NOT_REPRODUCIBLE: line 6 of the manifests is " {2}built: 20/);
    expect(stderr).toMatch(/k8s\/map\.yaml:6:1/);
  });

  test('names the line into which a hook writes the names of a folder as they come', async (context) => {
    const before = `    before: [{host: {command: [sh, -c, 'sed -i "s/never/$(ls -U k8s | tr -d "\\n")/" k8s/map.yaml']}}]`;
    const more = { 'k8s/b.txt': '', 'k8s/a.txt': '' };
    const { exitCode, stderr } = await verify('render', layers, hooks(before), { files: more });
    requireService(stderr.includes('no file system here') ? { missing: 'no file system lists as made' } : {}, context);
    expect(exitCode).toBe(8);
    expect(stderr).toMatch(/NOT_REPRODUCIBLE: line 6 of the manifests is " {2}built: /);
  });

  test('says where to look when no manifest has the line', async () => {
    const after = `    after: [{host: {command: [sh, -c, 'cat; date "+# %FT%T"'], withChange: true}}]`;
    const { exitCode, stderr } = await verify('render', layers, hooks(after));
    expect(exitCode).toBe(8);
    expect(stderr).toMatch(/NOT_REPRODUCIBLE: line 7 of the manifests is "# 20.*" and "# 20/);
    expect(stderr).toMatch(/No manifest has this line: look at manifests.hooks/);
  });
});
