import { describe, expect, test } from 'vitest';
import { parseArgs } from './args.ts';
import { commands, groups } from './commands.ts';

const parse = (line: string, env: Record<string, string> = {}) => parseArgs(line.split(' ').filter(Boolean), env, 100);
const flagsOf = (line: string, env?: Record<string, string>) => {
  const parsed = parse(line, env);
  return 'text' in parsed ? parsed.text : parsed.flags;
};

describe('the tutorial’s commands', () => {
  test('build reads as printed', () => {
    expect(
      flagsOf(
        'build --default-repo=HOST/P/R --file-output=artifacts.json --interactive=false --push=true --update-check=false',
      ),
    ).toMatchObject({ 'default-repo': 'HOST/P/R', 'file-output': 'artifacts.json', push: true });
  });

  test('render reads as printed', () => {
    expect(
      flagsOf(
        'render --build-artifacts=a.json --digest-source=none --interactive=false --offline=true --output=r.yaml',
      ),
    ).toMatchObject({ 'build-artifacts': 'a.json', 'digest-source': 'none', offline: true, output: 'r.yaml' });
  });
});

describe('flags', () => {
  test.each([
    ['build --push', { push: true }],
    ['build --push=false', { push: false }],
    ['build -q -o {{.Builds}}', { quiet: true, 'output-template': '{{.Builds}}' }],
    ['render -o out.yaml -n prod', { output: 'out.yaml', namespace: 'prod' }],
    ['render -o=out.yaml -n=prod -l=a=1', { output: 'out.yaml', namespace: 'prod', label: ['a=1'] }],
    ['build -q=false -d= -p=a', { quiet: false, 'default-repo': '', profile: ['a'] }],
    ['render -l a=1 -l b=2,c', { label: ['a=1', 'b=2', 'c'] }],
    ['build -p a,-b', { profile: ['a', '-b'] }],
    ['build --build-concurrency=-1', { 'build-concurrency': -1 }],
    ['build --default-repo=', { 'default-repo': '' }],
  ])('%s', (line, values) => {
    expect(flagsOf(line)).toMatchObject(values);
  });

  test.each([
    ['-v debug build', 'build', { verbosity: 'debug' }],
    ['--format=json --push build', 'build', { format: 'json', push: true }],
    ['--output out.yaml render --offline', 'render', { output: 'out.yaml', offline: true }],
    ['--tag a build --tag b', 'build', { tag: 'b' }],
    ['--format json cache ls', 'cache ls', { format: 'json' }],
    ['--version --format=json', 'version', { format: 'json' }],
    ['--format=json --version', 'version', { format: 'json' }],
  ])('flags may stand before the command: %s', (line, name, values) => {
    expect(parse(line)).toMatchObject({ spec: { name }, flags: values });
  });

  test('a boolean takes no next word', () => {
    expect(() => parse('build --push web')).toThrow('USAGE_INVALID');
  });

  test('every flag has a variable, and the command line beats it', () => {
    const env = { SKAFFOLD_DEFAULT_REPO: 'one', SKAFFOLD_PUSH: 'false', ORCHESTRATOR_TAG: 'v1', SKAFFOLD_TAG: 'v0' };
    expect(flagsOf('build', env)).toMatchObject({ 'default-repo': 'one', push: false, tag: 'v1' });
    expect(flagsOf('build --default-repo=two', env)).toMatchObject({ 'default-repo': 'two' });
    expect(flagsOf('build', { SKAFFOLD_FILE_OUTPUT: '' })).not.toHaveProperty('file-output');
    expect(flagsOf('build', { SKAFFOLD_OUTPUT: '{{.}}' })).toMatchObject({ 'output-template': '{{.}}' });
  });

  test('an empty variable takes no objects out of their set; an empty word does, since it is meant', () => {
    expect(flagsOf('apply a.yaml', { ORCHESTRATOR_SET_NAME: 'web' })).toMatchObject({ 'set-name': 'web' });
    expect(flagsOf('apply a.yaml', { ORCHESTRATOR_SET_NAME: '' })).not.toHaveProperty('set-name');
    expect(flagsOf('apply --set-name= a.yaml', { ORCHESTRATOR_SET_NAME: 'web' })).toMatchObject({ 'set-name': '' });
  });

  test.each([
    ['build --no-such-flag', {}, /unknown option "--no-such-flag"$/],
    ['run -q', {}, /unknown option "-q"$/],
    ['run --quiet', {}, /unknown option "--quiet"$/],
    ['run --quiet=true', {}, /unknown option "--quiet=true"$/],
    ['build --progress=loud', {}, /--progress is "loud"; write one of auto/],
    ['build --push=maybe', {}, /--push is "maybe"; write true or false/],
    ['build', { SKAFFOLD_PUSH: 'maybe' }, /SKAFFOLD_PUSH is "maybe"/],
    ['render --images=', {}, /--images is empty; write NAME=REFERENCE/],
    ['render -i ,', {}, /--images is empty/],
    ['render -a - -f -', {}, /cannot both be standard input/],
    ['render --build-artifacts=', {}, /--build-artifacts is empty; write the name of a file/],
    ['build --build-concurrency=many', {}, /write a whole number/],
    ['biuld', {}, /unknown command "biuld"$/],
    ['completion tcsh', {}, /"tcsh" is none of bash, zsh, fish/],
    ['--format=json', {}, /no command is named/],
    ['build web', {}, /too many arguments for "build": expected 0 arguments but got 1$/],
  ])('%s is a mistake that is named', (line, env, why) => {
    expect(() => parse(line, env)).toThrow(why);
  });
});

test.each([
  ['biuld', 'Did you mean "build"?'],
  ['build --psuh', 'Did you mean "--push"?'],
  ['registry sreve', 'Did you mean "serve"?'],
  ['diff -f rendered.yaml', 'As in: orchestrator diff rendered.yaml'],
])('the hint of "%s" is what was meant', (line, hint) => {
  let caught: unknown;
  try {
    parse(line);
  } catch (error) {
    caught = error;
  }
  expect(caught).toMatchObject({ problems: [{ code: 'USAGE_INVALID', hint }] });
});

describe('help', () => {
  test('lists the commands, and each command its flags with an example', () => {
    expect(flagsOf('--help')).toMatch(/build[\s\S]*render[\s\S]*deploy[\s\S]*registry/);
    for (const spec of commands) {
      const text = String(flagsOf(`${spec.name} --help`));
      expect(text).toContain(spec.example);
      for (const name of spec.flags.slice(0, 3)) expect(text).toContain(name === 'output-template' ? '--output' : name);
    }
  });

  test('lists a group by what it holds', () => {
    expect(flagsOf('--help')).toMatch(/cache +What earlier builds left[\s\S]*registry +The embedded registry/);
    expect(
      commands.map(({ name }) => name.split(' ')).filter(([first = '', second]) => second && !groups[first]),
    ).toEqual([]);
  });

  test.each([
    ['--help', true, 'Usage: orchestrator [options]'],
    ['--help build', true, 'Usage: orchestrator build'],
    ['cache --help', true, 'Usage: orchestrator cache'],
    ['', false, 'Usage: orchestrator [options]'],
    ['cache', false, 'Usage: orchestrator cache'],
  ])('"%s": asked for is %s', (line, isAskedFor, start) => {
    expect(parse(line)).toEqual({ text: expect.stringContaining(start), isAskedFor });
  });

  test('a name of several words is a command of a group', () => {
    expect(parse('registry serve --port=1')).toMatchObject({ spec: { name: 'registry serve' }, flags: { port: 1 } });
  });
});
