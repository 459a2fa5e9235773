/** What a build tells that failed: which images there are, which failed, and which were not begun and why. */
import { expect, test } from 'vitest';
import { config } from './mistakes.ts';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const image = (name: string, more = '') =>
  `    - {image: ${name}, layers: {base: scratch, files: [{src: a.txt, dest: /a}]}${more}}\n`;
const on = (name: string) => `, requires: [{image: ${name}}]`;
const fails = ', hooks: {before: [{command: [sh, -c, exit 7]}]}';

const project = (concurrency: number, ...images: readonly string[]) =>
  createFolder({
    'a.txt': 'a',
    'orchestrator.yaml': `${config('')}build:
  tagPolicy: {inputDigest: {}}
  local: {concurrency: ${concurrency}}
  artifacts:
${images.join('')}`,
  });

test('a failed build names what is built, what failed, and what was not begun for want of it', async () => {
  const cwd = await project(
    1,
    image('zero'),
    image('base', fails),
    image('web', on('base')),
    image('deep', on('web')),
    image('other'),
  );
  const message =
    '1 of 5 images is built: zero; failed: base; not begun, for want of base: web, deep; ' +
    'not begun, as the build had ended: other';
  const text = await orchestrator(['build', '--progress=plain'], { cwd });
  expect(text.exitCode).toBe(3);
  expect(text.stderr.match(/^error .*$/gm)).toEqual([
    expect.stringMatching(/^error HOOK_FAILED: /),
    `error BUILD_INCOMPLETE: ${message}`,
  ]);
  expect(text.stderr).not.toMatch(/^\[build (?:web|deep|other)\]/m);

  const { stdout, stderr } = await orchestrator(['build', '--format=json', '--progress=json'], { cwd });
  const expected = [{ code: 'HOOK_FAILED' }, { code: 'BUILD_INCOMPLETE', message }];
  expect(JSON.parse(stdout).problems).toMatchObject(expected);
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', problems: expected });
  const ends = events.filter(({ type }) => type === 'step.finished');
  expect(ends.map(({ step, outcome, why }) => [step, outcome, why])).toEqual([
    ['build:zero', 'cached', expect.any(String)],
    ['build:base', 'failed', undefined],
    ['build:web', 'skipped', 'for want of base'],
    ['build:deep', 'skipped', 'for want of base'],
    ['build:other', 'skipped', 'as the build had ended'],
  ]);
});

test('what was at work when another one failed was stopped', async () => {
  const waits = ', hooks: {before: [{command: [sh, -c, sleep 60]}]}';
  const cwd = await project(0, image('slow', waits), image('bad', fails));
  const { exitCode, stderr } = await orchestrator(['build', '--progress=plain'], { cwd });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^error BUILD_INCOMPLETE: none of 2 images is built; failed: bad; stopped midway: slow$/m);
});
