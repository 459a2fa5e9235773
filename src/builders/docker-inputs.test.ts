import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OrchestratorError } from '../errors/problem.ts';
import { folderOf, jobOf, ports, problem } from './docker.cases.ts';
import type { DockerSpec } from './docker.schema.ts';
import { docker, findBuildkitNeed } from './docker.ts';

const inputs = (
  files: Readonly<Record<string, string>>,
  spec: Partial<DockerSpec> = {},
  prepare?: (folder: string) => void,
) => {
  const contextDir = folderOf(files);
  prepare?.(contextDir);
  return docker.inputs(jobOf({ dockerfile: 'Dockerfile', ...spec }, { contextDir, configDir: contextDir }), ports);
};
const names = async (...args: Parameters<typeof inputs>) => (await inputs(...args)).files.map(({ name }) => name);

describe('the files of a Dockerfile', () => {
  test('are what it copies, itself and the rules', async () => {
    const Dockerfile =
      'FROM a AS b\nCOPY src go.* ./\nRUN --mount=source=tools,target=/t x\nFROM c\nCOPY --from=b src .\n';
    const files = {
      Dockerfile,
      '.dockerignore': '**/*.md\n',
      'src/a': '',
      'src/b.md': '',
      'go.mod': '',
      'go.sum': '',
      'tools/x': '',
      other: '',
    };
    expect(await names(files)).toEqual(['.dockerignore', 'Dockerfile', 'go.mod', 'go.sum', 'src/a', 'tools/x']);
  });

  test('are everything where a source cannot be known', async () => {
    expect(await names({ Dockerfile: 'FROM a\nCOPY $DIR /\n', a: '', 'b/c': '' })).toEqual(['Dockerfile', 'a', 'b/c']);
  });

  test('none but its own where it copies nothing', async () => {
    expect(await names({ Dockerfile: 'FROM a\n', a: '' })).toEqual(['Dockerfile']);
  });

  test('follow arguments and the target', async () => {
    const Dockerfile = 'FROM a AS one\nARG D=x\nCOPY $D /\nFROM b\nCOPY missing /\n';
    const files = { Dockerfile, x: '', y: '' };
    expect(await names(files, { target: 'one' })).toEqual(['Dockerfile', 'x']);
    expect(await names(files, { target: 'one', buildArgs: { D: 'y' } })).toEqual(['Dockerfile', 'y']);
  });

  test('follow arguments of cliFlags, which win', async () => {
    const Dockerfile = 'FROM a\nARG D=x\nCOPY $D /\n';
    const cliFlags = ['--build-arg', 'D=y', '--build-arg=Z=1'];
    expect(await names({ Dockerfile, x: '', y: '' }, { buildArgs: { D: 'x' }, cliFlags })).toEqual(['Dockerfile', 'y']);
  });

  test('are found behind links in the context', async () => {
    const files = {
      Dockerfile: 'FROM a\nCOPY link/sub alias /\n',
      'real/sub/file': '',
      'real/not': '',
      'other/file': '',
    };
    const link = (folder: string): void => {
      symlinkSync('real', join(folder, 'link'));
      symlinkSync('other', join(folder, 'alias'));
    };
    expect(await names(files, {}, link)).toEqual(['Dockerfile', 'alias', 'other/file', 'real/sub/file']);
  });

  test('with braces and stars in their names mean what Docker means', async () => {
    const files = { Dockerfile: 'FROM a\nCOPY {x,y} **.txt /\n', '{x,y}': '', x: '', 'a.txt': '', 'd/b.txt': '' };
    expect(await names(files)).toEqual(['Dockerfile', 'a.txt', '{x,y}']);
  });
});

describe('a source that is not there', () => {
  test('is named with its place, each of them', async () => {
    const Dockerfile = 'FROM a\nCOPY there gone \\\n  lost /to\n';
    const failed = await inputs({ Dockerfile, there: '' }).catch((error: unknown) => error);
    const problems = failed instanceof OrchestratorError ? failed.problems : [];
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'INPUT_MISSING "gone" is not in the context',
      'INPUT_MISSING "lost" is not in the context',
    ]);
    expect(problems.map(({ at }) => at && [at.file, Dockerfile.slice(at.start, at.end)])).toEqual([
      ['Dockerfile', 'gone'],
      ['Dockerfile', 'lost'],
    ]);
  });

  test('may be left out by the rules, which is said', async () => {
    const files = { Dockerfile: 'FROM a\nCOPY b /\n', '.dockerignore': 'b\n', b: '' };
    await expect(inputs(files)).rejects.toMatchObject({
      problems: [{ hint: expect.stringMatching(/It is there, and ".*\.dockerignore"/) }],
    });
  });

  test('is fine as a pattern beside one that is there', async () => {
    const files = { Dockerfile: 'FROM a\nCOPY package.json yarn.lock* ./\n', 'package.json': '' };
    expect(await names(files)).toEqual(['Dockerfile', 'package.json']);
    await expect(names({ Dockerfile: 'FROM a\nCOPY yarn.lock* ./\n' })).rejects.toMatchObject(problem('INPUT_MISSING'));
  });

  test('is not looked for outside of the context', async () => {
    const folder = folderOf({ secret: '', 'app/Dockerfile': 'FROM a\nCOPY link ./\n' });
    symlinkSync('../secret', join(folder, 'app/link'));
    const job = jobOf({ dockerfile: 'Dockerfile' }, { contextDir: join(folder, 'app') });
    expect((await docker.inputs(job, ports)).files.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'file Dockerfile',
      'link link',
    ]);
  });
});

test('a Dockerfile is looked for in the context, then beside the config', async () => {
  const folder = folderOf({
    'docker/Dockerfile': 'FROM a\nCOPY x /\n',
    'app/x': '',
    Dockerfile: 'FROM b\n',
    'app/Dockerfile': 'FROM c\nCOPY x /\n',
  });
  const at = (dockerfile: string) =>
    docker.inputs(jobOf({ dockerfile }, { contextDir: join(folder, 'app'), configDir: folder }), ports);
  expect((await at('Dockerfile')).files.map(({ name }) => name)).toEqual(['Dockerfile', 'x']);
  expect((await at('docker/Dockerfile')).files.map(({ name }) => name)).toEqual(['../docker/Dockerfile', 'x']);
  await expect(at('none')).rejects.toMatchObject(
    problem('INPUT_MISSING', /no Dockerfile at ".*app\/none" or ".*none"/),
  );
});

test('folders that flags name for BuildKit are inputs, with what COPY takes along', async () => {
  const project = folderOf({
    'app/Dockerfile': 'FROM a\nCOPY --from=lib . /\n',
    'lib/src/a': 'one',
    'layout/index.json': '{}',
    'layout/blobs/x': '',
  });
  const contextDir = join(project, 'app');
  const cliFlags = [
    ...['--build-context', 'lib=../{{.WORD}}', '--build-context=img=docker-image://busybox', '--build-context=no=gone'],
    '--build-context=oci=oci-layout://../layout:v1',
  ];
  const look = () => {
    const job = jobOf({ dockerfile: 'Dockerfile', cliFlags }, { contextDir, configDir: contextDir });
    return docker.inputs({ ...job, expand: (text) => text.replace('{{.WORD}}', 'lib') }, ports);
  };
  const { files, tree } = await look();
  expect(files.map(({ name }) => name)).toEqual(['Dockerfile', 'lib:src/a', 'oci:index.json']);
  expect(files[1]?.path).toBe(join(project, 'lib/src/a'));
  chmodSync(join(project, 'lib/src/a'), 0o600);
  expect((await look()).tree).not.toBe(tree);
});

test('the command being run counts where the Dockerfile asks for it, in its files too', async () => {
  const contextDir = folderOf({
    plain: 'FROM a\n',
    asks: 'FROM a\nARG SKAFFOLD_RUN_MODE\nCOPY $SKAFFOLD_RUN_MODE.conf /\n',
    'dev.conf': '',
  });
  const at = async (dockerfile: string, more: object) => {
    const job = { ...jobOf({ dockerfile }, { contextDir, configDir: contextDir }), ...more };
    const { files, values } = await docker.inputs(job, ports);
    return [...files.map(({ name }) => name), values['argument SKAFFOLD_RUN_MODE']];
  };
  expect(await at('plain', { runMode: 'dev' })).toEqual(['plain', undefined]);
  expect(await at('asks', { runMode: 'dev' })).toEqual(['asks', 'dev.conf', 'dev']);
});

test('values are the settings that change the result; one that names the tag counts as written', async () => {
  const { values } = await inputs(
    { Dockerfile: 'FROM a\n' },
    { buildArgs: { A: '{{.WORD}}', T: 'x-{{.IMAGE_TAG}}' }, labels: { l: '{{.WORD}}' }, target: 't', noCache: true },
  );
  expect(values).toEqual({
    builder: 'docker',
    'argument A': 'expanded',
    'argument T': 'x-{{.IMAGE_TAG}}',
    'label l': 'expanded',
    target: 't',
  });
});

test('an argument of cliFlags without a value is the variable of that name', async () => {
  const contextDir = folderOf({ Dockerfile: 'FROM a\n' });
  const cliFlags = ['--build-arg', 'WORD', '--build-arg=UNSET', '--build-arg', 'A=1=2'];
  const at = async (env: Readonly<Record<string, string>>) => {
    const job = jobOf({ dockerfile: 'Dockerfile', cliFlags }, { contextDir, configDir: contextDir, env });
    const { values } = await docker.inputs(job, ports);
    return [values['argument WORD'], values['argument UNSET'], values['argument A']];
  };
  expect(await at({ WORD: 'one' })).toEqual(['one', undefined, '1=2']);
  expect(await at({ WORD: 'two' })).toEqual(['two', undefined, '1=2']);
});

test('the need for BuildKit is known before a build; a foreign frontend is refused', async () => {
  const need = (text: string) => {
    const contextDir = folderOf({ Dockerfile: text });
    return findBuildkitNeed({ spec: { dockerfile: 'Dockerfile' }, contextDir }, ports);
  };
  expect(await need('FROM a\n')).toBeNull();
  expect(await need('FROM a\nRUN --mount=type=ssh x\n')).toMatchObject({ what: 'RUN --mount', isWish: false });
  await expect(need('# syntax=evil/x:1\nFROM a\n')).rejects.toMatchObject(problem('INPUT_INVALID', /evil\/x:1/));
});
