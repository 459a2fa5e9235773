/** What is seen at a real terminal: `script` gives the program one, and keeps what it wrote there. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cleanEnv, programPath } from './program.ts';
import { createFolder } from './services/provided.ts';

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      image: busybox\n';

const config = (artifacts: readonly string[]): string => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
${artifacts.map((text) => `    - ${text}\n`).join('')}manifests: {rawYaml: [pod.yaml]}
`;

/** Runs words at a terminal of so many columns. @returns All that was written there, and the exit code. */
async function atTerminal(words: string, cwd: string, columns = 80, env: Readonly<Record<string, string>> = {}) {
  const command = `stty cols ${columns} rows 30; ${process.execPath} ${programPath} ${words}`;
  const result = await execa('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd,
    env: { ...cleanEnv(cwd), TERM: 'xterm', ...env },
    extendEnv: false,
    reject: false,
  });
  return { exitCode: result.exitCode, shown: result.stdout };
}

const ESCAPE = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** The lines that stay on the screen: each redrawing begins by erasing the lines before it. */
const lastScreen = (shown: string): readonly string[] =>
  (shown.split(/\u001b\[(?:2K|1A|J|0J)/).at(-1) ?? '').replace(ESCAPE, '').split(/\r?\n/);

test('the list never reaches standard output, which may be a file', async () => {
  const cwd = await createFolder({ 'orchestrator.yaml': config([]).replace('  artifacts:\n', ''), 'pod.yaml': pod });
  const { exitCode, shown } = await atTerminal('render --offline > rendered.yaml', cwd);
  expect(shown).toContain('render manifests');
  expect(exitCode).toBe(0);
  expect(await readFile(join(cwd, 'rendered.yaml'), 'utf8')).toBe(pod);
});

test('steps are drawn as they start, and the last lines of the failed one stand at the end with its reason', async () => {
  const artifacts = ['good', 'bad', 'never'].map(
    (name) =>
      `{image: ${name}, ${name === 'never' ? 'requires: [{image: bad}], ' : ''}hooks: {before: [{command: [sh, -c, "${
        name === 'bad' ? 'echo the reason; exit 7' : 'true'
      }"]}]}, layers: {}}`,
  );
  const cwd = await createFolder({ 'orchestrator.yaml': config(artifacts), 'pod.yaml': pod });
  const { exitCode, shown } = await atTerminal('build --build-concurrency=1', cwd);
  expect(exitCode).toBe(3);
  const lines = lastScreen(shown).join('\n');
  expect(lines).toMatch(/build good done[\s\S]*build bad failed[\s\S]*build never skipped/);
  expect(lines).toMatch(/last lines of build bad:\n {2}the reason\nerror HOOK_FAILED[\s\S]*hint: /);
});

test.each([40, 60, 100])(
  'no line is wider than a terminal of %i columns, and long output is one line',
  async (columns) => {
    const long = 'x'.repeat(300);
    const cwd = await createFolder({
      'orchestrator.yaml': config([`{image: a, hooks: {before: [{command: [sh, say.sh]}]}, layers: {}}`]),
      'say.sh': `for i in 1 2 3; do echo ${long}; sleep 0.2; done`,
      'pod.yaml': pod,
    });
    const { exitCode, shown } = await atTerminal('build > /dev/null', cwd, columns);
    expect(exitCode).toBe(0);
    const lines = shown.replace(ESCAPE, '').split(/[\r\n]+/);
    expect(lines.filter((line) => line.includes('xxx')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => [...line].length > columns)).toEqual([]);
  },
);

test('a dumb terminal, NO_COLOR and a pipe get lines without escapes', async () => {
  const cwd = await createFolder({ 'orchestrator.yaml': config(['{image: a, layers: {}}']), 'pod.yaml': pod });
  const dumb = await atTerminal('build', cwd, 80, { TERM: 'dumb' });
  expect(dumb.shown).toContain('[build a] done in');
  expect(dumb.shown).not.toContain('\u001b');
  const colourless = await atTerminal('build', cwd, 80, { NO_COLOR: '1' });
  expect(colourless.shown).toContain('build a');
  expect(colourless.shown).not.toMatch(/\u001b\[[0-9;]*m/);
});

test('Ctrl-C at the terminal ends the list, says so, and gives the cursor back', async () => {
  const cwd = await createFolder({
    'orchestrator.yaml': config(['{image: a, hooks: {before: [{command: [sleep, "60"]}]}, layers: {}}']),
    'pod.yaml': pod,
  });
  await writeFile(join(cwd, 'keys.sh'), 'sleep 2; printf "\\003"; sleep 5');
  const command = `stty cols 80 rows 30; ${process.execPath} ${programPath} build`;
  const started = performance.now();
  const result = await execa('sh', ['-c', `sh keys.sh | script -qefc '${command}' /dev/null`], {
    cwd,
    env: { ...cleanEnv(cwd), TERM: 'xterm' },
    extendEnv: false,
    reject: false,
  });
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(result.exitCode).toBe(130);
  expect(result.stdout).toMatch(/build a cancelled/);
  expect(result.stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(result.stdout.lastIndexOf('\u001b[?25l'));
});
