/** Mistakes on the command line, answered in the way that the same line asks for. */
import { expect, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const problem = {
  code: 'USAGE_INVALID',
  message: 'unknown option "--psuh"',
  hint: 'Did you mean "--push"?',
};
const text = 'error USAGE_INVALID: unknown option "--psuh"\nhint: Did you mean "--push"?\n';

test('a mistake is one sentence and a hint on standard error', async () => {
  const cwd = await createFolder();
  const run = await orchestrator(['build', '--psuh'], { cwd });
  expect(run).toEqual({ exitCode: 2, stdout: '', stderr: text });
});

test.each([
  [['build', '--psuh', '--format=json'], {}],
  [['--format', 'json', 'build', '--psuh'], {}],
  [['build', '--psuh'], { ORCHESTRATOR_FORMAT: 'json' }],
])('%j with %j answers with a record', async (words, env) => {
  const cwd = await createFolder();
  const run = await orchestrator(words, { cwd, env });
  expect(run).toMatchObject({ exitCode: 2, stderr: text });
  expect(JSON.parse(run.stdout)).toEqual({ ok: false, problems: [problem] });
});

test('--progress=json tells it as an event', async () => {
  const cwd = await createFolder();
  const run = await orchestrator(['build', '--psuh', '--progress=json'], { cwd });
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  const events = run.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events).toMatchObject([
    { type: 'stream.opened' },
    { type: 'run.finished', outcome: 'failed', problems: [problem] },
  ]);
});

test('--progress=json makes an event of each line, with the stack of --verbosity=debug too', async () => {
  const cwd = await createFolder();
  const run = await orchestrator(['build', '--progress=json', '--verbosity=debug'], { cwd });
  const events = run.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events).toMatchObject([
    { type: 'stream.opened' },
    { type: 'notice', message: expect.stringMatching(/CONFIG_NOT_FOUND[\s\S]*\n +at /) },
    { type: 'run.finished', problems: [{ code: 'CONFIG_NOT_FOUND' }] },
  ]);
});

test.each([
  [['build', '--push=maybe'], '--push is "maybe"; write true or false'],
  [['completion', 'tcsh'], '"tcsh" is none of bash, zsh, fish'],
  [['why'], 'missing required argument "WHAT"'],
  [['buld'], 'unknown command "buld"'],
  [[], 'no command is named'],
])('%j --format=json', async (words, message) => {
  const cwd = await createFolder();
  const run = await orchestrator([...words, '--format=json'], { cwd });
  expect(run.exitCode).toBe(2);
  expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, problems: [{ code: 'USAGE_INVALID', message }] });
});

test.each([[['version']], [['--version']]])('%j --format=json is the version as data', async (words) => {
  const cwd = await createFolder();
  const run = await orchestrator([...words, '--format=json'], { cwd });
  expect(JSON.parse(run.stdout)).toEqual({ ok: true, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});
