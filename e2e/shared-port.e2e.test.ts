/** Several runs of one project, and the one port of its registry. */
import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { cleanEnv, orchestrator, readArtifacts, seeProgress, startOrchestrator } from './program.ts';
import { findPort } from './services/ports.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

async function project(port: number) {
  return createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
registry: {port: ${port}}
build:
  artifacts:
    - image: app
      docker: {buildArgs: {WHICH: '{{.WHICH}}'}}
`,
    Dockerfile: `FROM scratch\nARG WHICH\nCOPY data /\nLABEL which=$WHICH of=${randomUUID()}\n`,
    data: 'x'.repeat(200_000),
  });
}

const serve = async (cwd: string) => {
  const child = startOrchestrator(['registry', 'serve', '--progress=plain'], { cwd });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await child;
  });
  await seeProgress(child, /Ctrl-C ends it/);
  const end = async (name: 'SIGTERM' | 'SIGINT') => {
    child.kill(name);
    return (await child).exitCode;
  };
  return { end };
};

test('two builds with an engine at once, and one beside registry serve', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const { program: crane } = requireService(services.crane, context);
  const port = await findPort();
  const cwd = await project(port);
  const build = (which: string) =>
    orchestrator(['build', `--file-output=${which}.json`, '--tag', which], {
      cwd,
      env: { DOCKER_HOST: dockerHost, WHICH: which },
    });
  for (const run of await Promise.all(['a', 'b', 'c'].map(build))) expect(run).toMatchObject({ exitCode: 0 });
  const server = await serve(cwd);
  expect(await build('d')).toMatchObject({ exitCode: 0 });
  for (const which of ['a', 'b', 'c', 'd']) {
    const [built] = (await readArtifacts(cwd, `${which}.json`)).builds;
    await execa(crane, ['validate', '--remote', built?.tag ?? ''], { env: cleanEnv(cwd) });
    const { stdout } = await execa(crane, ['config', built?.tag ?? '']);
    expect(JSON.parse(stdout).config.Labels.which).toBe(which);
  }
  const second = await serve(cwd);
  expect(await server.end('SIGTERM')).toBe(0);
  await expect.poll(async () => (await fetch(`http://localhost:${port}/v2/`)).status).toBe(200);
  expect(await second.end('SIGINT')).toBe(0);
});

test('the port of another project is refused, and its store gets nothing', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const port = await findPort();
  await serve(await project(port));
  const run = await orchestrator(['build'], { cwd: await project(port), env: { DOCKER_HOST: dockerHost, WHICH: 'x' } });
  expect(run.exitCode).toBe(11);
  expect(run.stderr).toContain('PORT_IN_USE');
  expect(await (await fetch(`http://localhost:${port}/v2/_catalog`)).json()).toEqual({ repositories: [] });
});
