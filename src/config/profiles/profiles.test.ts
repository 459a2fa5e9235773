import { describe, expect, test } from 'vitest';
import { placeOf } from '../../lib/text-place.ts';
import { resolveText, SKAFFOLD } from '../resolve.cases.ts';
import type { ConfigRequest } from '../resolved-config.ts';

/** Processor time: a busy machine makes no test slower. */
const cpuMs = (): number => process.cpuUsage().user / 1000;

const resolve = (text: string, more: Partial<ConfigRequest> = {}) =>
  resolveText(SKAFFOLD + text, { file: 'skaffold.yaml', ...more });

const build = async (text: string, ...profiles: readonly string[]) => {
  const resolved = await resolve(text, { profiles });
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.value.config.build;
};

describe('activation', () => {
  const active = async (activation: string, more: Partial<ConfigRequest> = {}, extra = '') => {
    const resolved = await resolve(`profiles: [{name: p, activation: ${activation}${extra}}]`, more);
    return resolved.ok && resolved.value.activeProfiles.length === 1;
  };
  test.each<[string, Partial<ConfigRequest>, boolean]>([
    ['[{env: A=1}]', { env: { A: '1' } }, true],
    ['[{env: A=1}]', { env: { A: 'x1y' } }, true],
    ['[{env: A=^1$}]', { env: { A: 'x1y' } }, false],
    ['[{env: "A=!1"}]', { env: { A: '2' } }, true],
    ['[{env: "A=!1"}]', {}, true],
    ['[{env: A=}]', {}, true],
    ['[{env: A=}]', { env: { A: 'x' } }, false],
    ['[{env: constructor=}]', {}, true],
    ['[{kubeContext: prod}]', { kubeContext: 'my-prod-1' }, true],
    ['[{kubeContext: prod}]', {}, false],
    ['[{kubeContext: "!prod"}]', { kubeContext: 'dev' }, true],
    ['[{command: build|render}]', { command: 'render' }, true],
    ['[{command: dev}]', { command: 'build' }, false],
    ['[{command: "b[ui"}]', { command: 'b[ui' }, true],
    ['[{command: "b[ui"}]', { command: 'build' }, false],
    ['[{env: A=1, command: build}]', { env: { A: '1' } }, true],
    ['[{env: A=1, command: dev}]', { env: { A: '1' } }, false],
    ['[{env: A=1}, {command: build}]', {}, true],
    ['[{env: A=1}]', { env: { A: '1' }, autoActivate: false }, false],
    ['[]', {}, false],
    ['[{}]', {}, true],
  ])('%s given %j: %s', async (activation, more, expected) => {
    expect(await active(activation, more)).toBe(expected);
  });

  test('needs every item with requiresAllActivations', async () => {
    expect(await active('[{env: A=1}, {command: build}]', {}, ', requiresAllActivations: true')).toBe(false);
    expect(await active('[{env: A=1}, {command: build}]', { env: { A: '1' } }, ', requiresAllActivations: true')).toBe(
      true,
    );
  });

  test.each<[string, string, Partial<ConfigRequest>, string | undefined]>([
    ['[{kubeContext: dev}]', 'prod', { kubeContext: 'dev' }, 'the current context is "dev"'],
    ['[{kubeContext: "!prod"}]', 'prod', {}, 'there is no current context'],
    ['[{kubeContext: "!prod"}]', 'staging', { kubeContext: 'dev' }, undefined],
    ['[{kubeContext: dev}]', 'dev', { kubeContext: 'dev' }, undefined],
    ['[{kubeContext: dev}]', 'prod', { kubeContext: 'dev', isContextNamed: true }, undefined],
    ['[{kubeContext: dev}]', 'prod', { kubeContext: 'dev', profiles: ['p'] }, undefined],
    ['[{kubeContext: dev}]', 'prod', { kubeContext: 'dev', profiles: ['-p'] }, undefined],
    ['[{command: build}]', 'prod', { kubeContext: 'dev' }, undefined],
    ['[{kubeContext: dev}, {command: build}]', 'prod', { kubeContext: 'dev' }, undefined],
  ])('%s, deployed to %s, given %j: %s', async (activation, target, more, why) => {
    const text = `profiles:\n- {name: p, activation: ${activation}}\ndeploy:\n  kubeContext: ${target}\n`;
    const resolved = await resolve(text, more);
    const message = `deploy.kubeContext is "${target}", and profile "p" is active because ${why}`;
    expect(resolved.ok ? undefined : resolved.problems).toEqual(
      why === undefined ? undefined : [expect.objectContaining({ code: 'CONFIG_INVALID', message })],
    );
    const at = resolved.ok ? undefined : resolved.problems[0].at;
    expect(at && placeOf(at.text, at.start)).toEqual(at && { line: 6, column: 16 });
  });

  test('says which patterns are only compared', async () => {
    const resolved = await resolve('profiles: [{name: p, activation: [{env: "A=!x[", command: build}]}]');
    expect(resolved.ok && resolved.value.notices).toEqual([
      { message: 'profile "p" is activated by "!x[", which is no regular expression and is compared as it is' },
    ]);
  });

  test('answers a hostile pattern soon', async () => {
    const start = cpuMs();
    expect(await active('[{env: "A=(a+)+$"}]', { env: { A: `${'a'.repeat(5000)}!` } })).toBe(false);
    expect(cpuMs() - start).toBeLessThan(1000);
  });
});

describe('choice', () => {
  const text = 'profiles: [{name: a, activation: [{command: build}]}, {name: b}, {name: c}]';
  test.each<[readonly string[], readonly string[]]>([
    [[], ['a']],
    [
      ['c', 'b'],
      ['a', 'c', 'b'],
    ],
    [['-a'], []],
    [['b,c,-a'], ['b', 'c']],
    [
      ['b', 'a'],
      ['b', 'a'],
    ],
    [
      ['b', '-b', 'b', 'b'],
      ['a', 'b'],
    ],
  ])('--profile %j activates %j', async (profiles, expected) => {
    const resolved = await resolve(text, { profiles });
    expect(resolved.ok && resolved.value.activeProfiles).toEqual(expected);
  });

  test('refuses names that no profile has, all at once', async () => {
    const resolved = await resolve('profiles: [{name: staging}]', { profiles: ['stagin', '-x'] });
    expect(resolved).toMatchObject({
      ok: false,
      problems: [
        { code: 'PROFILE_UNKNOWN', message: 'profile "stagin" is not in the config', hint: 'Did you mean "staging"?' },
        { code: 'PROFILE_UNKNOWN', hint: 'Profiles: staging.' },
      ],
    });
  });

  test.each([
    ['[{name: a}, {name: a}]', 'profile "a" is there twice'],
    ['[{name: ""}]', 'profile name "" could not be asked for: it is empty, begins with "-" or holds ","'],
    ['[{name: a, activation: [{env: x}]}]', 'the profile is activated by env, but "x" is not KEY=PATTERN'],
  ])('refuses %s', async (profiles, message) => {
    expect(await resolve(`profiles: ${profiles}`)).toMatchObject({
      ok: false,
      problems: [{ code: 'CONFIG_INVALID', message }],
    });
  });
});

describe('sections laid over the config', () => {
  test('replace lists and builders whole, and leave the rest', async () => {
    const text =
      'build: {artifacts: [{image: a}, {image: b}], local: {push: false, useBuildkit: true}, platforms: [linux/amd64]}\nprofiles: [{name: p, build: {artifacts: [{image: c}], local: {concurrency: 3}}}]';
    expect(await build(text, 'p')).toEqual({
      artifacts: [{ image: 'c', context: '.' }],
      local: { concurrency: 3 },
      platforms: ['linux/amd64'],
    });
  });

  test('say nothing by an empty list or an empty policy', async () => {
    const text =
      'build: {artifacts: [{image: a}], tagPolicy: {sha256: {}}}\nprofiles: [{name: p, build: {artifacts: [], tagPolicy: {}}}]';
    expect(await build(text, 'p')).toMatchObject({ artifacts: [{ image: 'a' }], tagPolicy: { sha256: {} } });
  });

  test('replace a policy by another', async () => {
    const text = 'build: {tagPolicy: {sha256: {}}}\nprofiles: [{name: p, build: {tagPolicy: {inputDigest: {}}}}]';
    expect(await build(text, 'p')).toEqual({ tagPolicy: { inputDigest: {} } });
  });

  test('go where the config has no section', async () => {
    expect(await build('profiles: [{name: p, build: {local: {push: false}}}]', 'p')).toEqual({
      local: { push: false },
    });
  });

  test('take away what cannot be beside them', async () => {
    const text =
      'build: {googleCloudBuild: {projectId: x}}\nprofiles: [{name: p, build: {local: {}}}, {name: q, build: {cluster: {}}}]';
    expect(await resolve(text)).toMatchObject({
      ok: false,
      problems: [{ message: 'build.googleCloudBuild is not yet supported' }],
    });
    expect(await build(text, 'p')).toEqual({ local: {} });
    expect(await resolve(text, { profiles: ['q'] })).toMatchObject({
      ok: false,
      problems: [{ message: 'build.cluster is not yet supported' }],
    });
  });

  test('are applied in order, the later one last', async () => {
    const text = 'profiles: [{name: a, build: {local: {push: true}}}, {name: b, build: {local: {push: false}}}]';
    expect(await build(text, 'a', 'b')).toEqual({ local: { push: false } });
    expect(await build(text, 'b', 'a')).toEqual({ local: { push: true } });
  });

  test('point mistakes at the line of the profile', async () => {
    const text =
      'build: {artifacts: [{image: a}]}\nprofiles:\n- name: p\n  build:\n    artifacts:\n    - image: a:v1\n';
    const resolved = await resolve(text, { profiles: ['p'] });
    const at = resolved.ok ? undefined : resolved.problems[0].at;
    expect(at && placeOf(at.text, at.start)).toEqual({ line: 8, column: 14 });
  });
});

describe('patches', () => {
  const base =
    'build: {artifacts: [{image: a, docker: {dockerfile: D}}, {image: b}]}\nprofiles:\n- name: p\n  patches:\n';
  test.each<[string, unknown]>([
    [
      '  - {path: /build/artifacts/0/docker/dockerfile, value: E}',
      [
        { image: 'a', context: '.', docker: { dockerfile: 'E' } },
        { image: 'b', context: '.' },
      ],
    ],
    [
      '  - {op: add, path: /build/artifacts/-, value: {image: c}}',
      [expect.anything(), expect.anything(), { image: 'c', context: '.' }],
    ],
    [
      '  - {op: add, path: /build/artifacts/1, value: {image: c}}',
      [expect.anything(), { image: 'c', context: '.' }, { image: 'b', context: '.' }],
    ],
    ['  - {op: remove, path: /build/artifacts/0}', [{ image: 'b', context: '.' }]],
    [
      '  - {op: move, from: /build/artifacts/0, path: /build/artifacts/1}',
      [{ image: 'b', context: '.' }, expect.objectContaining({ image: 'a' })],
    ],
    [
      '  - {op: copy, from: /build/artifacts/0/docker, path: /build/artifacts/1/docker}',
      [expect.anything(), { image: 'b', context: '.', docker: { dockerfile: 'D' } }],
    ],
    [
      '  - {op: test, path: /build/artifacts/1, value: {image: b}}\n  - {op: remove, path: /build/artifacts/1}',
      [expect.objectContaining({ image: 'a' })],
    ],
  ])('%s', async (patches, artifacts) => {
    expect((await build(base + patches, 'p')).artifacts).toEqual(artifacts);
  });

  test.each([
    [
      '{path: /build/artifacts/5/image, value: x}',
      'a patch of profile "p" cannot be done: "/build/artifacts" has 2 items',
      11,
    ],
    ['{path: /build/nothing, value: x}', 'a patch of profile "p" cannot be done: "/build" has no "nothing"', 11],
    [
      '{op: add, path: /build/artifacts/3, value: {image: x}}',
      'a patch of profile "p" cannot be done: "/build/artifacts" has 2 items',
      20,
    ],
    ['{op: remove, path: build}', 'a patch of profile "p" cannot be done: "build" does not begin with "/"', 23],
    [
      '{op: test, path: /build/artifacts/0/image, value: z}',
      'a patch of profile "p" cannot be done: "/build/artifacts/0/image" has another value',
      54,
    ],
    [
      '{op: move, from: /build, path: /build/x}',
      'a patch of profile "p" cannot be done: "/build" cannot be moved into itself',
      35,
    ],
    ['{op: add, path: /build/x}', 'a patch of profile "p" cannot be done: the operation "add" needs a "value"', 20],
    ['{path: "", value: 5}', 'a patch of profile "p" cannot be done: the config would no longer be a map', 22],
  ])('%s is refused', async (patch, message, column) => {
    const resolved = await resolve(`${base}  - ${patch}`, { profiles: ['p'] });
    expect(resolved).toMatchObject({ ok: false, problems: [{ code: 'CONFIG_INVALID', message }] });
    const at = resolved.ok ? undefined : resolved.problems[0].at;
    expect(at && placeOf(at.text, at.start)).toEqual({ line: 7, column: column + 1 });
  });

  test('that copy without end are refused', async () => {
    const copies = Array.from({ length: 60 }, (_, i) => `  - {op: copy, from: /build, path: /build/x${i}}`).join('\n');
    expect(await resolve(base + copies, { profiles: ['p'] })).toMatchObject({
      ok: false,
      problems: [{ code: 'CONFIG_LIMIT' }],
    });
  });
});
