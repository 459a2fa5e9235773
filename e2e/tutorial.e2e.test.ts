/** The tutorial's two commands as printed, with only the program's name changed: a real engine, a real registry. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { copyExample, orchestrator, readArtifacts } from './program.ts';
import { requireService } from './services/provided.ts';

const services = inject('services');

const BUILD =
  'build --default-repo=REPO --file-output=artifacts.json --interactive=false --push=true --update-check=false';
const RENDER =
  'render --build-artifacts=artifacts.json --digest-source=none --interactive=false --offline=true --output=rendered.yaml --update-check=false';

test('builds with the engine, pushes, and renders offline with the digest that the registry gave', async (context) => {
  const { host } = requireService(services.registry, context);
  const { program: crane } = requireService(services.crane, context);
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const cwd = await copyExample('getting-started');
  const repo = `${host}/tutorial/quickstart`;

  const build = await orchestrator(BUILD.replace('REPO', repo).split(' '), { cwd, env });
  expect(build.stderr).not.toContain('error ');
  expect(build.exitCode).toBe(0);
  const text = await readFile(join(cwd, 'artifacts.json'), 'utf8');
  const { builds } = await readArtifacts(cwd);
  const tag = builds[0]?.tag ?? '';
  expect(text).toBe(JSON.stringify({ builds: [{ imageName: 'skaffold-example', tag }] }));
  const { stdout: digest } = await execa(crane, ['digest', '--insecure', tag.replace(/@.*/, '')]);
  expect(tag.endsWith(`@${digest}`)).toBe(true);
  expect(tag.startsWith(`${repo}/skaffold-example:`)).toBe(true);

  const render = await orchestrator(RENDER.split(' '), { cwd, under: ['unshare', '--net'] });
  expect(render).toMatchObject({ exitCode: 0, stdout: '' });
  const pod = await readFile(join(cwd, 'k8s-pod.yaml'), 'utf8');
  const rendered = await readFile(join(cwd, 'rendered.yaml'), 'utf8');
  expect(rendered).toBe(pod.replace('image: skaffold-example', `image: ${tag}`));
});

test('-q prints the artifacts, -o a template over them', async (context) => {
  const { host } = requireService(services.registry, context);
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const cwd = await copyExample('getting-started');
  const words = ['build', '-q', `--default-repo=${host}/tutorial`, '--tag=v1'];
  const json = await orchestrator(words, { cwd, env });
  expect(JSON.parse(json.stdout)).toMatchObject({ builds: [{ imageName: 'skaffold-example' }] });
  expect(json.stdout.endsWith('}')).toBe(true);
  const template = await orchestrator([...words, '-o', '{{range .Builds}}{{.ImageName}}={{.Tag}} {{end}}'], {
    cwd,
    env,
  });
  expect(template.stdout).toMatch(
    new RegExp(`^skaffold-example=${host}/tutorial/skaffold-example:v1@sha256:[0-9a-f]{64} $`),
  );
  const dry = await orchestrator([...words, '--dry-run'], { cwd, env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
  expect(JSON.parse(dry.stdout)).toEqual({
    builds: [{ imageName: 'skaffold-example', tag: `${host}/tutorial/skaffold-example:v1` }],
  });
});

test('without a push the tag is the image’s id, and the engine runs it', async (context) => {
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const { program: docker } = requireService(services.docker, context);
  const cwd = await copyExample('getting-started');
  const build = await orchestrator(['build', '--push=false', '--file-output=artifacts.json'], { cwd, env });
  expect(build.exitCode).toBe(0);
  const tag = (await readArtifacts(cwd)).builds[0]?.tag ?? '';
  expect(tag).toMatch(/^skaffold-example:[0-9a-f]{64}$/);
  const run = await execa(docker, ['run', '--rm', '--network=none', tag, 'echo', 'it runs'], { env });
  expect(run.stdout).toBe('it runs');
});
