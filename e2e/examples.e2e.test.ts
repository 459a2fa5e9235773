/** The examples that need more than nothing, from start to end. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { copyExample, orchestrator, readArtifacts } from './program.ts';
import { requireService } from './services/provided.ts';

const services = inject('services');

test('monorepo: three builders hand digests down, one image has two platforms, all are pinned', async (context) => {
  const { host } = requireService(services.registry, context);
  const { program: crane } = requireService(services.crane, context);
  const { program: docker } = requireService(services.docker, context);
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const cwd = await copyExample('monorepo');
  const build = await orchestrator(['build', `--default-repo=${host}/mono`, '--file-output=artifacts.json'], {
    cwd,
    env,
  });
  expect(build.stderr).not.toContain('error ');
  expect(build.exitCode).toBe(0);
  const { builds } = await readArtifacts(cwd);
  expect(builds.map(({ imageName }) => imageName)).toEqual(['shop/site', 'shop/web', 'shop/report']);
  const [site = '', web = '', report = ''] = builds.map(({ tag }) => tag);

  const index = JSON.parse((await execa(crane, ['manifest', site])).stdout);
  expect(index.manifests.map(({ platform }: { platform: { architecture: string } }) => platform.architecture)).toEqual([
    'amd64',
    'arm64',
  ]);
  const pages = await execa(docker, ['run', '--rm', '--network=none', report], { env });
  expect(pages.stdout).toBe('pages: 1');

  const render = await orchestrator(['render', '-a', 'artifacts.json', '--offline', '-o', 'rendered.yaml'], { cwd });
  expect(render.exitCode).toBe(0);
  const text = await readFile(join(cwd, 'rendered.yaml'), 'utf8');
  for (const [field, tag] of [
    ['reference', site],
    ['image', web],
    ['image', report],
  ])
    expect(text).toContain(`${field}: ${tag}`);
});

test('gitops: each environment is handed over to its own folder, and what is no longer rendered goes', async () => {
  const cwd = await copyExample('gitops');
  const staging = await orchestrator(['run', '--profile=staging'], { cwd });
  expect(staging.stderr).not.toContain('error ');
  expect(staging.exitCode).toBe(0);
  const production = await orchestrator(['run'], { cwd, env: { DEPLOY_TO: 'production' } });
  expect(production.exitCode).toBe(0);

  const filesOf = async (name: string): Promise<readonly string[]> =>
    (await readdir(join(cwd, 'clusters', name), { recursive: true })).filter((file) => file.endsWith('.yaml')).sort();
  const kinds = async (name: string): Promise<readonly string[]> =>
    (await filesOf(name)).map((file) => file.replace(/^.*\//, '').replace(/_.*/, ''));
  expect(await kinds('staging')).toEqual(['ConfigMap.', 'Deployment.apps', 'Service.']);
  expect(await kinds('production')).toEqual([
    'ConfigMap.',
    'Deployment.apps',
    'PodDisruptionBudget.policy',
    'Service.',
  ]);

  const again = await orchestrator(['run', '--profile=staging', '--format=json'], { cwd });
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, changes: { created: [], updated: [], pruned: [] } });
});
