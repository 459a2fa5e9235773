import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { OURS, resolveText } from './resolve.cases.ts';

/** `CODE line:column message`, as people look for it. */
async function problemsOf(text: string, profiles: readonly string[] = []): Promise<readonly string[]> {
  const resolved = await resolveText(OURS + text, { profiles });
  if (resolved.ok) return [];
  return resolved.problems.map(({ code, message, at }) => {
    const place = at === undefined ? undefined : placeOf(at.text, at.start);
    return `${code} ${place?.line}:${place?.column} ${message}`;
  });
}

describe('every mistake at once', () => {
  /** Each stands at its own place and knows nothing of the others. */
  const mistakes: readonly (readonly [artifact: string, problem: RegExp])[] = [
    ['{image: a, contxt: .}', /unknown field "contxt"/],
    ['{image: b, context: [x]}', /build.artifacts\[\d+\].context must be a text/],
    ['{imgae: c}', /unknown field "imgae"/],
    ['{image: "d:1"}', /image "d:1" has the tag "1"/],
    ['{image: same}, {image: same}', /image "same" is built twice/],
    [
      '{image: e, requires: [{image: f, alias: F}]}, {image: f, requires: [{image: e, alias: E}]}',
      /require each other: e → f → e/,
    ],
    ['{image: g, docker: {}, layers: {}}', /has two builders/],
    ['{image: h, docker: {buildArgs: {A: "{{.B"}}}', /TEMPLATE_INVALID .*not closed/],
    ['{image: i, ko: {}}', /CONFIG_UNSUPPORTED .*\.ko is not yet supported/],
    ['{image: j, image: k}', /YAML_INVALID .*key "image" stands twice/],
    ['{image: l, platforms: [linux]}', /platform "linux" has no architecture/],
    ['{context: m}', /build.artifacts\[\d+\] lacks "image"/],
  ];

  test('each is told however many others there are, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...mistakes], { minLength: 1 }), async (chosen) => {
        const told = await problemsOf(`build: {artifacts: [${chosen.map(([text]) => text).join(', ')}]}`);
        for (const [text, problem] of chosen) expect(told, text).toContainEqual(expect.stringMatching(problem));
        expect(told).toHaveLength(chosen.length);
      }),
    );
  });

  test('of a profile that is not active, of one that is, and of the sections', async () => {
    const told = await problemsOf(
      'build: {tagPolicy: {sha256: {}, gitCommit: {}}, artifacts: [{image: a, dokcer: {}}]}\n' +
        'profiles:\n- {name: "x,y"}\n- {name: dev, build: {artifacts: [{image: "b:2"}, {image: b, context: 1.5}, {contxt: 3}]}}\n',
      ['dev'],
    );
    expect(told.map((line) => line.replace(/^\S+ \S+ /, ''))).toEqual([
      'build.tagPolicy names two policies, gitCommit and sha256',
      'unknown field "dokcer" in build.artifacts[0]',
      expect.stringContaining('profile name "x,y"'),
      'image "b:2" has the tag "2"',
      'profiles[1].build.artifacts[2] lacks "image"',
      'unknown field "contxt" in profiles[1].build.artifacts[2]',
    ]);
  });

  test('in a place of several shapes, the fields of all of them are known', async () => {
    const [told] = await problemsOf('deploy: {readiness: [{groupKind: Q, ready: [{condition: Ready, sort: x}]}]}\n');
    expect(told).toMatch(/unknown field "sort" in deploy\.readiness\[0\]\.ready\[0\]/);
  });

  test.each([
    [
      'an image that another one requires',
      'build: {artifacts: [{image: a, requires: [{image: b}]}, {image: b, x: 1}]}',
    ],
    ['an artifact that another one requires', 'build: {artifacts: [{image: a, requires: [{image: b}]}, {image: [b]}]}'],
    ['the other half of a pair', 'registries: [{host: a.example, certFile: c, keyFile: [k]}]'],
    [
      'a tag policy of a component',
      'build: {tagPolicy: {customTemplate: {template: x, components: [{name: A, sha265: {}}]}}}',
    ],
    [
      'the place of a patch',
      'build: {local: 3}\nprofiles: [{name: p, activation: [{command: build}], patches: [{op: replace, path: /build/local/push, value: true}]}]',
    ],
    [
      'the place of a patch that stands twice',
      'build: {local: {}}\nbuild: {tagPolicy: {}}\nprofiles: [{name: p, activation: [{command: build}], patches: [{path: /build/tagPolicy, value: {}}]}]',
    ],
    [
      'what a profile brings to a patch',
      'profiles: [{name: p, activation: [{command: build}], build: {local: 3}, patches: [{path: /build/local/push, value: true}]}]',
    ],
    [
      'what a patch brings to the next one',
      'profiles: [{name: p, activation: [{command: build}], patches: [{op: ad, path: /build, value: {}}, {path: /build/local, value: {}}]}]',
    ],
    [
      'what two documents agree in',
      'build: {artifacts: [{image: a}], tagPolicy: {sha256: {}}}\n---\napiVersion: orchestrator/v1\nkind: Config\nbuild: {artifacts: [{image: b}], tagPolicy: {sha265: {}}}',
    ],
    ['a profile that was asked for', 'profiles: [{nam: dev}]'],
    ['the config itself', 'kind: Pod\nx: 1'],
  ])('what is wrong is not told a second time as missing: %s', async (_, text) => {
    expect(await problemsOf(text, text.includes('nam: dev') ? ['dev'] : [])).toHaveLength(
      text.startsWith('kind') ? 2 : 1,
    );
  });

  test('a profile that no config has is told beside a mistake elsewhere', async () => {
    const told = await problemsOf('build: {artifacts: [{image: a, contxt: .}]}\nprofiles: [{name: dev}]\n', ['nope']);
    expect(told.map((line) => line.split(' ')[0]).toSorted()).toEqual(['CONFIG_INVALID', 'PROFILE_UNKNOWN']);
  });

  describe('what was left out as wrong hides only what it may have made', () => {
    const p = (words: string) => `profiles: [{name: p, activation: [{command: build}], ${words}}]`;
    const second = '\n---\napiVersion: orchestrator/v1\nkind: Config\n';
    test.each<[what: string, text: string, told: readonly RegExp[]]>([
      [
        'a patch of something else',
        `build: {artifacts: [{image: a, contxt: .}]}\n${p('patches: [{path: /build/x, value: 1}]')}`,
        [/unknown field "contxt"/, /has no "x"/],
      ],
      [
        'a patch of another field of the same artifact',
        `build: {artifacts: [{image: a, contxt: .}]}\n${p('patches: [{path: /build/artifacts/0/docker/target, value: t}]')}`,
        [/unknown field "contxt"/, /has no "docker"/],
      ],
      [
        'a patch after one without a known operation',
        p('patches: [{op: ad, path: /build, value: {}}, {path: /deploy/x, value: 1}]'),
        [/patches\[0\].op/, /has no "deploy"/],
      ],
      [
        'a profile that is not active',
        `build: {}\nprofiles: [{name: q, build: {local: 3}}, {name: p, activation: [{command: build}], patches: [{path: /build/local/push, value: true}]}]`,
        [/profiles\[0\].build.local must be/, /has no "local"/],
      ],
      [
        'a key that stands twice elsewhere',
        `build: {artifacts: [{image: a, image: b}]}\n${p('patches: [{path: /deploy/x, value: 1}]')}`,
        [/stands twice/, /has no "deploy"/],
      ],
      [
        'what an artifact without a name says',
        'build: {artifacts: [{docker: {buildArgs: {A: "{{.B"}}, layers: {}, platforms: [linux]}, {requires: [{image: b, alias: x-y}]}, {image: b}]}',
        [/two builders/, /not closed/, /no architecture/, /alias "x-y"/, /\[0\] lacks "image"/, /\[1\] lacks "image"/],
      ],
      [
        'what is required, and what a registry needs',
        'build: {artifacts: [{image: a, contxt: ., requires: [{image: c}]}]}\nregistries: [{host: a.example, keyFile: k}, {host: b.example, keyFile: [k]}]',
        [/"contxt"/, /"c" is no image/, /registry needs both/, /registries\[1\].keyFile/],
      ],
      [
        'documents that contradict each other',
        `build: {artifacts: [{image: a, contxt: .}], tagPolicy: {sha256: {}}}${second}build: {artifacts: [{image: "b:1"}], tagPolicy: {dateTime: {}}}`,
        [/"contxt"/, /build.tagPolicy differs/, /tag "1"/],
      ],
      [
        'a document of an unknown version',
        `build: {artifacts: [{image: "a:1"}]}\n---\napiVersion: orchestrator/v9\nkind: Config\n`,
        [/tag "1"/, /apiVersion "orchestrator\/v9"/],
      ],
    ])('%s', async (_, text, told) => {
      const problems = await problemsOf(text);
      for (const one of told) expect(problems).toContainEqual(expect.stringMatching(one));
      expect(problems).toHaveLength(told.length);
    });
  });

  describe('a patch that cannot be done hides nothing', () => {
    const build = 'build: {local: {push: true}, artifacts: [{image: a}]}\n';
    const messages = async (text: string, ...profiles: string[]) =>
      (await problemsOf(text, profiles)).map((line) => line.replace(/^\S+ \S+ /, ''));

    test('neither what is wrong elsewhere, nor another such patch, nor one of another profile', async () => {
      const told = await messages(
        'build: {artifacts: [{image: same}, {image: same}]}\nprofiles:\n' +
          '- {name: p, activation: [{env: nope}], patches: [{path: /build/x, value: 1}, {path: /deploy/y, value: 1}]}\n' +
          '- {name: q, build: {tagPolicy: {sha256: {}, gitCommit: {}}}, patches: [{path: /build/z, value: 1}]}\n',
        'p',
        'q',
      );
      expect(told).toEqual([
        'image "same" is built twice',
        'the profile is activated by env, but "nope" is not KEY=PATTERN',
        expect.stringMatching(/patch of profile "p" .*: "\/build" has no "x"/),
        expect.stringMatching(/patch of profile "p" .*: .*"deploy"/),
        expect.stringContaining('build.tagPolicy names two policies'),
        expect.stringMatching(/patch of profile "q" .*: "\/build" has no "z"/),
      ]);
    });

    test.each([
      [
        'a patch',
        `{op: replace, path: /build/tagPolicy, value: {sha256: {}}}, {op: remove, path: /build/tagPolicy/sha256}`,
      ],
      [
        'a patch of one that moves',
        '{op: move, from: /build/nope, path: /build/platforms}, {path: /build/platforms/0, value: x}',
      ],
      [
        'a required image',
        `{op: replace, path: /build/artifacts/7, value: {image: c}}, {op: add, path: /build/artifacts/-, value: {image: b, requires: [{image: c}]}}`,
      ],
    ])('nothing is said that it could have made true: %s', async (_, patches) => {
      expect(await messages(`${build}profiles: [{name: p, patches: [${patches}]}]\n`, 'p')).toEqual([
        expect.stringContaining('a patch of profile "p" cannot be done'),
      ]);
    });
  });
});
