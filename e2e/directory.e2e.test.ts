/** The hand-over to a folder, by the built program: codes, what is printed, and what a GitOps repository sees. */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { killAt } from './kill-at.ts';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const HEAD = 'apiVersion: orchestrator/v1\nkind: Config\nmanifests: {rawYaml: ["k8s/*.yaml"]}\n';
const object = (kind: string, name: string, body = ''): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n${body}`;
const project = {
  'orchestrator.yaml': HEAD,
  'k8s/all.yaml': [
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
    object('Service', 'web'),
    object('Secret', 'login', 'stringData: {password: hunter2}\n'),
  ].join('---\n'),
};
const filesOf = async (cwd: string, folder: string): Promise<readonly string[]> =>
  (await readdir(join(cwd, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(cwd, folder), join(entry.parentPath, entry.name)))
    .sort();
const deploy = (cwd: string, ...flags: readonly string[]) => orchestrator(['deploy', '--offline', ...flags], { cwd });

test('writes one file an object, prints what changed without secrets, and names what it owns as sha256sum does', async () => {
  const cwd = await createFolder(project);
  const planned = await deploy(cwd, '--dry-run');
  expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('+kind: Service') });
  expect(await readdir(cwd)).not.toContain('deployed');

  const first = await deploy(cwd);
  expect(first.exitCode).toBe(0);
  expect(first.stdout.trimEnd().split('\n').at(-1)).toBe('3 created, 0 updated, 0 kept, 0 pruned in deployed');
  expect(first.stdout + first.stderr).not.toContain('hunter2');
  const files = ['_cluster/Namespace._shop.yaml', 'shop/Secret._login.yaml', 'shop/Service._web.yaml'];
  expect(await filesOf(cwd, 'deployed')).toEqual(['.orchestrator-owned', ...files]);
  const checked = await execa('sha256sum', ['--check', '.orchestrator-owned'], { cwd: join(cwd, 'deployed') });
  expect(checked.stdout.split('\n')).toEqual(files.map((file) => `${file}: OK`));

  const again = await deploy(cwd, '--format=json');
  expect(JSON.parse(again.stdout)).toMatchObject({
    ok: true,
    directory: 'deployed',
    changes: { created: [], updated: [], kept: files, pruned: [] },
  });
});

test('an edit is a conflict (9), pruning everything is refused (10), and flags allow both', async () => {
  const cwd = await createFolder(project);
  await deploy(cwd);
  const service = join(cwd, 'deployed/shop/Service._web.yaml');
  await appendFile(service, '# by hand\n');
  await writeFile(join(cwd, 'k8s/all.yaml'), project['k8s/all.yaml'].replaceAll('{name', '{labels: {a: b}, name'));
  const conflict = await deploy(cwd);
  expect(conflict).toMatchObject({ exitCode: 9, stdout: '' });
  expect(conflict.stderr).toContain('"deployed/shop/Service._web.yaml" was changed since it was written');
  expect(await readFile(service, 'utf8')).toContain('# by hand');
  expect((await deploy(cwd, '--force')).exitCode).toBe(0);

  await rm(join(cwd, 'k8s/all.yaml'));
  await writeFile(join(cwd, 'k8s/other.yaml'), object('Service', 'other'));
  const refused = await deploy(cwd);
  expect(refused.exitCode).toBe(10);
  expect(refused.stderr).toContain('all 3 files in "deployed" would be removed');
  expect((await deploy(cwd, '--allow-prune')).exitCode).toBe(0);
  expect(await filesOf(cwd, 'deployed')).toEqual(['.orchestrator-owned', 'shop/Service._other.yaml']);
});

test('a config that names another tool is told at once, with its place (2); one that names a cluster is for nobody offline (11)', async () => {
  const withDeployer = (name: string) =>
    createFolder({ ...project, 'orchestrator.yaml': `${HEAD}deploy:\n  ${name}: {}\n` });
  const refused = await deploy(await withDeployer('kpt'));
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/error CONFIG_UNSUPPORTED: deploy\.kpt.*\n.*orchestrator\.yaml:5/);
  const alone = await deploy(await withDeployer('kubectl'));
  expect([alone.exitCode, alone.stderr]).toEqual([11, expect.stringContaining('NETWORK_REFUSED')]);
});

test('render --output into a folder names files in the same way, and owns nothing', async () => {
  const cwd = await createFolder(project);
  await mkdir(join(cwd, 'there'));
  for (const output of ['out/', 'there']) {
    expect(await orchestrator(['render', '--offline', `--output=${output}`], { cwd })).toMatchObject({ exitCode: 0 });
    expect(await filesOf(cwd, output)).toEqual([
      '_cluster/Namespace._shop.yaml',
      'shop/Secret._login.yaml',
      'shop/Service._web.yaml',
    ]);
  }
});

test('kill -9 at every rename of a hand-over: the next run ends in the same folder', async (context) => {
  let midway = 0;
  for (let when = 1; ; when += 1) {
    const cwd = await createFolder(project);
    const traced = { context, cwd, words: ['deploy', '--offline'], call: 'rename,renameat,renameat2' };
    if (!(await killAt(traced, when))) break;
    // What a kill leaves of the file that it came to; the state's own files are renamed as well.
    const left = existsSync(join(cwd, 'deployed')) ? await filesOf(cwd, 'deployed') : [];
    if (left.some((file) => file.includes('.orc-'))) midway += 1;
    expect((await deploy(cwd)).exitCode).toBe(0);
    expect(await filesOf(cwd, 'deployed')).toEqual([
      '.orchestrator-owned',
      '_cluster/Namespace._shop.yaml',
      'shop/Secret._login.yaml',
      'shop/Service._web.yaml',
    ]);
    await execa('sha256sum', ['--check', '--strict', '.orchestrator-owned'], { cwd: join(cwd, 'deployed') });
  }
  // Three files at least; the list of what is ours comes first, where another thread may be the first to rename.
  expect(midway).toBeGreaterThanOrEqual(3);
});
