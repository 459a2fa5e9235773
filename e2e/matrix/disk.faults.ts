/** Rows F5 to F8, F10, F13 and F18: the disk, the clock and the limits of the machine. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { orchestrator, readArtifacts } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, expectFailure, mountMemory, noise, remountReadOnly, under } from './project.ts';

const services = inject('services');

test('F5: a disk that fills up while a layer is written is told with the room, and nothing half-written stays', async (context) => {
  const cwd = await createProject();
  const state = join(cwd, '.orchestrator');
  await mkdir(state);
  await mountMemory(context, state, 'size=1m');
  const before = await build(cwd);
  await writeFile(join(cwd, 'data', 'large'), noise(3_000_000));
  const run = await orchestrator(['build', '--file-output=artifacts.json'], { cwd });
  expectFailure(
    run,
    11,
    /DISK_FULL: cannot write "\S+\.orchestrator\/registry\/temp\/\S+": .*; \d+ bytes are needed and \d+ bytes are free/,
  );
  expect(await readdir(join(state, 'registry', 'temp'))).toEqual([]);
  expect((await readArtifacts(cwd)).builds[0]?.tag).toBe(before);
  await rm(join(cwd, 'data', 'large'));
  expect(await build(cwd)).toBe(before);
});

test('F5: a disk without inodes is told as such', async (context) => {
  const cwd = await createProject();
  await mkdir(join(cwd, '.orchestrator'));
  await mountMemory(context, join(cwd, '.orchestrator'), 'nr_inodes=6');
  expectFailure(await orchestrator(['build'], { cwd }), 11, /DISK_FULL: .*it has no inode left for another file/);
});

test('F5: a limit on the size of files is told as such', async (context) => {
  const cwd = await createProject({ files: { 'data/large': noise(3_000_000) } });
  const limit = under(context, 'prlimit', '--fsize=1000000');
  expectFailure(await orchestrator(['build'], { cwd, under: limit }), 11, /DISK_FULL: .*larger than allowed/);
});

test('F6: a result that does not fit leaves what was there', async (context) => {
  const cwd = await createProject();
  await mkdir(join(cwd, 'small'));
  await mountMemory(context, join(cwd, 'small'), 'size=8k');
  await writeFile(join(cwd, 'small', 'artifacts.json'), '{"builds":[]}');
  await writeFile(join(cwd, 'small', 'filler'), noise(4096));
  const run = await orchestrator(['build', '--file-output=small/artifacts.json'], { cwd });
  expectFailure(
    run,
    11,
    /DISK_FULL: cannot write "small\/artifacts\.json|DISK_FULL: cannot write "\S+artifacts\.json"/,
  );
  expect(await readFile(join(cwd, 'small', 'artifacts.json'), 'utf8')).toBe('{"builds":[]}');
  expect((await readdir(join(cwd, 'small'))).sort()).toEqual(['artifacts.json', 'filler']);
});

test('F6: a journal that does not fit stops a run before its tags move and its folder changes', async (context) => {
  const { host } = requireService(services.registry, context);
  const { program } = requireService(services.crane, context);
  const place = `${host}/f6-${process.pid}`;
  const cwd = await createProject({ also: `${place}/other` });
  const state = join(cwd, '.orchestrator');
  await mkdir(state);
  await mountMemory(context, state, 'size=4m');
  const words = [`--default-repo=${place}`, '--file-output=artifacts.json'];
  const before = await build(cwd, [...words, '--tag=v1']);
  const filler = join(state, 'filler');
  await writeFile(filler, noise(8_000_000)).catch(() => undefined);
  const tags = await orchestrator(['build', ...words, '--tag=v2'], { cwd });
  expectFailure(tags, 11, /DISK_FULL: cannot write "\S+\.orchestrator\/journal1\/\S+": .*0 bytes are free/);
  const { stdout } = await execa(program, ['ls', `${place}/other`]);
  expect(stdout.split('\n').filter((tag) => tag === 'v1' || tag === 'v2')).toEqual(['v1']);
  expect((await readArtifacts(cwd)).builds[0]?.tag).toBe(before);
  const deploy = ['deploy', '--offline', '--build-artifacts=artifacts.json'];
  // The folder's lock is the first that does not fit.
  expectFailure(await orchestrator(deploy, { cwd }), 11, /DISK_FULL: cannot write "\S+\.orchestrator\/\w+\//);
  expect(existsSync(join(cwd, 'deployed'))).toBe(false);
  await rm(filler);
  expect((await orchestrator(deploy, { cwd })).exitCode).toBe(0);
  expect((await build(cwd, [...words, '--tag=v2'])).split('@')[1]).toBe(before.split('@')[1]);
  expect(await readdir(join(state, 'journal1'))).toEqual([]);
});

test('F6: a folder that fills up midway is told file by file, and the next run does the rest', async (context) => {
  const map = (name: string, text: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {k: "${text}"}\n`;
  const cwd = await createFolder({
    'orchestrator.yaml':
      'apiVersion: orchestrator/v1\nkind: Config\nmanifests: {rawYaml: [all.yaml]}\ndeploy: {directory: {path: deployed}}\n',
    'all.yaml': `${map('small', 'a')}---\n${map('large', 'b'.repeat(100_000))}`,
  });
  await mkdir(join(cwd, 'deployed'));
  await mountMemory(context, join(cwd, 'deployed'), 'size=64k');
  const run = await orchestrator(['deploy'], { cwd });
  expectFailure(run, 11, /error DISK_FULL: cannot write "\S+ConfigMap\._large\.yaml"/);
  expect(run.stderr).toContain('warning RUN_INTERRUPTED: this run was stopped midway\n');
  const there = existsSync(join(cwd, 'deployed/shop/ConfigMap._small.yaml'));
  const small = 'shop/ConfigMap._small.yaml';
  const large = 'shop/ConfigMap._large.yaml';
  expect(run.stderr).toContain(
    `: deployed has ${there ? `1 of 2 changes: ${small}; it lacks ${large}` : `0 of 2 changes; it lacks ${large}, ${small}`}\n`,
  );
  await writeFile(join(cwd, 'all.yaml'), `${map('small', 'a')}---\n${map('large', 'b')}`);
  const again = await orchestrator(['deploy'], { cwd });
  expect(again.stderr).not.toMatch(/RUN_INTERRUPTED|^error/m);
  expect((await readdir(join(cwd, 'deployed', 'shop'))).sort()).toEqual([
    'ConfigMap._large.yaml',
    'ConfigMap._small.yaml',
  ]);
});

test('F7: over a read-only state a build warns, pushes, and gives the same digest', async (context) => {
  const { host } = requireService(services.registry, context);
  const cwd = await createProject();
  await mkdir(join(cwd, '.orchestrator'));
  await mountMemory(context, join(cwd, '.orchestrator'), 'size=4m');
  const words = [`--default-repo=${host}/f7`];
  const before = await build(cwd, words);
  await remountReadOnly(join(cwd, '.orchestrator'));
  const run = await orchestrator(['run', ...words, '--file-output=artifacts.json'], { cwd });
  expect(run.exitCode).toBe(0);
  expect(run.stderr.match(/warning: "\S+\.orchestrator" cannot be written to \(EROFS\)/g)).toHaveLength(1);
  await rm(join(cwd, 'deployed'), { recursive: true });
  const deployed = await orchestrator(['deploy', '--build-artifacts=artifacts.json', '--offline'], { cwd });
  expect(deployed.exitCode).toBe(0);
  expect(deployed.stderr).toMatch(
    /cannot be written to \(EROFS\): should this run be killed, the next one cannot tell/,
  );
  expect((await readArtifacts(cwd)).builds[0]?.tag).toBe(before);
});

test('F7: an image that only the embedded registry would hold is refused, and rendering needs no state', async (context) => {
  const cwd = await createProject();
  await mkdir(join(cwd, '.orchestrator'));
  await mountMemory(context, join(cwd, '.orchestrator'), 'size=4m');
  await build(cwd);
  await remountReadOnly(join(cwd, '.orchestrator'));
  await writeFile(join(cwd, 'data', 'new'), 'new');
  expectFailure(await orchestrator(['build'], { cwd }), 11, /the embedded registry cannot keep an image/);
  const rendered = await orchestrator(['render', '--build-artifacts=artifacts.json', '--offline'], { cwd });
  expect(rendered.stdout).toContain('image: localhost:5080/web:');
  expect(rendered.exitCode).toBe(0);
});

test('F8: eight builds of one key at once all succeed, with one content', async () => {
  const cwd = await createProject({ files: { 'data/large': noise(500_000) } });
  const runs = await Promise.all(
    Array.from({ length: 8 }, (_, n) => orchestrator(['build', `--file-output=${n}.json`], { cwd })),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(Array(8).fill(0));
  const tags = await Promise.all(runs.map(async (_, n) => (await readArtifacts(cwd, `${n}.json`)).builds[0]?.tag));
  expect(new Set(tags).size).toBe(1);
  expect(await readdir(join(cwd, '.orchestrator', 'registry', 'temp'))).toEqual([]);
});

test('F10: a clean-up beside builds takes nothing from them', async () => {
  const cwd = await createProject();
  const first = await build(cwd);
  // Old enough for any clean-up, and due for one with every run.
  const state = join(cwd, '.orchestrator');
  const old = new Date(Date.now() - 30 * 24 * 3_600_000);
  for (const entry of await readdir(state, { recursive: true })) await utimes(join(state, entry), old, old);
  await rm(join(state, 'cleaned'), { force: true });
  const runs = await Promise.all([1, 2, 3, 4].map((n) => orchestrator(['build', `--file-output=${n}.json`], { cwd })));
  expect(runs.map(({ exitCode, stderr }) => [exitCode, /ENOENT|^error/m.test(stderr)])).toEqual(
    Array(4).fill([0, false]),
  );
  expect((await readArtifacts(cwd, '4.json')).builds[0]?.tag).toBe(first);
  expect(existsSync(join(state, 'cleaned'))).toBe(true);
});

test('F13: a clock that goes back a day and then forward three changes nothing', async (context) => {
  const cwd = await createProject();
  const before = await build(cwd);
  for (const shift of ['-1d', '+3d', '+400d'])
    expect(await build(cwd, [], { under: under(context, 'faketime', '-f', shift) })).toBe(before);
  await writeFile(join(cwd, 'data', 'a.txt'), 'b\n');
  const changed = await build(cwd, [], { under: under(context, 'faketime', '-f', '-1d') });
  expect(changed).not.toBe(before);
  expect(await build(cwd)).toBe(changed);
});

test('F18: with 64 file descriptors it builds, pushes and gives the same digest', async (context) => {
  const { host } = requireService(services.registry, context);
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`data/${n}`, `${n}`]));
  const cwd = await createProject({ files });
  const few = under(context, 'prlimit', '--nofile=64:64');
  const pushed = await build(cwd, [`--default-repo=${host}/f18`], { under: few });
  await rm(join(cwd, '.orchestrator'), { recursive: true });
  expect((await build(cwd)).split('@')[1]).toBe(pushed.split('@')[1]);
});
