import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { OURS, resolveText } from './resolve.cases.ts';
import type { ConfigRequest } from './resolved-config.ts';

/** Processor time: a busy machine makes no test slower. */
const cpuMs = (): number => process.cpuUsage().user / 1000;

const resolve = (text: string, more: Partial<ConfigRequest> = {}) =>
  resolveText(text.startsWith('apiVersion') ? text : OURS + text, more);

/** `CODE line:column message`, as people look for it. */
async function problemsOf(text: string, more: Partial<ConfigRequest> = {}): Promise<readonly string[]> {
  const resolved = await resolve(text, more);
  if (resolved.ok) return [];
  return resolved.problems.map(({ code, message, at }) => {
    const place = at === undefined ? undefined : placeOf(at.text, at.start);
    return `${code} ${place?.line}:${place?.column} ${message}`;
  });
}

const configOf = async (text: string, more: Partial<ConfigRequest> = {}) => {
  const resolved = await resolve(text, more);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems.map(({ message }) => message)));
  return resolved.value;
};

describe('what a config says', () => {
  test('fills in defaults', async () => {
    const { config, rawYaml, assumesRawYaml, isSkaffold } = await configOf(
      'build: {artifacts: [{image: web, docker: {}}]}',
    );
    expect(config.build.artifacts).toEqual([{ image: 'web', context: '.', docker: { dockerfile: 'Dockerfile' } }]);
    expect([rawYaml, assumesRawYaml, isSkaffold]).toEqual([['k8s/*.yaml'], true, false]);
  });

  test('takes scalars as the characters that were written where a text is wanted', async () => {
    const { config } = await configOf(
      'build: {artifacts: [{image: web, docker: {buildArgs: {A: 1.10, B: on, C: 0644, D: , E: "x"}}}]}',
    );
    expect(config.build.artifacts?.[0]?.docker?.buildArgs).toEqual({ A: '1.10', B: 'on', C: '0644', D: null, E: 'x' });
  });

  test('takes a field without a value as an empty section, or as not written', async () => {
    const { config } = await configOf(
      'metadata:\nbuild:\n  artifacts:\n    - image: web\n      context:\n      docker:\n  local:\nprofiles:\n',
    );
    expect(config.build).toEqual({
      artifacts: [{ image: 'web', context: '.', docker: { dockerfile: 'Dockerfile' } }],
      local: {},
    });
  });

  test('reads every skaffold/v4beta version, and keeps what no command acts on yet', async () => {
    for (let version = 1; version <= 14; version++) {
      const text = `apiVersion: skaffold/v4beta${version}\nkind: Config\ndeploy:\n  kubectl: {}\n  statusCheck: false\nportForward:\n- port: 80\n`;
      const { isSkaffold, dormant } = await configOf(text);
      expect(isSkaffold).toBe(true);
      expect(dormant.map(({ path }) => path)).toEqual(['portForward']);
      expect(placeOf(text, dormant[0]?.at.start ?? 0)).toEqual({ line: 6, column: 1 });
    }
  });

  test('leaves out keys that begin with a dot', async () => {
    const { config } = await configOf('.shared: &local {push: false}\nbuild: {local: *local}');
    expect(config.build.local).toEqual({ push: false });
  });

  test('knows the place of every value', async () => {
    const { placeOf: find } = await configOf('manifests:\n  rawYaml:\n    - a.yaml\n    - b.yaml\n');
    const { text, start, end } = find(['manifests', 'rawYaml', 1]);
    expect(text.slice(start, end)).toBe('b.yaml');
  });

  test('assumes k8s/*.yaml only for a single config that renders nothing else', async () => {
    const skaffold = 'apiVersion: skaffold/v4beta14\nkind: Config\n';
    expect((await configOf(`${skaffold}deploy: {docker: {images: [a]}}`)).rawYaml).toEqual([]);
    expect((await configOf(`${skaffold}---\n${skaffold}`)).rawYaml).toEqual([]);
    expect(await configOf(`${skaffold}manifests: {rawYaml: [a.yaml]}`)).toMatchObject({
      rawYaml: ['a.yaml'],
      assumesRawYaml: false,
    });
  });

  test('reads a small config in a few milliseconds', async () => {
    const text = 'build: {artifacts: [{image: web}]}\nmanifests: {rawYaml: [a.yaml]}';
    await resolve(text);
    const start = cpuMs();
    for (let round = 0; round < 20; round++) await resolve(text);
    expect((cpuMs() - start) / 20).toBeLessThan(10);
  });
});

describe('several configs in one file', () => {
  const part = (rest: string) => `${OURS}${rest}\n`;
  test('are one', async () => {
    const text = [
      part(
        'metadata: {name: a}\nbuild: {artifacts: [{image: a}], tagPolicy: {sha256: {}}}\nmanifests: {rawYaml: [a.yaml]}',
      ),
      part(
        'build: {artifacts: [{image: b, requires: [{image: a, alias: A}]}], tagPolicy: {sha256: {}}}\nmanifests: {rawYaml: [b.yaml]}',
      ),
      part('manifests: {rawYaml: [c.yaml]}'),
    ].join('---\n');
    const { config, placeOf: find } = await configOf(text);
    expect(config.metadata?.name).toBe('a');
    expect(config.build.artifacts?.map(({ image }) => image)).toEqual(['a', 'b']);
    expect(config.manifests.rawYaml).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    expect(placeOf(text, find(['manifests', 'rawYaml', 2]).start).line).toBe(14);
  });

  test('must agree on what can be there once', async () => {
    const text = [
      part('build: {artifacts: [{image: a}], tagPolicy: {sha256: {}}}'),
      part('build: {artifacts: [{image: b}], local: {push: false}}'),
    ].join('---\n');
    expect(await problemsOf(text)).toEqual([
      'CONFIG_UNSUPPORTED 7:1 build.tagPolicy differs between the configs of one file, which is not yet supported',
      'CONFIG_UNSUPPORTED 7:34 build.local differs between the configs of one file, which is not yet supported',
    ]);
  });
});

describe('mistakes', () => {
  test.each<[string, readonly string[]]>([
    ['build: {artifcats: []}', ['CONFIG_INVALID 3:9 unknown field "artifcats" in build']],
    ['bulid: {}', ['CONFIG_INVALID 3:1 unknown field "bulid" in the config']],
    ['build: {artifacts: [{context: x}]}', ['CONFIG_INVALID 3:22 build.artifacts[0] lacks "image"']],
    ['build: {local: {push: maybe}}', ['CONFIG_INVALID 3:23 build.local.push must be true or false, not a text']],
    [
      'build: {local: {concurrency: 1.5}}',
      ['CONFIG_INVALID 3:30 build.local.concurrency must be a whole number, not a number'],
    ],
    ['build: {local: {concurrency: -1}}', ['CONFIG_INVALID 3:30 build.local.concurrency must be at least 0']],
    ['build: [a]', ['CONFIG_INVALID 3:1 build must be a map, not a list']],
    ['manifests: {rawYaml: [a, {b: c}]}', ['CONFIG_INVALID 3:27 manifests.rawYaml[1] must be a text, not a map']],
    [
      'build: {hooks: {before: [{command: []}]}}',
      ['CONFIG_INVALID 3:27 build.hooks.before[0].command must hold at least 1 item'],
    ],
    ['registry: {maxSize: much}', ['CONFIG_INVALID 3:21 registry.maxSize cannot be "much"']],
    ['registry: {port: 70000}', ['CONFIG_INVALID 3:18 registry.port must be at most 65535']],
    [
      'profiles: [{name: a, patches: [{op: repalce, path: /a}]}]',
      [
        'CONFIG_INVALID 3:37 profiles[0].patches[0].op is "repalce" where one of add, remove, replace, move, copy, test can be',
      ],
    ],
    [
      'profiles: [{name: a, build: {local: {pusch: true}}}]',
      ['CONFIG_INVALID 3:38 unknown field "pusch" in profiles[0].build.local'],
    ],
    [
      'build: {artifacts: [{image: 5, docker: {noCache: "x"}}, {imag: y}]}',
      [
        'CONFIG_INVALID 3:50 build.artifacts[0].docker.noCache must be true or false, not a text',
        'CONFIG_INVALID 3:58 unknown field "imag" in build.artifacts[1]',
      ],
    ],
    ['apiVersion: orchestrator/v1\nkind: Confg\n', ['CONFIG_INVALID 2:7 kind is "Confg" where only "Config" can be']],
    ['apiVersion: orchestrator/v2\nkind: Config\n', ['CONFIG_INVALID 1:13 apiVersion "orchestrator/v2" is not known']],
    [
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
      ['CONFIG_INVALID 1:13 this is a manifest of kind Service, and no config'],
    ],
    [
      'apiVersion: skaffold/v2beta29\nkind: Config\n',
      ['CONFIG_UNSUPPORTED 1:13 apiVersion "skaffold/v2beta29" is not supported'],
    ],
    [
      'apiVersion: skaffold/v4beta15\nkind: Config\n',
      ['CONFIG_UNSUPPORTED 1:13 apiVersion "skaffold/v4beta15" is not supported'],
    ],
    ['- a', ['YAML_INVALID 3:1 Implicit keys need to be on a single line']],
  ])('%j', async (text, problems) => {
    expect((await problemsOf(text)).slice(0, problems.length)).toEqual(problems);
  });

  test('of an empty file and of one that is no config', async () => {
    const request = { file: 'x.yaml' };
    expect(await resolveText('# nothing', request)).toMatchObject({
      ok: false,
      problems: [{ message: 'x.yaml is empty' }],
    });
    expect(await resolveText('just text', request)).toMatchObject({ ok: false });
    expect(await resolveText('kind: Config', request)).toMatchObject({
      ok: false,
      problems: [{ message: 'the config lacks "apiVersion"' }],
    });
  });

  test('come with a suggestion', async () => {
    const resolved = await resolve('build: {artifacts: [{image: web, dokcer: {}}]}');
    expect(resolved).toMatchObject({ ok: false, problems: [{ hint: 'Did you mean "docker"?' }] });
  });

  test('never show a value of the wrong type', async () => {
    const problems = await problemsOf('build: {artifacts: [{image: web, docker: {buildArgs: {TOKEN: [s3cret]}}}]}');
    expect(problems).toEqual([
      'CONFIG_INVALID 3:55 build.artifacts[0].docker.buildArgs.TOKEN must be a text, not a list',
    ]);
  });

  test('of a field that is not supported are told by its name and place', async () => {
    const text =
      'requires: [{path: x}]\nbuild:\n  cluster: {}\n  artifacts: [{image: a, ko: {}}]\nmanifests:\n  helm: {releases: []}\n  kustomize:\ntest: []\n';
    expect(await problemsOf(text)).toEqual([
      'CONFIG_UNSUPPORTED 3:1 requires is not yet supported',
      'CONFIG_UNSUPPORTED 5:3 build.cluster is not yet supported',
      'CONFIG_UNSUPPORTED 6:26 build.artifacts[0].ko is not yet supported',
      'CONFIG_UNSUPPORTED 8:3 manifests.helm is not yet supported',
    ]);
  });

  test('are a hundred at most', async () => {
    const fields = Array.from({ length: 500 }, (_, index) => `x${index}: 1`).join('\n');
    expect(await problemsOf(fields)).toHaveLength(100);
  });
});
