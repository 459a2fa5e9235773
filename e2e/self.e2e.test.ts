/** The program builds itself by the repository's own config: the image runs, and renders, in a real engine. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { orchestrator, readArtifacts } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const root = join(import.meta.dirname, '..');

/** The repository without its history and what is installed and built in it, so that nothing is shared with it. */
async function copyRepository(base: string): Promise<string> {
  const cwd = await createFolder();
  for (const name of ['src', 'scripts', 'examples', 'package.json', 'package-lock.json', 'tsconfig.json', 'README.md'])
    await cp(join(root, name), join(cwd, name), {
      recursive: true,
      filter: (path) => !path.slice(root.length).match(/\/(?:node_modules|\.orchestrator)(?:\/|$)/),
    });
  const config = await readFile(join(root, 'orchestrator.yaml'), 'utf8');
  expect(config).toContain('base: docker.io/library/node:22-slim');
  // Tags by the inputs, because a copy has no history.
  const own = config
    .replace('docker.io/library/node:22-slim', base)
    .replace('build:\n', 'build:\n  tagPolicy: {inputDigest: {}}\n');
  await writeFile(join(cwd, 'orchestrator.yaml'), own);
  return cwd;
}

// It installs and compiles a copy of the repository first.
test('builds itself, and the image says its version and renders its own example without a network', {
  timeout: 300_000,
}, async (context) => {
  const { host } = requireService(services.registry, context);
  const { node } = requireService(services.images, context);
  const { program: docker } = requireService(services.docker, context);
  const env = { DOCKER_HOST: requireService(services.dockerd, context).dockerHost };
  const cwd = await copyRepository(`${host}/${node.name}`);

  const build = await orchestrator(['build', `--default-repo=${host}/self`, '--file-output=a.json'], { cwd });
  expect(build.stderr).not.toMatch(/^error /m);
  expect(build.exitCode).toBe(0);
  const [{ tag } = { tag: '' }] = (await readArtifacts(cwd, 'a.json')).builds;
  expect(tag).toMatch(/\/self\/orchestrator:[0-9a-f]+@sha256:[0-9a-f]{64}$/);

  const inside = (args: readonly string[], volumes: readonly string[] = []) =>
    execa(
      docker,
      ['run', '--rm', '--read-only', '--network=none', ...volumes.flatMap((one) => ['-v', one]), tag, ...args],
      { env },
    );
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect((await inside(['--version'])).stdout).toBe(`orchestrator ${version}`);

  const render = await orchestrator(['render', '--build-artifacts=a.json', '--offline', '--output=r.yaml'], { cwd });
  expect(render.exitCode).toBe(0);
  const [project, job] = parseAllDocuments(await readFile(join(cwd, 'r.yaml'), 'utf8')).map((one) => one.toJS());
  const [container] = job.spec.template.spec.containers;
  expect(container.image).toBe(tag);

  // The project is mounted where the Job mounts its ConfigMap.
  const mounted = join(cwd, 'mounted');
  await mkdir(mounted);
  for (const [name, text] of Object.entries<string>(project.data)) await writeFile(join(mounted, name), text);
  const rendered = await inside(container.args, [`${mounted}:/project:ro`]);
  const [{ tag: hello }] = JSON.parse(project.data['artifacts.json']).builds;
  expect(`${rendered.stdout}\n`).toBe(project.data['pod.yaml'].replace('image: hello', `image: ${hello}`));
});
