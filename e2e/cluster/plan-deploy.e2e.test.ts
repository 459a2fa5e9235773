/** `run --plan-out` and `deploy --plan-out`: images are made and pinned, nothing is applied; `deploy --plan` applies just that. */
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';
import { pageOf, repoOf, shop } from './shop.ts';

const secret = (password: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: ${password}}\n`;
const hooks = 'deploy: {kubectl: {hooks: {after: [{host: {command: [sh, -c, "echo after > after.txt"]}}]}}}\n';
const image = (room: Room) => room.kubectl('get', 'deployment/web', '-o', 'jsonpath={..image}', '--ignore-not-found');
const deploy = (room: Room, ...words: string[]) => room.run('deploy', repoOf(room), ...words);

describe('a plan of a config', () => {
  test('is made by run, and applied by deploy as it is, whatever the config says by then, with its hooks', async (context) => {
    const room = await openRoom(context, shop(hooks));
    const made = await room.run('run', repoOf(room), '--plan-out=plan.json', '--file-output=artifacts.json');
    expect([made.exitCode, made.stdout]).toEqual([
      0,
      expect.stringMatching(/^3 to create, .*\(nothing was applied; --plan=plan\.json applies it\)$/m),
    ]);
    expect(await image(room)).toBe('');
    const [{ tag }] = JSON.parse(await readFile(join(room.cwd, 'artifacts.json'), 'utf8')).builds;
    await room.write({ 'site/index.html': 'two\n', 'k8s/more.yaml': secret('later') });
    await rm(join(room.cwd, 'k8s/settings.yaml'));

    expect(await deploy(room, '--plan=plan.json')).toMatchObject({
      exitCode: 0,
      stdout: '3 created, 0 updated, 0 unchanged, 0 pruned in real\n',
    });
    expect([await image(room), await pageOf(room)]).toEqual([tag, 'one\n']);
    const names = await room.kubectl('get', 'configmap,secret', '-o', 'name');
    expect(names).toContain('configmap/settings');
    expect(names).not.toContain('login');
    expect(await readFile(join(room.cwd, 'after.txt'), 'utf8')).toBe('after\n');
    // Once it is applied it holds no more.
    const again = await deploy(room, '--plan=plan.json', '--progress=json');
    expect(again.exitCode).toBe(9);
    const events = again.stderr.trim().split('\n');
    const begun = events.map((line) => JSON.parse(line)).find(({ type }) => type === 'run.planned');
    expect(begun).toMatchObject({ command: 'deploy' });
  });

  test('is no change of the project that it lies in, and is no folder', async (context) => {
    const room = await openRoom(context, { ...shop(), '.gitignore': 'home\n' });
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: room.cwd });
    for (const words of [
      ['init', '-q'],
      ['add', '-A'],
      ['commit', '-qm', 'one'],
    ])
      git(...words);
    const tagOf = async () => {
      await room.run('run', repoOf(room), '--plan-out=plan.json', '--file-output=artifacts.json');
      return JSON.parse(await readFile(join(room.cwd, 'artifacts.json'), 'utf8')).builds[0].tag;
    };
    const first = await tagOf();
    expect(first).not.toContain('dirty');
    expect(await tagOf()).toBe(first);
    const folder = await room.run('run', repoOf(room), '--plan-out=k8s', '--progress=plain');
    expect([folder.exitCode, folder.stderr]).toEqual([2, expect.stringContaining('--plan-out "k8s" is a folder')]);
    expect(folder.stderr).not.toContain('build web');
  });

  test('takes the Secrets that it writes from the config, and no others', async (context) => {
    const room = await openRoom(context, { ...shop(), 'k8s/login.yaml': secret('canary-1') });
    await room.run('build', repoOf(room), '--file-output=artifacts.json');
    const given = '--build-artifacts=artifacts.json';
    expect(await deploy(room, given, '--plan-out=plan.json')).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(room.cwd, 'plan.json'), 'utf8')).not.toMatch(/canary|Y2FuYXJ5/);
    await room.write({ 'k8s/login.yaml': secret('canary-2') });
    const other = await deploy(room, '--plan=plan.json');
    expect([other.exitCode, other.stderr]).toEqual([9, expect.stringMatching(/PLAN_OUTDATED: .*Secret/)]);
    expect(await image(room)).toBe('');
    await room.write({ 'k8s/login.yaml': secret('canary-1'), 'k8s/more.yaml': secret('x').replace('login', 'other') });
    const done = await deploy(room, '--plan=plan.json');
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining('4 created')]);
    expect(await room.kubectl('get', 'secret', '-o', 'name')).not.toContain('other');
    expect(done.stderr).not.toMatch(/canary|Y2FuYXJ5|tag only/);
  });

  test('is refused beside what says it otherwise', async (context) => {
    const room = await openRoom(context, shop());
    await room.run('run', repoOf(room), '--plan-out=plan.json');
    for (const [words, message] of [
      [['--plan=plan.json', '--set-name=other'], /--set-name "other" is not that of plan\.json, "shop"/],
      [['--plan=plan.json', '--plan-out=next.json'], /plan\.json says itself what --plan-out would say/],
      [['--plan-out=next.json', '--dry-run'], /--plan-out needs them/],
      [['--plan=plan.json', '--dry-run'], /--dry-run says it again/],
    ] as const) {
      const { exitCode, stderr } = await deploy(room, ...words);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });
});

test('of a config of another set, and of one that hands over to a folder, there is none', async (context) => {
  const room = await openRoom(context, shop());
  await room.run('run', repoOf(room), '--plan-out=plan.json');
  await room.write({ 'orchestrator.yaml': shop()['orchestrator.yaml']?.replace('name: shop', 'name: market') ?? '' });
  const other = await deploy(room, '--plan=plan.json');
  expect([other.exitCode, other.stderr]).toEqual([2, expect.stringContaining('plan.json is of the set "shop"')]);
  await room.write(shop('deploy: {directory: {path: out}}\n'));
  for (const command of ['deploy', 'run'] as const) {
    const { exitCode, stderr } = await room.run(command, repoOf(room), '--plan-out=next.json');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--plan-out is of a cluster')]);
  }
});
