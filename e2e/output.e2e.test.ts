/** Standard output, whatever it is: nothing is lost, and a reader that is slow or gone holds nobody up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cleanEnv, programPath } from './program.ts';
import { createFolder } from './services/provided.ts';

/** Objects enough for some hundred KiB, several times what a pipe holds. */
const COUNT = 2000;
const manifests = Array.from(
  { length: COUNT },
  (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\ndata: {text: "${'x'.repeat(100)}"}\n`,
).join('---\n');

const project = () =>
  createFolder({
    'orchestrator.yaml': 'apiVersion: orchestrator/v1\nkind: Config\nmanifests: {rawYaml: [all.yaml]}\n',
    'all.yaml': manifests,
  });
const render = `"${process.execPath}" "${programPath}" render --offline --digest-source=none --progress=none`;
const shell = (cwd: string, command: string) =>
  execa('sh', ['-c', command], { cwd, env: cleanEnv(cwd), extendEnv: false, reject: false, stripFinalNewline: false });

test('a file, appended to or begun, and a pipe whose reader comes late get the same bytes', async () => {
  const cwd = await project();
  await appendFile(join(cwd, 'log'), 'before\n');
  const run = await shell(
    cwd,
    `${render} > out && ${render} >> log && ${render} | { sleep 0.3; cat > piped; } && ${render} | cat`,
  );
  expect([run.exitCode, run.stderr]).toEqual([0, '']);
  const [out, log, piped] = await Promise.all(['out', 'log', 'piped'].map((name) => readFile(join(cwd, name), 'utf8')));
  expect(out?.match(/^kind: ConfigMap$/gm)).toHaveLength(COUNT);
  expect(log).toBe(`before\n${out}`);
  expect(piped).toBe(out);
  expect(run.stdout).toBe(out);
});

test('a reader that leaves ends the run without a word', async () => {
  const cwd = await project();
  const run = await shell(cwd, `${render} | head -n 1; ${render} --help | true`);
  expect([run.exitCode, run.stdout, run.stderr]).toEqual([0, 'apiVersion: v1\n', '']);
});

test('one signal ends a run whose reader takes nothing', async () => {
  const cwd = await project();
  const child = spawn(
    'sh',
    ['-c', `{ ${render} & echo $! >&2; wait $!; echo $? >&2; } | { read first; echo "$first"; exec sleep 20; }`],
    {
      cwd,
      env: cleanEnv(cwd),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  try {
    // The first line is read: the rest fills the pipe.
    await once(child.stdout, 'data');
    const pid = Number(said.trim());
    process.kill(pid, 'SIGTERM');
    while (!/\n\d+\n$/.test(said)) await once(child.stderr, 'data');
    expect(said).toBe(`${pid}\n143\n`);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
});
