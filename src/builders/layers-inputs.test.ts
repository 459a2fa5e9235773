import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, type Project, platforms, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';

describe('inputs', () => {
  test('are the files by their names in the context, whatever the platform', async () => {
    const project = startProject();
    project.put('bin/linux_amd64/app');
    project.put('bin/linux_arm64/app');
    project.put('src/a');
    project.put('src/skip');
    mkdirSync(join(project.dir, 'src/empty'));
    const spec = {
      files: [files('bin/linux_{{.TARGETARCH}}/app', '/app'), files('src', '/', { ignore: ['skip'] })],
    };
    const set = await layers.inputs(project.job(spec), project.context);
    expect(set.files.map(({ name }) => name)).toEqual(['bin/linux_amd64/app', 'bin/linux_arm64/app', 'src/a']);
    const one = await layers.inputs(project.job(spec, { platforms: platforms('linux/arm64') }), project.context);
    expect(one.files.map(({ name }) => name)).toEqual(['bin/linux_arm64/app', 'src/a']);
  });

  test.each([
    ['a folder', '.'],
    ['a glob', '**'],
  ])('and layers of %s are without our own lock', async (_, src) => {
    const project = startProject();
    project.put('app/a');
    const spec = { base: 'scratch', files: [files(src, '/')] };
    const look = async () => {
      const job = project.job(spec, { configDir: project.dir });
      const { files: found, values } = await layers.inputs(job, project.context);
      return { names: found.map(({ name }) => name), values, built: await layers.build(job, project.context) };
    };
    const before = await look();
    project.put('orchestrator.lock');
    expect(await look()).toEqual(before);
    // Elsewhere it is a file as any other.
    project.put('app/orchestrator.lock');
    expect((await look()).names).toEqual(['app/a', 'app/orchestrator.lock']);
    expect((await look()).built).not.toEqual(before.built);
  });

  test('refuse our own lock by its name', async () => {
    const project = startProject();
    project.put('orchestrator.lock');
    await expect(
      layers.inputs(project.job({ files: [files('orchestrator.lock', '/')] }), project.context),
    ).rejects.toMatchObject({
      problems: [{ code: 'INPUT_INVALID', message: expect.stringMatching(/is a file of this program$/) }],
    });
  });

  test('know of permissions, folders and settings, and not of the place', async () => {
    const spec = { files: [files('src', '/')] };
    const valuesOf = async (fill: (project: Project) => void, more = {}) => {
      const project = startProject();
      project.put('src/a');
      fill(project);
      return (await layers.inputs(project.job({ ...spec, ...more }), project.context)).values;
    };
    const plain = await valuesOf(() => undefined);
    expect(await valuesOf(({ put }) => put('src/a', 'other'))).toEqual(plain);
    expect(await valuesOf(({ dir }) => chmodSync(join(dir, 'src/a'), 0o755))).not.toEqual(plain);
    expect(await valuesOf(({ dir }) => mkdirSync(join(dir, 'src/b')))).not.toEqual(plain);
    expect(await valuesOf(() => undefined, { user: 'x' })).not.toEqual(plain);
  });

  test.each([
    ['nothing matches', files('*.no', '/'), 'INPUT_MISSING', 'web: layers.files[1].src "*.no": nothing matches', 'src'],
    [
      'nothing is there',
      files('no', '/'),
      'INPUT_MISSING',
      /^web: layers\.files\[1\]\.src "no": there is nothing/,
      'src',
    ],
    ['it leads out', files('../x', '/'), 'INPUT_INVALID', /^web: layers\.files\[1\]\.src "\.\.\/x": leads out/, 'src'],
    [
      'no pattern',
      files('a', '/', { ignore: ['['] }),
      'INPUT_INVALID',
      /^web: layers\.files\[1\]\.ignore\[0\]/,
      'ignore',
    ],
  ])('name the artifact and the place in the config where %s', async (_, wrong, code, message, field) => {
    const project = startProject();
    project.put('a');
    const placeOf = (path: readonly (string | number)[]) => ({ file: path.join('.'), text: '', start: 0, end: 0 });
    const job = project.job({ files: [files('a', '/'), wrong] }, { artifact: 'web', placeOf });
    const problem = {
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      at: { file: `layers.files.1.${field}` },
    };
    await expect(layers.inputs(job, project.context)).rejects.toMatchObject({ problems: [problem] });
    await expect(layers.build(job, project.context)).rejects.toMatchObject({ problems: [problem] });
  });
});
