/** A repository that somebody else wrote, and that wants more than to be built. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

const config = (src: string): string => `apiVersion: orchestrator/v1
kind: Config
metadata: {name: hostile}
build:
  artifacts: [{image: web, layers: {files: [{src: '${src}', dest: /x}]}}]
`;

test.each<[string, string, (cwd: string) => unknown, number, RegExp]>([
  ['a path out of it', '../outside/key', () => undefined, 2, /leads out of the context/],
  ['an absolute path', '/etc/hostname', () => undefined, 2, /leads out of the context/],
  ['a link out of it', 'key', (cwd) => symlink('/etc/hostname', join(cwd, 'key')), 2, /is a link that leads out/],
  ['a folder that is one', 'etc/hostname', (cwd) => symlink('/etc', join(cwd, 'etc')), 2, /is a link that leads out/],
  [
    'a link out of it in a folder',
    'files',
    async (cwd) => {
      await mkdir(join(cwd, 'files'));
      await symlink('../../../etc/hostname', join(cwd, 'files/key'));
    },
    2,
    /holds the link "key", which leads out of it/,
  ],
  ['a FIFO', 'fifo', (cwd) => execFileSync('mkfifo', [join(cwd, 'fifo')]), 2, /neither a file nor a folder/],
  [
    'what deletes files of the base',
    'files',
    async (cwd) => {
      await mkdir(join(cwd, 'files'));
      await writeFile(join(cwd, 'files/.wh.etc'), '');
    },
    2,
    /begins with ".wh."/,
  ],
])('an image is not given %s', async (_, src, prepare, exitCode, message) => {
  const cwd = await createFolder({ 'orchestrator.yaml': config(src) });
  await prepare(cwd);
  const run = await orchestrator(['build', '--tag=1', '--file-output=artifacts.json'], { cwd });
  expect(run).toMatchObject({ exitCode, stderr: expect.stringMatching(message) });
  expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
});

test.each(['orchestrator.yaml', 'skaffold.env', 'global'])('%s of gigabytes is not read', async (name) => {
  const cwd = await createFolder({ 'orchestrator.yaml': config('data'), data: '1' });
  await writeFile(join(cwd, name), '');
  await truncate(join(cwd, name), 3 * 1024 ** 3);
  const run = await orchestrator(['build', '--dry-run', '--config=global'], { cwd });
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CONFIG_LIMIT') });
});

test('git runs nothing that the repository’s own config asks for', async () => {
  const cwd = await createFolder({ 'orchestrator.yaml': config('data'), data: '1' });
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', cwd, ...args], { stdio: 'ignore' });
  git('init');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-m', 'one');
  const marks = ['fsmonitor', 'pager', 'sshCommand', 'hooks/post-index-change'].map((name) => join(cwd, '..', name));
  for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand'])
    git('config', name, `touch '${join(cwd, '..', name.replace('core.', ''))}'`);
  const run = await orchestrator(['build', '--file-output=artifacts.json'], { cwd });
  expect(run).toMatchObject({ exitCode: 0 });
  expect(marks.filter((mark) => existsSync(mark))).toEqual([]);
});

test('a credential helper inside the repository is not run, wherever PATH leads', async (context) => {
  const { host } = requireService(services.passwordRegistry, context);
  const cwd = await createFolder({
    'orchestrator.yaml': config('data'),
    data: '1',
    'bin/docker-credential-evil': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n',
    'docker/config.json': '{"credsStore": "evil"}',
  });
  await chmod(join(cwd, 'bin/docker-credential-evil'), 0o755);
  const env = { PATH: `${join(cwd, 'bin')}:${process.env['PATH']}`, DOCKER_CONFIG: join(cwd, 'docker') };
  const run = await orchestrator(['build', '--tag=1', `--default-repo=${host}/team`], { cwd, env });
  expect(run.exitCode).not.toBe(0);
  expect(existsSync(join(cwd, 'bin/ran'))).toBe(false);
});
