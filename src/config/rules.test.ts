import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { OURS, resolveText } from './resolve.cases.ts';

const resolve = (text: string) => resolveText(OURS + text);

const artifact = (fields: string) => `build: {artifacts: [{image: a, ${fields}}, {image: b}]}`;

describe('rules', () => {
  test.each([
    ['build: {artifacts: [{image: "a:v1"}]}', 'image "a:v1" has the tag "v1"', 29],
    [
      `build: {artifacts: [{image: "a@sha256:${'0'.repeat(64)}"}]}`,
      `image "a@sha256:${'0'.repeat(64)}" has a digest`,
      29,
    ],
    ['build: {artifacts: [{image: a}, {image: a}]}', 'image "a" is built twice', 41],
    [artifact('alsoPush: ["a.example/b:1"]'), '"a.example/b:1" has more than a name', 43],
    [artifact('docker: {}, layers: {}'), 'the artifact has two builders, docker and layers', 44],
    [artifact('requires: [{image: bb, alias: B}]'), '"bb" is no image of this config', 51],
    [
      artifact('requires: [{image: b, alias: B}, {image: b, alias: B}]'),
      'alias "B" is there twice in one artifact',
      83,
    ],
    [
      artifact('requires: [{image: b, alias: my-b}]'),
      'alias "my-b" cannot name a variable: only letters, digits and _ can',
      61,
    ],
    [artifact('docker: {network: bridged}'), 'network "bridged" is none of bridge, none, host, container:NAME', 50],
    [artifact('docker: {secrets: [{id: s, src: x, env: Y}]}'), 'secret "s" has both "src" and "env"', 52],
    [
      artifact('custom: {dependencies: {paths: [a], command: b}}'),
      'one of command and paths can say what a custom build reads',
      41,
    ],
    [artifact('custom: {dependencies: {command: b, ignore: [c]}}'), '"ignore" only goes with "paths"', 68],
    [artifact('layers: {ports: ["70000"]}'), 'port "70000" is not 1 to 65535', 49],
    [artifact('platforms: [linux/amd64, "linux amd64"]'), 'platform "linux amd64" is not OS/ARCH[/VARIANT]', 57],
    [artifact('hooks: {before: [{command: [x], os: [macos]}]}'), '"macos" is none of linux, darwin, windows', 69],
    ['build: {tagPolicy: {sha256: {}, gitCommit: {}}}', 'build.tagPolicy names two policies, gitCommit and sha256', 21],
    [
      'build: {tagPolicy: {customTemplate: {template: x, components: [{name: A}]}}}',
      'component "A" needs one policy and has 0',
      65,
    ],
    [
      'build: {tagPolicy: {sha256: {}}, local: {tryImportMissing: true}}',
      'tryImportMissing cannot go with tagPolicy.sha256, whose tag says nothing about the sources',
      60,
    ],
    ['registries: [{host: r.io}, {host: R.io}]', 'registry "R.io" is there twice', 35],
    ['registries: [{host: r.io, certFile: c}]', 'the registry needs both certFile and keyFile, or neither', 15],
    [
      'registries: [{host: r.io, insecure: true, caFile: c}]',
      'the registry speaks plain HTTP, where certificates say nothing',
      37,
    ],
    [
      'manifests: {allowedRegistries: [ghcr.io/team, nginx]}',
      '"nginx" is no registry, nor a part of one: write HOST[:PORT][/PATH]',
      47,
    ],
    ['registries: [{host: "r.io:99999"}]', '"r.io:99999" has a port that is not 1 to 65535', 21],
    [artifact('docker: {buildArgs: {A: "x{{.B"}}'), 'template: "{{" is not closed', 58],
    ['build: {tagPolicy: {envTemplate: {template: "{{ nofunc }}"}}}', 'template: function "nofunc" is not defined', 49],
  ])('%s', async (text, message, column) => {
    const resolved = await resolve(text);
    expect(resolved).toMatchObject({ ok: false, problems: [{ message }] });
    const at = resolved.ok ? undefined : resolved.problems[0].at;
    expect(at && placeOf(at.text, at.start)).toEqual({ line: 3, column });
  });

  test('prints the cycle of images that require each other', async () => {
    const text =
      'build: {artifacts: [{image: a, requires: [{image: b}]}, {image: b, requires: [{image: c}]}, {image: c, requires: [{image: a}]}]}';
    expect(await resolve(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'ARTIFACT_CYCLE', message: 'images require each other: a → b → c → a' }],
    });
  });

  test('lets through what is right', async () => {
    const text = `build:
  artifacts:
    - image: Team/Web
      requires: [{image: base-image, alias: BASE}]
      docker: {network: "container:db", buildArgs: {V: '{{default "x" .V}}', N: null}}
      platforms: [linux/amd64, all]
    - image: base-image
      custom: {buildCommand: ./build.sh, dependencies: {paths: [src], ignore: [x]}}
    - image: plain
      requires: [{image: base-image}]
      layers: {files: [{src: dist, dest: /app}], ports: ["80/tcp", 443]}
  tagPolicy: {customTemplate: {template: '{{.GIT}}-{{.A}}', components: [{name: A, dateTime: {}}]}}
registries: [{host: "r.io:443", mirrors: [m.io/x]}]
`;
    const resolved = await resolve(text);
    expect(resolved.ok ? [] : resolved.problems).toEqual([]);
  });
});
