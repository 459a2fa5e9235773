import { describe, expect, test } from 'vitest';
import type { Artifact, Build } from '../config/build.schema.ts';
import { formatReference } from '../image/reference.ts';
import { type PlanRequest, planBuild, stepsOf } from './plan.ts';

const docker = (image: string, more: Partial<Artifact> = {}): Artifact => ({ image, context: '.', ...more });
const layers = (image: string, more: Partial<Artifact> = {}): Artifact => ({
  image,
  context: '.',
  layers: { base: 'scratch', files: [], compression: 'gzip' },
  ...more,
});

const request = (artifacts: readonly Artifact[], more: Partial<PlanRequest> = {}): PlanRequest => ({
  build: { artifacts } as Build, // the rest has no say here
  select: [],
  platforms: [],
  singlePlatform: false,
  hostPlatform: { os: 'linux', architecture: 'amd64' },
  push: true,
  defaultRepo: undefined,
  multiLevel: undefined,
  embeddedHost: 'localhost:5080',
  facts: { builders: { buildx: undefined }, needs: new Map() },
  placeOf: (path) => ({ file: path.join('.'), start: Number(path[2]), end: 0, text: '' }),
  ...more,
});

const targetsOf = (artifacts: readonly Artifact[], more: Partial<PlanRequest> = {}) => {
  const plan = planBuild(request(artifacts, more));
  return plan.ok ? plan.value.artifacts.map(({ target }) => formatReference(target)) : plan.problems;
};

describe('where an image goes', () => {
  test.each([
    ['the embedded registry when nothing decides', docker('team/web'), {}, 'localhost:5080/team/web'],
    ['the host in its own name', docker('ghcr.io/team/web'), {}, 'ghcr.io/team/web'],
    ['Docker Hub when its name says so', docker('docker.io/team/web'), {}, 'docker.io/team/web'],
    ['the default repository', docker('team/web'), { defaultRepo: 'reg.io/x' }, 'reg.io/x/team_web'],
    ['nowhere without a push: its own name', docker('team/web'), { push: false }, 'team/web'],
    ['the store without a push, for layers', layers('team/web'), { push: false }, 'localhost:5080/team/web'],
    [
      'the embedded registry when the default repository is emptied',
      docker('web'),
      { defaultRepo: '' },
      'localhost:5080/web',
    ],
  ])('%s', (_, artifact, more, target) => {
    expect(targetsOf([artifact], more)).toEqual([target]);
  });

  test('two artifacts never share a place', () => {
    expect(targetsOf([docker('my/app'), docker('my_app')], { defaultRepo: 'reg.io/x' })).toMatchObject([
      {
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('would both go to reg.io/x/my_app'),
        at: { file: 'build.artifacts.1.image' },
      },
    ]);
  });

  test('a name that registries refuse is a mistake', () => {
    expect(targetsOf([docker('web'), docker('Team/Web')])).toMatchObject([
      {
        code: 'IMAGE_REFERENCE_INVALID',
        hint: expect.stringContaining('lower case'),
        at: { file: 'build.artifacts.1.image' },
      },
    ]);
    expect(targetsOf([docker('Team/Web')], { defaultRepo: 'reg.io/x' })).toEqual(['reg.io/x/team_web']);
  });

  test('a wrong flag is told once', () => {
    const all = targetsOf([docker('web'), docker('api')], { platforms: ['linux/amd65'] });
    expect(all).toMatchObject([{ code: 'INPUT_INVALID', message: expect.stringContaining('linux/amd65') }]);
  });

  test('a default repository that is none has no place in the config, and is told once', () => {
    const problems = targetsOf([docker('web'), docker('api')], { defaultRepo: 'not one' });
    expect(problems).toMatchObject([{ code: 'IMAGE_REFERENCE_INVALID', message: expect.stringContaining('not one') }]);
    expect(problems[0]).not.toHaveProperty('at');
  });
});

describe('what is built', () => {
  const base = docker('base');
  const web = docker('web', { requires: [{ image: 'base' }] });

  test('a selection takes along what it requires, in the order of the config', () => {
    const plan = planBuild(request([web, base, docker('other')], { select: ['we'] }));
    expect(plan.ok && plan.value.artifacts.map(({ name, needs }) => [name, needs])).toEqual([
      ['web', ['base']],
      ['base', []],
    ]);
    expect(plan.ok && stepsOf(plan.value).map(({ id, needs }) => [id, needs])).toEqual([
      ['build:web', ['build:base']],
      ['build:base', []],
    ]);
  });

  test('what is required must be there for the same platforms', () => {
    const both = { platforms: ['linux/amd64', 'linux/arm64'] };
    const base = layers('base', { platforms: ['linux/amd64'] });
    const plan = planBuild(request([base, layers('web', { ...both, requires: [{ image: 'base' }] })]));
    expect(plan.ok ? [] : plan.problems).toMatchObject([
      { code: 'CONFIG_INVALID', message: expect.stringContaining('"web" is built for linux/arm64, and "base"') },
    ]);
    expect(
      planBuild(request([layers('base', both), layers('web', { ...both, requires: [{ image: 'base' }] })])).ok,
    ).toBe(true);
  });

  test('a selection that fits nothing says what there is', () => {
    expect(planBuild(request([base], { select: ['nope'] }))).toMatchObject({
      ok: false,
      problems: [{ code: 'ARTIFACT_UNKNOWN', hint: 'The config has base.' }],
    });
  });

  test('each step says which way it is built and why; what cannot be built is told for every artifact', () => {
    const plan = planBuild(request([docker('a'), layers('b')]));
    expect(plan.ok && plan.value.artifacts.map(({ kind, why }) => [kind, why !== ''])).toEqual([
      ['docker', true],
      ['layers', true],
    ]);
    const both = { platforms: ['linux/amd64', 'linux/arm64'] };
    const failed = planBuild(request([docker('a', both), docker('b', both)], { push: false }));
    expect(failed.ok ? [] : failed.problems).toHaveLength(2);
  });
});
