/** Mistakes in configs, templates and words: each with its code, place, sentence, hint and exit code. */
import { describe, test } from 'vitest';
import { artifacts, config, layered, type Mistake, makeMistake, pod, project, withConfig } from './mistakes.ts';

type Row = readonly [name: string, files: Mistake['files'], words: string, exitCode: number, says: readonly string[]];

const only = (text: string): Mistake['files'] => ({ 'orchestrator.yaml': text });
const of = (item: string): Mistake['files'] => withConfig(artifacts(item));
const tagged = (policy: string): Mistake['files'] => withConfig(artifacts(layered).replace('inputDigest: {}', policy));

const run = (row: Row): Promise<void> => {
  const [name, files, words, exitCode, says] = row;
  return makeMistake({ name, files, words, exitCode, says });
};

describe('a config that is no config', () => {
  test.each<Row>([
    ['an empty one', only(''), 'build', 2, ['CONFIG_INVALID: orchestrator.yaml is empty', 'hint:']],
    ['a folder', { 'orchestrator.yaml/x': '' }, 'build', 2, ['INPUT_INVALID: "orchestrator.yaml" is a folder']],
    ['a binary file', only('\u0000\u0001\u0002'), 'build', 2, ['is not UTF-8 text', 'Save the config as UTF-8']],
    ['a text', only('hello'), 'build', 2, ['a config is a map', 'orchestrator.yaml:1:1', '| ^^^^^']],
    ['a list', only('- a\n'), 'build', 2, ['a config is a map']],
    ['one without apiVersion', only('kind: Config\n'), 'build', 2, ['lacks "apiVersion"', 'orchestrator/v1']],
    ['of another kind', only('apiVersion: orchestrator/v1\nkind: Pod\n'), 'build', 2, ['kind is "Pod"', ':2:7']],
    ['a manifest', only(pod), 'build', 2, ['this is a manifest of kind Pod, and no config', ':1:13']],
    ['of a mistyped version', only('apiVersion: orchestrator/v11\n'), 'build', 2, ['Did you mean "orchestrator/v1"?']],
    ['of a newer Skaffold', { 'skaffold.yaml': 'apiVersion: skaffold/v4beta99\n' }, 'build', 2, ['newest version']],
    ['of an older Skaffold', { 'skaffold.yaml': 'apiVersion: skaffold/v2beta29\n' }, 'build', 2, ['skaffold fix']],
    ['one that ends too early', only(config('build: {artifacts: [\n')), 'build', 2, ['YAML_INVALID', ':4:1']],
    ['one that is not there', project, 'build --filename=nope.yaml', 2, ['CONFIG_NOT_FOUND', '"nope.yaml"']],
    ['a folder without one', { 'sub/x': '' }, 'build --filename=sub', 2, ['CONFIG_NOT_FOUND', 'in "sub"']],
    ['5,000 levels deep', only(config(`metadata: ${'['.repeat(5000)}`)), 'build', 2, ['CONFIG_LIMIT', '64 levels']],
    ['2 MB long', only(config('x'.repeat(2e6))), 'build', 2, ['CONFIG_LIMIT', '1048576 characters']],
  ])('%s', async (...row) => run(row));
});

describe('a config with a wrong value', () => {
  const helm = 'apiVersion: skaffold/v4beta14\nmanifests:\n  helm: {releases: [{name: a, chartPath: b}]}\n';
  test.each<Row>([
    ['a mistyped field, told once', of('{imgae: web}'), 'build', 2, ['unknown field "imgae"', ':6:8', 'mean "image"?']],
    ['a template without quotes', of('{image: {{.NAME}}}'), 'build', 2, ['a key must be a text', 'into quotes']],
    ['a template that is not closed', tagged('envTemplate: {template: "{{.X"}'), 'build', 2, ['not closed', ':4:40']],
    ['an unknown function', tagged('envTemplate: {template: "{{nope .X}}"}'), 'build', 2, ['"nope" is not defined']],
    [
      'a variable without a value',
      tagged('envTemplate: {template: "{{.NOPE}}"}'),
      'build',
      2,
      ['TAG_FAILED', '.NOPE', 'orchestrator.yaml:4:39'],
    ],
    [
      'a template that runs a program',
      tagged('envTemplate: {template: "{{cmd `id`}}"}'),
      'build',
      10,
      ['TEMPLATE_COMMAND_REFUSED', 'orchestrator.yaml:4:42'],
    ],
    [
      'a tag policy that gives two images none',
      withConfig(
        artifacts(layered, layered.replace('web', 'api')).replace(
          'inputDigest: {}',
          'envTemplate: {template: "{{.NOPE}}"}',
        ),
      ),
      'build',
      2,
      ['TAG_FAILED: web, api: build.tagPolicy.envTemplate.template'],
    ],
    ['an unknown tag policy', tagged('inputDigst: {}'), 'build', 2, ['Did you mean "inputDigest"?']],
    ['two tag policies', tagged('inputDigest: {}, sha256: {}'), 'build', 2, ['names two policies', 'Keep one']],
    [
      'git tags without git',
      tagged('gitCommit: {}'),
      'build',
      2,
      ['TAG_FAILED', 'no git work tree', 'orchestrator.yaml:4:15', 'Commit once'],
    ],
    ['two builders', of('{image: web, layers: {}, docker: {}}'), 'build', 2, ['two builders', 'because', 'Keep one']],
    ['an image with a tag', of('{image: "web:1", layers: {}}'), 'build', 2, ['has the tag "1"', ':6:15', '--tag']],
    ['an image twice', withConfig(artifacts(layered, layered)), 'build', 2, ['is built twice', ':7:15', 'here too']],
    ['an image in upper case', of('{image: Web, layers: {}}'), 'build', 2, ['IMAGE_REFERENCE_INVALID', '"Web"']],
    [
      'an unknown requirement',
      withConfig(artifacts('{image: api, requires: [{image: wbe}], layers: {}}', layered)),
      'build',
      2,
      ['"wbe" is no image of this config', 'Did you mean "web"?'],
    ],
    [
      'a relative destination',
      of('{image: web, layers: {files: [{src: a.txt, dest: a}]}}'),
      'build',
      2,
      ['Absolute path'],
    ],
    [
      'an owner by name',
      of('{image: web, layers: {files: [{src: a.txt, dest: /a, owner: root}]}}'),
      'build',
      2,
      ['UID:GID'],
    ],
    [
      'a mode in letters',
      of('{image: web, layers: {files: [{src: a.txt, dest: /a, mode: rwx}]}}'),
      'build',
      2,
      ['octal'],
    ],
    ['a base that is no image', of('{image: web, layers: {base: "Bad Name"}}'), 'build', 2, ['"Bad Name"']],
    ['an unsupported section', { 'skaffold.yaml': helm }, 'build', 2, ['manifests.helm is not yet supported', ':3:3']],
    [
      'a patch of nothing',
      withConfig(`${artifacts(layered)}profiles: [{name: a, patches: [{path: /build/x, value: 1}]}]\n`),
      'build --profile=a',
      2,
      ['"/build" has no "x"'],
    ],
    ['a line of skaffold.env', { ...project, 'skaffold.env': '= x\n' }, 'build', 2, ['skaffold.env:1:1', 'KEY=value']],
  ])('%s', async (...row) => run(row));
});

describe('wrong words', () => {
  test.each<Row>([
    ['an unknown command', project, 'biuld', 2, ['unknown command "biuld"', 'hint: Did you mean "build"?']],
    ['an unknown flag', project, 'build --pussh', 2, ['unknown option "--pussh"', 'hint: Did you mean "--push"?']],
    ['too many words', project, 'build web', 2, ['too many arguments']],
    ['a flag without its value', project, 'build --tag', 2, ['argument missing']],
    ['no number', project, 'build --build-concurrency=x', 2, ['write a whole number']],
    ['a word that is not in the list', project, 'render --digest-source=x', 2, ['none, local, tag, remote']],
    ['an unknown profile', project, 'build --profile=nope', 2, ['PROFILE_UNKNOWN', '"nope"', 'hint:']],
    ['an unknown image', project, 'build --build-image=nope', 2, ['ARTIFACT_UNKNOWN', 'The config has web']],
    ['a tag with a space', project, 'build --tag=a_b', 2, ['--tag "a b" is not a tag', '1 to 128']],
    ['a label with a space', project, 'render --label=a_b=c', 2, ['--label "a b=c" is not KEY=VALUE']],
    ['a bad namespace', project, 'render --namespace=Bad!', 2, ['"Bad!" is no name of a namespace', 'hint:']],
    ['a mistyped platform', project, 'build --platform=windos/amd64', 2, ['Did you mean "windows"?']],
    ['half a platform', project, 'build --platform=linux', 2, ['has no architecture', 'linux/amd64']],
    ['a repository with a scheme', project, 'build --default-repo=https://gcr.io/x', 2, ['not an address', 'HOST']],
    ['an output template of unknown fields', project, 'build --output={{.Nope}}', 2, ['there is no "Nope"']],
    ['images without a reference', project, 'render --images=web=A:b:c', 2, ['USAGE_INVALID', 'because']],
    ['a port that is none', project, 'registry serve --port=99999', 2, ['--port=99999 is no port', '65535']],
    ['a password that is not there', project, 'registry serve --password-file=n', 2, ['INPUT_MISSING: "n" is not']],
    ['an open registry without TLS', project, 'registry serve --address=0.0.0.0', 2, ['a password and TLS']],
    ['an unknown shell', project, 'completion powershell', 2, ['"powershell" is none of bash, zsh, fish']],
    ['remote digests offline', project, 'render --offline --digest-source=remote', 2, ['--offline forbids it']],
  ])('%s', async (...row) => run(row));

  test('a variable of the environment', () =>
    makeMistake({
      name: '',
      files: project,
      words: 'build',
      exitCode: 2,
      says: ['ORCHESTRATOR_BUILD_CONCURRENCY is "many"'],
      env: { ORCHESTRATOR_BUILD_CONCURRENCY: 'many' },
    }));
});
