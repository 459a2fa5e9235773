/** What a user sees who made a mistake: the place, the marked line, a hint, the exit code; and nothing is lost. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const config = (body: string): string => `apiVersion: orchestrator/v1\nkind: Config\n${body}`;
const artifact = (body: string): string => config(`build:\n  tagPolicy: {inputDigest: {}}\n  artifacts:\n${body}`);

const mistakes = [
  ['an unknown field', artifact('    - imgae: web\n'), 2, /orchestrator\.yaml:6:7[\s\S]*imgae[\s\S]*image/],
  ['a duplicate key', config('metadata:\n  name: a\n  name: b\n'), 2, /orchestrator\.yaml:5:3/],
  [
    'a cycle',
    artifact(
      '    - image: a\n      requires: [{image: b}]\n      custom: {buildCommand: x}\n    - image: b\n      requires: [{image: a}]\n      custom: {buildCommand: x}\n',
    ),
    2,
    /ARTIFACT_CYCLE[\s\S]*a.*b.*a/,
  ],
  [
    'an alias bomb',
    `apiVersion: orchestrator/v1\nkind: Config\n.a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi']
      .map(
        (name, index) =>
          `.${name}: &${name} [${Array(9)
            .fill(`*${String.fromCharCode(97 + index)}`)
            .join(',')}]\n`,
      )
      .join('')}metadata: {labels: *i}\n`,
    2,
    /CONFIG_LIMIT/,
  ],
  ['a tab', config('build:\n\tartifacts: []\n'), 2, /orchestrator\.yaml:4:1/],
  [
    'a template that runs a program',
    artifact('    - image: a\n      docker: {}\n').replace(
      'inputDigest: {}',
      'envTemplate: {template: "{{cmd \\"id\\"}}"}',
    ),
    10,
    /TEMPLATE_COMMAND_REFUSED/,
  ],
  ['no config', undefined, 2, /CONFIG_NOT_FOUND/],
] as const;

describe('the config', () => {
  test.each(mistakes)('%s', async (_, text, exitCode, says) => {
    const cwd = await createFolder(
      text === undefined ? {} : { 'orchestrator.yaml': text, Dockerfile: 'FROM scratch\n' },
    );
    const started = performance.now();
    const run = await orchestrator(['build', '--dry-run'], { cwd });
    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderr).toMatch(says);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('all mistakes are told at once, and as JSON with the same facts', async () => {
    const cwd = await createFolder({
      'orchestrator.yaml': artifact('    - image: a:1\n      contxt: .\n      docker: {targt: x}\n'),
    });
    const run = await orchestrator(['build', '--format=json', '--progress=none'], { cwd });
    const { ok, problems } = JSON.parse(run.stdout);
    expect(ok).toBe(false);
    expect(problems).toHaveLength(3);
    expect(problems.map(({ code, line }: { code: string; line: number }) => [code, line])).toEqual([
      ['CONFIG_INVALID', 6],
      ['CONFIG_INVALID', 7],
      ['CONFIG_INVALID', 8],
    ]);
  });
});

describe('a failed build', () => {
  const failing = artifact(`    - image: bad\n      custom: {buildCommand: 'seq 1 30; echo the reason; exit 7'}\n`);

  test('leaves the old artifacts file, repeats the last lines, and ends with 3', async () => {
    const cwd = await createFolder({ 'orchestrator.yaml': failing, 'artifacts.json': '{"builds":[]}' });
    const run = await orchestrator(['build', '--push=false', '--file-output=artifacts.json'], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(/last lines of build bad:[\s\S]*the reason[\s\S]*BUILD_FAILED/);
    expect(await readFile(join(cwd, 'artifacts.json'), 'utf8')).toBe('{"builds":[]}');
  });

  test('secrets of the environment appear nowhere', async () => {
    const cwd = await createFolder({ 'orchestrator.yaml': failing });
    const env = { API_TOKEN: 'canary-3f9a', SKAFFOLD_PUSH: 'false' };
    for (const progress of ['plain', 'json']) {
      const run = await orchestrator(['build', `--progress=${progress}`, '--verbosity=debug', '--format=json'], {
        cwd,
        env,
      });
      expect(run.exitCode).toBe(3);
      expect(run.stdout + run.stderr).not.toContain('canary-3f9a');
    }
  });
});

describe('rendering', () => {
  const project = {
    'orchestrator.yaml': config('build: {artifacts: [{image: web, layers: {}}]}\nmanifests: {rawYaml: [pod.yaml]}\n'),
    'pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      image: web\n',
    'rendered.yaml': 'old\n',
  };

  test('an own image without a digest stops it with the place, and the old output stays', async () => {
    const cwd = await createFolder(project);
    const run = await orchestrator(['render', '--offline', '--output=rendered.yaml'], { cwd });
    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderr).toMatch(/IMAGE_UNDIGESTED[\s\S]*pod\.yaml:7:14/);
    expect(await readFile(join(cwd, 'rendered.yaml'), 'utf8')).toBe('old\n');
    const allowed = await orchestrator(['render', '--offline', '--allow-undigested'], { cwd });
    expect(allowed).toMatchObject({ exitCode: 0, stdout: project['pod.yaml'] });
  });

  test('remote digests and --offline contradict each other', async () => {
    const cwd = await createFolder(project);
    const run = await orchestrator(['render', '--offline', '--digest-source=remote'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('USAGE_INVALID');
  });

  test('a bad artifacts file is told with its place', async () => {
    const cwd = await createFolder({ ...project, 'a.json': '[\n{"imageName": "web"}]' });
    const run = await orchestrator(['render', '--build-artifacts=a.json'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/ARTIFACTS_FILE_INVALID[\s\S]*a\.json:1:1/);
  });

  test('manifests and artifacts come from standard input', async () => {
    const cwd = await createFolder(project);
    const tag = `reg.example.com/web:1@sha256:${'a'.repeat(64)}`;
    const input = JSON.stringify({ builds: [{ imageName: 'web', tag }] });
    const run = await orchestrator(['render', '--build-artifacts=-', '--offline'], { cwd, input });
    expect(run).toMatchObject({ exitCode: 0, stdout: project['pod.yaml'].replace('image: web', `image: ${tag}`) });
  });
});
