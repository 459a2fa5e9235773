/** Rows P1, P2, P5, P7, P9 and P10: signals, pipes and terminals. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { expectNoneLiving } from '../build-room.ts';
import { withProxy } from '../faults/toxiproxy.ts';
import { cleanEnv, orchestrator, programPath, seeProgress, startOrchestrator } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, noise, under } from './project.ts';

const services = inject('services');

const customProject = (command: string): Promise<string> =>
  createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
    - image: slow
      custom: {buildCommand: ${JSON.stringify(command)}}
`,
  });

test('P1: Ctrl-C during a slow push ends with 130 within 5 s, without an artifacts file', async (context) => {
  const { host } = requireService(services.registry, context);
  const { url } = requireService(services.toxiproxy, context);
  const cwd = await createProject({ files: { 'data/large': noise(20_000_000) } });
  const slow = { type: 'bandwidth', stream: 'upstream', attributes: { rate: 500 } } as const;
  await withProxy(url, { upstream: host, toxics: [slow] }, async (proxy) => {
    const words = [
      'build',
      '--progress=json',
      '--file-output=a.json',
      `--default-repo=${proxy.host}/p1-${process.pid}`,
    ];
    const running = startOrchestrator(words, { cwd });
    await seeProgress(running, /"type":"step.progress"/);
    const started = performance.now();
    running.kill('SIGINT');
    const ended = await running;
    expect(performance.now() - started).toBeLessThan(5000);
    expect(ended.exitCode).toBe(130);
    expect(ended.stderr).toMatch(/stopped by SIGINT/);
    expect(existsSync(join(cwd, 'a.json'))).toBe(false);
  });
  await build(cwd, [`--default-repo=${host}/p1-${process.pid}`]);
});

test('P2: a second Ctrl-C ends at once, and no child lives on', async () => {
  const word = `sleep 3${process.pid}1`;
  const cwd = await customProject(`trap '' TERM INT; ${word} & echo started; wait; wait`);
  const running = startOrchestrator(['build', '--push=false', '--progress=plain'], { cwd });
  await seeProgress(running, /started/);
  running.kill('SIGINT');
  await seeProgressOrEnd(running);
  running.kill('SIGINT');
  const started = performance.now();
  expect((await running).exitCode).toBe(130);
  expect(performance.now() - started).toBeLessThan(1500);
  await expectNoneLiving(word);
});

test('P5: output without end, in one line and with escape codes, costs little memory and comes through harmless', async (context) => {
  const cwd = await customProject(
    "head -c 200000000 /dev/zero | tr '\\0' x; echo; printf '\\033]0;owned\\007\\033[2Jred\\033[31m \\001\\002\\n'; head -c 100000 /dev/urandom; echo; echo the end; exit 9",
  );
  const measured = join(cwd, 'kib');
  const time = under(context, 'time', '-f', '%M', '-o', measured);
  const run = await orchestrator(['build', '--push=false', '--progress=plain'], { cwd, under: time });
  expect(run.exitCode).toBe(3);
  expect(run.stderr.length).toBeLessThan(2_000_000);
  expect(run.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f]|\u001b[\]P]|\u001b\[2J/);
  expect(run.stderr).toContain('the end');
  expect(Number((await readFile(measured, 'utf8')).trim().split('\n').at(-1))).toBeLessThan(250_000);
});

test('P7: a reader of standard output that goes away ends the run in order', async () => {
  const many = Array.from(
    { length: 5000 },
    (_, n) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${n}, namespace: x}\n`,
  );
  const cwd = await createProject({ files: { 'many.yaml': many.join('---\n') } });
  const config = (await readFile(join(cwd, 'orchestrator.yaml'), 'utf8')).replace('pod.yaml', 'many.yaml');
  await writeFile(join(cwd, 'orchestrator.yaml'), config);
  const piped = await execa(
    'bash',
    [
      '-c',
      '"$@" | head -c 10; echo "codes: ${PIPESTATUS[*]}"',
      'x',
      process.execPath,
      programPath,
      'render',
      '--offline',
    ],
    {
      cwd,
      env: cleanEnv(cwd),
      extendEnv: false,
    },
  );
  expect(piped.stdout).toMatch(/codes: 0 0$/);
  expect(piped.stderr).not.toMatch(/EPIPE|^ {4}at /m);
});

test('P7: standard output on a full device is told, with 11, and with no stack', async () => {
  const cwd = await createProject();
  await build(cwd);
  const full = await execa(
    'bash',
    [
      '-c',
      '"$@" > /dev/full',
      'x',
      process.execPath,
      programPath,
      'render',
      '--offline',
      '--build-artifacts=artifacts.json',
    ],
    { cwd, env: cleanEnv(cwd), extendEnv: false, reject: false },
  );
  expect(full.exitCode).toBe(11);
  expect(full.stderr).toMatch(/DISK_FULL/);
  expect(full.stderr).not.toMatch(/^ {4}at /m);
});

test('P9: with a dumb terminal, 20 columns or none, and without colour, the output is plain text', async (context) => {
  const cwd = await createProject();
  const [script] = under(context, 'script');
  for (const [before, env] of [
    ['stty cols 20 rows 5; TERM=dumb', {}],
    ['NO_COLOR=1 TERM=xterm CI=1', {}],
  ] as const) {
    const line = `${before} '${process.execPath}' '${programPath}' build --file-output=a.json`;
    const run = await execa(script ?? '', ['-qec', line, '/dev/null'], {
      cwd,
      env: cleanEnv(cwd, env),
      extendEnv: false,
      reject: false,
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain('\u001b');
    expect(run.stdout).toMatch(/\[build web\] (done|cached)/);
  }
  const narrow = `stty cols 20 rows 5; TERM=xterm '${process.execPath}' '${programPath}' build --file-output=a.json`;
  const run = await execa(script ?? '', ['-qec', narrow, '/dev/null'], { cwd, env: cleanEnv(cwd), extendEnv: false });
  expect(run.stdout).toContain('build web');
});

test('P10: a group that is told to end, and killed 2 s later, leaves nothing alive and whole files', async () => {
  const word = `sleep 3${process.pid}2`;
  const cwd = await customProject(`trap '' TERM; ${word} & echo started; wait; wait`);
  await writeFile(join(cwd, 'a.json'), '{"builds":[]}');
  const running = execa(
    process.execPath,
    [programPath, 'build', '--push=false', '--progress=plain', '--file-output=a.json'],
    {
      cwd,
      env: cleanEnv(cwd, { TMPDIR: await createFolder() }),
      extendEnv: false,
      detached: true,
      reject: false,
      stdin: 'ignore',
    },
  );
  await seeProgress(running as ReturnType<typeof startOrchestrator>, /started/);
  const group = -(running.pid ?? 0);
  process.kill(group, 'SIGTERM');
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), 2500);
  await running;
  clearTimeout(timer);
  await expectNoneLiving(word);
  expect(JSON.parse(await readFile(join(cwd, 'a.json'), 'utf8'))).toEqual({ builds: [] });
});

/** A moment for the first signal to arrive; the run may end meanwhile. */
const seeProgressOrEnd = (running: ReturnType<typeof startOrchestrator>): Promise<unknown> =>
  Promise.race([running, new Promise((resolve) => setTimeout(resolve, 300))]);
