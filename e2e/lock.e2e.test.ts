/** `orchestrator.lock` as users meet it: a base's tag moves when they say so, and not before. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { type Finished, orchestrator } from './program.ts';
import { findPort } from './services/ports.ts';
import { createFolder, requireService } from './services/provided.ts';

async function createProject(host: string): Promise<{ readonly app: string; moveBase(text: string): Promise<void> }> {
  const [app, base] = [await createFolder(), await createFolder()];
  await mkdir(join(app, 'src'));
  await mkdir(join(base, 'src'));
  await writeFile(join(app, 'src', 'app'), 'app\n');
  const artifact = (image: string, from: string) => `apiVersion: orchestrator/v1
kind: Config
build:
  platforms: [linux/amd64]
  tagPolicy: {sha256: {}}
  artifacts: [{image: ${image}, layers: {base: "${from}", files: [{src: src, dest: /${image}}]}}]
`;
  const name = `lock-${Date.now()}-${process.pid}`;
  await writeFile(join(base, 'orchestrator.yaml'), artifact('base', 'scratch'));
  await writeFile(join(app, 'orchestrator.yaml'), artifact('app', `${host}/${name}/base:latest`));
  return {
    app,
    async moveBase(text) {
      writeFileSync(join(base, 'src', 'file'), text);
      expect((await orchestrator(['build', `--default-repo=${host}/${name}`], { cwd: base })).exitCode).toBe(0);
    },
  };
}

const build = (cwd: string, ...words: string[]): Promise<Finished> =>
  orchestrator(['build', '--progress=plain', ...words], { cwd });

test('a tag is looked up once, stays where it is, and moves with --refresh and a word about it', async (context) => {
  const { host } = requireService(inject('services').registry, context);
  const { app, moveBase } = await createProject(host);
  const lock = (): string => readFileSync(join(app, 'orchestrator.lock'), 'utf8');
  await moveBase('one');

  const offline = await build(app, '--offline');
  expect(offline.exitCode).toBe(11);
  expect(offline.stderr).toMatch(/base:latest" is not in orchestrator\.lock/);

  const first = await build(app);
  expect(first.exitCode, first.stderr).toBe(0);
  const locked = lock();
  await moveBase('two');
  expect((await build(app)).stdout).toBe(first.stdout);
  expect((await build(app, '--cache-artifacts=false')).stdout).toBe(first.stdout);
  expect((await build(app, '--offline', '--cache-artifacts=false')).stdout).toBe(first.stdout);
  expect(lock()).toBe(locked);

  const second = await build(app, '--refresh');
  expect(second.stderr).toMatch(/base:latest moved from [0-9a-f]{12} and is now [0-9a-f]{12} in orchestrator\.lock/);
  expect(second.stdout).not.toBe(first.stdout);
  expect(lock()).not.toBe(locked);

  // Who gets the old lock back builds the old image: the lock decides, and nothing else.
  writeFileSync(join(app, 'orchestrator.lock'), locked);
  expect((await build(app)).stdout).toBe(first.stdout);
});

test('lock.refresh has an old entry looked up again', async (context) => {
  const { host } = requireService(inject('services').registry, context);
  const { app, moveBase } = await createProject(host);
  await moveBase('one');
  const config = join(app, 'orchestrator.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8')}lock: {refresh: 7d}\n`);
  const first = await build(app);
  await moveBase('two');
  expect((await build(app)).stdout).toBe(first.stdout);
  const lock = join(app, 'orchestrator.lock');
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/"resolved": ".*"/, '"resolved": "2020-01-01T00:00:00.000Z"'));
  expect((await build(app)).stdout).not.toBe(first.stdout);
});

test('--verify-reproducible builds on the lock twice, though the second run is a day ahead', async (context) => {
  const { host } = requireService(inject('services').registry, context);
  const { app, moveBase } = await createProject(host);
  await moveBase('one');
  const config = join(app, 'orchestrator.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8')}lock: {refresh: 1h}\nregistry: {port: ${await findPort()}}\n`);
  await build(app);
  await moveBase('two');
  const verified = await build(app, '--verify-reproducible');
  expect(verified.exitCode, verified.stderr).toBe(0);
  expect(verified.stderr).not.toContain('moved from');
});
