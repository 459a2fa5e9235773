import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { findOutside, type ImageGuard } from './allowed.ts';
import { renderDocuments } from './render.ts';
import type { RenderOptions } from './rendered.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const allowed = ['reg.test/team', 'docker.io/library'];
const pod = (...images: readonly string[]) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${images.map((image) => `  - image: ${image}\n`).join('')}`;
const outside = (text: string) =>
  findOutside([{ name: 'a.yaml', text }], { allowed, rules: {} }).map(({ message, at }) => [
    /"(.*?)"/.exec(message)?.[1],
    placeOf(text, at?.start ?? -1).line,
  ]);

describe('findOutside', () => {
  test.each([
    ['reg.test/team/web:1', false],
    [`reg.test/team/web:1@${digest}`, false],
    ['nginx:1', false],
    ['auto', false],
    ["'{{inputs.image}}'", true],
    ['""', false],
    ['team/web:1', true],
    ['reg.test/teamwork/web', true],
    [`evil.example/reg.test/team/web@${digest}`, true],
  ])('%s: %s', (image, expected) => {
    expect(outside(pod('nginx', image))).toEqual(expected ? [[image.replaceAll("'", ''), 7]] : []);
  });

  test('init and ephemeral containers, templates, image volumes, items of a List and known custom resources', () => {
    const spec = (key: string) => `{${key}: [{name: c, image: x.io/${key.toLowerCase()}}]}`;
    const text = `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, spec: ${spec('initContainers')}}
- {apiVersion: v1, kind: Pod, spec: ${spec('ephemeralContainers')}}
- {apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: ${spec('containers')}}}}}}
- {apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, image: {reference: x.io/volume}}]}}
- {apiVersion: v1, kind: ConfigMap, data: {image: x.io/none}}
`;
    expect(outside(text)).toEqual([
      ['x.io/initcontainers', 4],
      ['x.io/ephemeralcontainers', 5],
      ['x.io/containers', 6],
      ['x.io/volume', 7],
    ]);
  });

  test('a name that is written short is told in full', () => {
    const [problem] = findOutside([{ name: 'a.yaml', text: pod('team/web:1') }], { allowed, rules: {} });
    expect(problem).toMatchObject({
      code: 'IMAGE_NOT_ALLOWED',
      message:
        'spec.containers[0].image: image "team/web:1", which is docker.io/team/web, is in no place that manifests.allowedRegistries names',
      hint: 'Allowed are reg.test/team, docker.io/library.',
    });
  });

  test('what a selector leaves alone, or looks for elsewhere, is judged all the same', () => {
    const text = pod('x.io/a');
    const told = (selector: NonNullable<ImageGuard['rules']['selector']>) =>
      findOutside([{ name: 'a.yaml', text }], { allowed, rules: { selector } }).length;
    expect(told({ deny: [{ groupKind: 'Pod', image: ['.spec.containers.*.image', '.*'] }] })).toBe(1);
    expect(told({ allow: [{ groupKind: 'Pod', image: ['.spec.other'] }] })).toBe(1);
    expect(told({ allow: [], deny: [] })).toBe(1);
  });

  test('what stands for an image that the cluster puts there is judged as it would be pulled', () => {
    const [problem] = findOutside([{ name: 'a.yaml', text: pod('auto') }], { allowed: ['reg.test'], rules: {} });
    expect(problem?.message).toContain('image "auto", which is docker.io/library/auto, is in no place');
  });

  test('what cannot be read is for others to tell', () => {
    expect(outside(`a: [\n---\n${pod('x.io/a')}`)).toEqual([['x.io/a', 8]]);
  });
});

describe('a render', () => {
  const render = (text: string, options: Partial<RenderOptions>) =>
    renderDocuments([{ name: 'a.yaml', text }], { own: [], allowed, ...options });
  const told = (text: string, options: Partial<RenderOptions>) => {
    const result = render(text, options);
    return result.ok ? [] : result.problems.map(({ code }) => code);
  };

  test('judges own images by what they become, and foreign ones as they are', () => {
    const own = (reference: string) => ({ own: [{ imageName: 'web', reference }] });
    expect(told(pod('web', 'nginx'), own(`reg.test/team/web:1@${digest}`))).toEqual([]);
    expect(told(pod('web', 'nginx', 'x.io/a'), own(`reg.test/web:1@${digest}`))).toEqual([
      'IMAGE_NOT_ALLOWED',
      'IMAGE_NOT_ALLOWED',
    ]);
    expect(told(pod('x.io/web'), { own: [{ imageName: 'x.io/web' }], allowUndigested: true })).toEqual([
      'IMAGE_NOT_ALLOWED',
    ]);
  });
});
