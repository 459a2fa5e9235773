/** Files, disks, engines and registries that are not as a run needs them; nothing half-written stays. */
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  artifacts,
  config,
  type Files,
  holdTo,
  layered,
  makeMistake,
  pod,
  project,
  withConfig,
  without,
} from './mistakes.ts';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

type Row = readonly [name: string, files: Files, words: string, exitCode: number, says: readonly string[]];

const of = (item: string): Files => withConfig(artifacts(item));
const manifest = (text: string): Files => ({ ...project, 'pod.yaml': text });
const named = (entry: string): Files => withConfig(`${artifacts(layered)}manifests: {rawYaml: ["${entry}"]}\n`);
const given = (text: string): Files => ({ ...project, 'a.json': text });
const hooked = (command: string): Files =>
  of(`{image: web, hooks: {before: [{command: ${command}}]}, layers: {files: [{src: a.txt, dest: /a}]}}`);
const RENDER = 'render --build-artifacts=artifacts.json';

const run = ([name, files, words, exitCode, says]: Row): Promise<void> =>
  makeMistake({ name, files, words, exitCode, says });

describe('what is built', () => {
  test.each<Row>([
    ['a context that is not there', of('{image: web, context: nope, layers: {}}'), 'build', 2, ['no folder', ':6:29']],
    ['a context that is a file', of('{image: web, context: a.txt}'), 'build', 2, ['"a.txt" of "web" is no folder']],
    [
      'no Dockerfile',
      of('{image: web}'),
      'build',
      2,
      ['web: there is no Dockerfile', 'orchestrator.yaml:6:15', 'hint:'],
    ],
    [
      'no Dockerfile of any of many, however few are built at once',
      withConfig(
        artifacts(
          '{image: web}',
          '{image: base}',
          '{image: on-it, requires: [{image: base}]}',
          '{image: gone, context: nope}',
          layered.replace('web', 'fine'),
          '{image: made, hooks: {before: [{command: [touch, Dockerfile]}]}}',
        ),
      ),
      'build --build-concurrency=1 --tag=v1',
      2,
      [
        'web: there is no Dockerfile',
        'base: there is no Dockerfile',
        'orchestrator.yaml:7:15',
        'on-it: there is no Dockerfile',
        'orchestrator.yaml:8:15',
        'context "nope" of "gone" is no folder',
      ],
    ],
    [
      'no sources of any of many, however few are built at once',
      withConfig(
        artifacts(
          ...['web', 'two'].map((name) => layered.replace('web', name).replace('a.txt', 'no.txt')),
          layered.replace('web', 'fine'),
          '{image: on-it, requires: [{image: two}], layers: {files: [{src: none, dest: /a}]}}',
          '{image: made, hooks: {before: [{command: [touch, b]}]}, layers: {files: [{src: b, dest: /a}]}}',
        ),
      ),
      'build --build-concurrency=1 --tag=v1',
      2,
      [
        'web: layers.files[0].src "no.txt"',
        'two: layers.files[0].src "no.txt"',
        'on-it: layers.files[0].src "none"',
        'orchestrator.yaml:9:',
      ],
    ],
    ['an empty Dockerfile', { ...of('{image: web}'), Dockerfile: '' }, 'build', 2, ['has no FROM', 'begins with FROM']],
    ['a Dockerfile of nonsense', { ...of('{image: web}'), Dockerfile: 'hello\n' }, 'build', 2, ['has no FROM']],
    [
      'a source that is not there',
      without('a.txt'),
      'build',
      2,
      ['web: layers.files[0].src "a.txt": there is nothing', 'orchestrator.yaml:6:43'],
    ],
    [
      'a command that fails',
      of("{image: web, custom: {buildCommand: 'echo why; exit 3'}}"),
      'build',
      3,
      ['last lines of build web:\n  why', 'BUILD_FAILED', 'exit code 3'],
    ],
    ['a command that is not there', of('{image: web, custom: {buildCommand: ./nope}}'), 'build', 3, ['exit code 127']],
    ['a hook that is not there', hooked('[nope-program]'), 'build', 11, ['TOOL_MISSING', '"nope-program"']],
    ['a hook that fails', hooked('[sh, -c, "echo why >&2; exit 4"]'), 'build', 3, ['  why', 'HOOK_FAILED', 'code 4']],
    [
      'a registry that is down',
      project,
      'build --default-repo=127.0.0.1:1/x',
      4,
      ['REGISTRY_UNREACHABLE', '127.0.0.1:1'],
    ],
    ['an output that is a folder', { ...project, 'out/x': '' }, 'build --file-output=out', 2, ['"out" is a folder']],
  ])('%s', async (...row) => run(row));

  test('an engine that is not there, or that nobody can reach', async () => {
    const cwd = await createFolder({ ...of('{image: web}'), Dockerfile: 'FROM scratch\nCOPY a.txt /\n' });
    const says = ['ENGINE_UNREACHABLE', 'hint: Start the Docker engine'];
    await holdTo(cwd, 'build', 11, says, { DOCKER_HOST: 'unix:///no/such.sock' });
    await holdTo(cwd, 'build', 11, says, { DOCKER_HOST: 'tcp://127.0.0.1:1' });
    await holdTo(cwd, 'build', 11, says, { DOCKER_HOST: 'htp//x' });
  });

  test('a Dockerfile that a hook makes is no mistake of the plan', async () => {
    const cwd = await createFolder({
      'orchestrator.yaml': artifacts('{image: web, hooks: {before: [{command: [sh, make.sh]}]}}'),
      'make.sh': 'echo FROM scratch > Dockerfile\n',
    });
    const run = await orchestrator(['build'], { cwd, env: { DOCKER_HOST: 'unix:///no/such.sock' } });
    expect(run.stderr).toContain('ENGINE_UNREACHABLE');
    expect(await readdir(cwd)).toContain('Dockerfile');
  });

  test('a link out of the context, and a FIFO', async () => {
    const cwd = await createFolder(without('a.txt'));
    await symlink('/etc/passwd', join(cwd, 'a.txt'));
    await holdTo(cwd, 'build', 2, ['a link that leads out of the context']);
    await rm(join(cwd, 'a.txt'));
    await execa('mkfifo', [join(cwd, 'a.txt')]);
    await holdTo(cwd, 'build', 2, ['is neither a file nor a folder']);
  });

  test('no artifacts is nothing to build, and no home is no mistake', async () => {
    const empty = await createFolder({ 'orchestrator.yaml': config('') });
    const nothing = await orchestrator(['build'], { cwd: empty });
    expect(nothing).toMatchObject({ exitCode: 0, stdout: '' });
    expect(nothing.stderr).toContain('there is nothing to build');
    const cwd = await createFolder(project);
    const homeless = await orchestrator(['build'], { cwd, under: ['env', '--unset=HOME'] });
    expect(homeless).toMatchObject({ exitCode: 0 });
  });
});

describe('what is rendered', () => {
  test.each<Row>([
    [
      'no artifacts file',
      project,
      'render --build-artifacts=nope.json',
      2,
      ['INPUT_MISSING: "nope.json" is not there'],
    ],
    [
      'an artifacts file that is a folder',
      { ...project, 'art/x': '' },
      'render --build-artifacts=art',
      2,
      ['is a folder'],
    ],
    [
      'an empty artifacts file',
      given(''),
      'render --build-artifacts=a.json',
      2,
      ['ARTIFACTS_FILE_INVALID', 'a.json:1:1'],
    ],
    ['artifacts that are no JSON', given('hello'), 'render --build-artifacts=a.json', 2, ['is no JSON', 'a.json:1:1']],
    [
      'artifacts without digests',
      given('{"builds":[{"imageName":"web","tag":"r.io/web:1"}]}'),
      'render --build-artifacts=a.json',
      5,
      ['IMAGE_UNDIGESTED', 'r.io/web:1', 'pod.yaml:7:14'],
    ],
    ['artifacts of a failed build', given('{"builds":null}'), 'render --build-artifacts=a.json', 5, ['was not built']],
    ['no such manifest', without('pod.yaml'), RENDER, 2, ['no file or folder "pod.yaml"', 'orchestrator.yaml:7:23']],
    ['a pattern without a match', named('k8s/*.yaml'), RENDER, 2, ['"k8s/*.yaml" matches nothing', ':7:23']],
    ['a binary manifest', manifest('\u0000\ufffd\u0001'), RENDER, 2, ['YAML_INVALID', 'pod.yaml:1:1']],
    ['a manifest that ends too early', manifest('a: [1\n'), RENDER, 2, ['YAML_INVALID', 'pod.yaml:2:1']],
    [
      'a template of Helm',
      manifest(pod.replace('web', '{{ .Values.x }}')),
      RENDER,
      5,
      ['never filled in', 'Run the tool'],
    ],
    ['a key twice', manifest(`${pod}kind: Pod\n`), RENDER, 2, ['key "kind" is there twice', 'pod.yaml:8:1']],
    ['no object', manifest('foo: bar\n'), RENDER, 5, ['has no apiVersion', 'has no kind', 'pod.yaml:1:1']],
    ['100,000 levels', manifest(`a: ${'['.repeat(1e5)}`), RENDER, 2, ['CONFIG_LIMIT', 'deeper than 200', 'limits']],
    [
      'a manifest of the web offline',
      named('https://x.example.com/a.yaml'),
      `${RENDER} --offline`,
      11,
      ['NETWORK_REFUSED'],
    ],
    ['a manifest of a server that is down', named('http://127.0.0.1:1/a.yaml'), RENDER, 11, ['ECONNREFUSED']],
    ['an output below a file', project, `${RENDER} --output=a.txt/x.yaml`, 11, ['is a file, not a folder', 'hint:']],
    ['an output folder that is a file', project, `${RENDER} --output=a.txt/`, 11, ['is a file, not a folder']],
    [
      'rules that are not there',
      project,
      `${RENDER} --resource-selector-rules-file=n.yaml`,
      2,
      ['INPUT_MISSING: "n.yaml"'],
    ],
    [
      'a hand-over onto a file',
      { ...project, deployed: 'x' },
      `deploy ${RENDER.slice(7)}`,
      9,
      ['"deployed" is no folder'],
    ],
    [
      'a hand-over onto a foreign file',
      { ...project, 'deployed/default/Pod._p.yaml': 'mine' },
      `deploy ${RENDER.slice(7)}`,
      9,
      ['DEPLOY_CONFLICT', '--force'],
    ],
  ])('%s', async (...row) => run(row));

  test('limits of manifests are raised and lowered by the config', async () => {
    const limited = (limit: number): string =>
      `${artifacts(layered)}manifests: {rawYaml: [pod.yaml], limits: {documentLength: ${limit}}}\n`;
    await makeMistake({
      name: 'low',
      files: withConfig(limited(20)),
      words: RENDER,
      exitCode: 2,
      says: ['more than 20', 'manifests.limits'],
    });
    const cwd = await createFolder(withConfig(limited(20_000_000)));
    expect(await orchestrator(RENDER.split(' '), { cwd })).toMatchObject({ exitCode: 0 });
  });

  test('a namespace is set offline, but for a skaffold.yaml, where Skaffold sets none', async () => {
    const skaffold = 'apiVersion: skaffold/v4beta14\nkind: Config\nmanifests: {rawYaml: [pod.yaml]}\n';
    const plain = pod.replace('web', 'nginx');
    const words = ['render', '--offline', '--namespace=staging'];
    const theirs = await createFolder({ 'skaffold.yaml': skaffold, 'pod.yaml': plain });
    const kept = await orchestrator(words, { cwd: theirs });
    expect(kept).toMatchObject({ exitCode: 0, stdout: plain });
    expect(kept.stderr).toContain('--namespace=staging sets nothing');
    const ours = await createFolder({
      'orchestrator.yaml': config('manifests: {rawYaml: [pod.yaml]}\n'),
      'pod.yaml': plain,
    });
    expect((await orchestrator(words, { cwd: ours })).stdout).toContain('namespace: staging');
  });
});

describe('the machine', () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const isRoot = process.getuid?.() === 0;

  test.skipIf(!isRoot)('files that may not be read, and a folder that may not be written', async () => {
    // The run's own folder lets nobody else in.
    const base = await mkdtemp(join(tmpdir(), 'orc-e2e-nobody-'));
    onTestFinished(() => rm(base, { recursive: true, force: true }));
    const cwd = join(base, 'project');
    await cp(await createFolder(project), cwd, { recursive: true });
    await mkdir(join(cwd, 'locked'));
    for (const folder of [base, cwd]) await chmod(folder, 0o755);
    await chmod(join(cwd, 'pod.yaml'), 0);
    const under = asNobody;
    const unreadable = await orchestrator(RENDER.split(' '), { cwd, under });
    expect(unreadable).toMatchObject({ exitCode: 11, stdout: '' });
    expect(unreadable.stderr).toMatch(/FILE_FAILED: ".*pod\.yaml": permission denied\nhint: Look at the owner/);
    await chmod(join(cwd, 'pod.yaml'), 0o644);
    const unwritable = await orchestrator([...RENDER.split(' '), '--output=locked/r.yaml'], { cwd, under });
    expect(unwritable).toMatchObject({ exitCode: 11, stdout: '' });
    expect(unwritable.stderr).toMatch(/FILE_FAILED: ".*locked\/r\.yaml": permission denied/);
    expect(await readdir(join(cwd, 'locked'))).toEqual([]);
  });

  test.skipIf(!isRoot)('a full disk: what was there stays whole', async () => {
    const cwd = await createFolder(project);
    const full = join(cwd, 'full');
    await mkdir(full);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]);
    onTestFinished(async () => void (await execa('umount', [full])));
    await writeFile(join(full, 'r.yaml'), 'old\n');
    await writeFile(join(full, 'fill'), Buffer.alloc(60 * 1024)).catch(() => undefined);
    await writeFile(join(full, 'fill2'), Buffer.alloc(60 * 1024)).catch(() => undefined);
    await holdTo(cwd, `${RENDER} --output=full/r.yaml`, 11, [
      'DISK_FULL',
      'no space is left',
      'bytes are free',
      'hint:',
    ]);
    expect(await readdir(full)).toEqual(['fill', 'fill2', 'r.yaml']);
  });

  test.skipIf(!isRoot)('a project that is mounted read-only: its result is not said to be there', async () => {
    const cwd = await createFolder(project);
    await execa('mount', ['--bind', cwd, cwd]);
    onTestFinished(async () => void (await execa('umount', [cwd])));
    await execa('mount', ['-o', 'remount,ro,bind', cwd]);
    const words = ['build', '--default-repo=r.test/x', '--push=false', '--file-output=out.json'];
    const { exitCode, stderr } = await orchestrator(words, { cwd });
    expect(exitCode).toBe(11);
    expect(stderr).toMatch(/^error FILE_FAILED: ".*out\.json": the disk is mounted read-only$/m);
    expect(stderr).not.toMatch(/may be written|stopped midway/);
  });

  // Node alone opens some 18. From some limit on the build goes on; before it, what is missing is said.
  test.each([20, 22, 24, 28])('no more than %i open files', async (limit) => {
    const cwd = await createFolder(withConfig(artifacts('{image: two, custom: {buildCommand: "exit 3"}}', layered)));
    const under = ['sh', '-c', 'ulimit -n "$0"; exec "$@"', `${limit}`];
    const { exitCode, stderr } = await orchestrator(['build', '--push=false'], { cwd, under });
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
    expect(stderr).not.toContain('INTERNAL');
    if (exitCode === 11) expect(stderr).toMatch(/^error FILE_FAILED: .*too many files are open\nhint: .*ulimit -n/m);
    else expect({ exitCode, stderr }).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('BUILD_FAILED') });
  });

  test('a port that somebody else has', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const cwd = await createFolder(project);
    await holdTo(cwd, `registry serve --port=${port}`, 11, ['PORT_IN_USE', String(port), 'hint:']);
  });
});
