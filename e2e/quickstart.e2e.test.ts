/** The first minute: no Docker, no registry, no cluster; and an image that a real engine runs and that serves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { copyExample, orchestrator, readArtifacts, startOrchestrator } from './program.ts';
import { findPort } from './services/ports.ts';
import { requireService } from './services/provided.ts';

const services = inject('services');
const DIGEST = /^localhost:5080\/quickstart:[0-9a-f]{64}@sha256:[0-9a-f]{64}$/;

async function buildQuickstart(): Promise<{ readonly cwd: string; readonly tag: string }> {
  const cwd = await copyExample('quickstart');
  const build = await orchestrator(['build', '--file-output=artifacts.json'], { cwd });
  expect(build.stderr).not.toContain('error');
  expect(build.exitCode).toBe(0);
  const { builds } = await readArtifacts(cwd);
  return { cwd, tag: builds[0]?.tag ?? '' };
}

test('builds, renders and hands over, and only the image fields of the manifests change', async () => {
  const { cwd, tag } = await buildQuickstart();
  expect(tag).toMatch(DIGEST);

  const render = await orchestrator(
    ['render', '--build-artifacts=artifacts.json', '--offline', '--output=rendered.yaml'],
    { cwd },
  );
  expect(render).toMatchObject({ exitCode: 0, stdout: '' });
  const rendered = await readFile(join(cwd, 'rendered.yaml'), 'utf8');
  const written = await Promise.all(
    ['deployment', 'service'].map((name) => readFile(join(cwd, 'k8s', `${name}.yaml`), 'utf8')),
  );
  expect(rendered).toBe(written.join('---\n').replace('image: quickstart #', `image: ${tag} #`));

  const deploy = await orchestrator(['deploy', '--build-artifacts=artifacts.json', '--offline'], { cwd });
  expect(deploy.exitCode).toBe(0);
  const deployed = await readFile(join(cwd, 'deployed', '_cluster', 'Service._quickstart.yaml'), 'utf8').catch(() =>
    readFile(join(cwd, 'deployed', 'default', 'Service._quickstart.yaml'), 'utf8'),
  );
  expect(deployed).toContain('name: quickstart');
});

test('a second build of the same inputs gives the same digest, in another folder too', async () => {
  const [one, two] = await Promise.all([buildQuickstart(), buildQuickstart()]);
  expect(one.tag).toBe(two.tag);
});

test('the image comes out of the embedded registry, and a real engine runs it: the page is served', async (context) => {
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const { program: docker } = requireService(services.docker, context);
  const { cwd, tag } = await buildQuickstart();
  const port = await findPort();
  const serving = startOrchestrator(['registry', 'serve', `--port=${port}`], { cwd });
  onTestFinished(async () => {
    serving.kill('SIGTERM');
    await serving;
  });
  const reference = tag.replace('localhost:5080', `127.0.0.1:${port}`);
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/v2/`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);

  await execa(docker, ['pull', reference], { env });
  const servePort = await findPort();
  const words = ['run', '--detach', '--network=host', '--read-only', '--user=65532:65532', reference];
  const { stdout: container } = await execa(
    docker,
    [...words, `--serve=127.0.0.1:${servePort}`, '--servedir=/site', '--watch=forever'],
    { env },
  );
  onTestFinished(async () => void (await execa(docker, ['rm', '--force', container], { env })));
  const page = (): Promise<string> => fetch(`http://127.0.0.1:${servePort}/`).then((answer) => answer.text(), String);
  await expect.poll(page, { timeout: 20_000 }).toContain('<h1>It runs</h1>');
});
