import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { RunOptions } from '../../ports/system.ts';
import { createProcesses } from './processes.ts';

const processes = createProcesses();
const PATH = process.env['PATH'] ?? '';
/** Far less than the minute and more that the children sleep. */
const IN_TIME = { timeout: 20_000 };
const problem = (code: string, message = /./) => ({ problems: [{ code, message: expect.stringMatching(message) }] });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orc-processes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (command: readonly [string, ...string[]], more: Partial<RunOptions> = {}) =>
  processes.run(command, { cwd: folder, env: { PATH }, signal: new AbortController().signal, ...more });
const node = (script: string, more: Partial<RunOptions> = {}) => run([process.execPath, '-e', script], more);
const shell = (script: string, more: Partial<RunOptions> = {}) => run(['sh', '-c', script], more);

/** Other runs of this test on the machine sleep for another time. */
const odd = (seconds: number): string => `${seconds}.${process.pid}`;

/**
 * The most bytes of buffers that were held at once. Garbage does not count: how much of it there is says how busy the
 * machine is, and e2e/matrix looks at the memory of the whole program.
 */
function watchHeldBytes(): { readonly most: () => number } {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const look = (): number => {
    collect();
    // What the first one found is given back on another thread; the second waits for that.
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = look();
  const samples: number[] = [];
  // A collection takes long on a busy machine; most of the time is for the work that is looked at.
  const lookIn = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      const started = performance.now();
      samples.push(look() - before);
      timer = lookIn(Math.max(100, 10 * (performance.now() - started)));
    }, ms);
  let timer = lookIn(100);
  onTestFinished(() => clearTimeout(timer));
  return {
    most() {
      expect(samples.length).toBeGreaterThan(0);
      return Math.max(...samples);
    },
  };
}

/** Living processes whose command line holds a word; zombies do not count. */
const living = (word: string): number =>
  execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(word) && !/^Z/.test(line) && !line.includes('ps -eo')).length;

/** Aborts as soon as the child has written a line. */
function abortOnLine(): Pick<RunOptions, 'signal' | 'onLine'> {
  const controller = new AbortController();
  return { signal: controller.signal, onLine: () => controller.abort() };
}

describe('a finished program', () => {
  test('is its exit code and both outputs', async () => {
    expect(await node('console.log("out"); console.error("err"); process.exit(3)')).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('that a signal ended has 128 and the number', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({ exitCode: 137 });
    expect(await node('process.kill(process.pid, "SIGTERM")')).toMatchObject({ exitCode: 143 });
  });

  test('has seen the given environment and folder, and nothing else', async () => {
    const { stdout } = await node('console.log(JSON.stringify([Object.keys(process.env), process.cwd()]))', {
      env: { ONLY: '1' },
    });
    expect(JSON.parse(stdout)).toEqual([['ONLY'], expect.stringContaining('orc-processes-')]);
  });

  test('gives its lines as they come, whatever their ends', async () => {
    const lines: string[] = [];
    await node('process.stdout.write("a\\r\\nb"); setTimeout(() => process.stdout.write("c\\n\\nlast"), 20)', {
      onLine: (stream, line) => lines.push(`${stream} ${line}`),
    });
    expect(lines).toEqual(['stdout a', 'stdout bc', 'stdout ', 'stdout last']);
  });
});

describe('input', () => {
  test('is a text or a stream, and is closed after it', async () => {
    async function* parts() {
      yield Buffer.from('one ');
      yield Buffer.from('two');
    }
    expect(await run(['cat'], { input: 'text' })).toMatchObject({ stdout: 'text' });
    expect(await run(['cat'], { input: parts() })).toMatchObject({ stdout: 'one two' });
    expect(await run(['cat'])).toMatchObject({ stdout: '', exitCode: 0 });
  });

  test('that nobody reads is no failure, and its source is closed', async () => {
    let closed = false;
    async function* endless() {
      try {
        while (true) yield Buffer.alloc(65_536);
      } finally {
        closed = true;
      }
    }
    expect(await run(['true'], { input: endless() })).toMatchObject({ exitCode: 0 });
    expect(closed).toBe(true);
  });

  test('whose source fails ends the program with that failure', async () => {
    const broken = (async function* () {
      yield Buffer.from('x');
      throw new Error('source is broken');
    })();
    await expect(shell('cat; exec sleep 60', { input: broken })).rejects.toThrow('source is broken');
  });
});

describe('output without end', () => {
  test('one line of 300 MB costs little memory, is cut, and says so', async () => {
    const held = watchHeldBytes();
    const lines: string[] = [];
    const { stdout } = await shell('head -c 300000000 /dev/zero | tr "\\0" x; echo; echo end', {
      onLine: (_, line) => lines.push(line),
      keepBytes: 1000,
    });
    expect(lines.map((line) => line.length)).toEqual([65_536 + ' … 299934464 more bytes'.length, 3]);
    expect(stdout).toBe(`${'x'.repeat(995)}\nend\n`);
    expect(held.most()).toBeLessThan(64_000_000);
  });

  test('a longer line is whole where it is asked for', async () => {
    const lengths: number[] = [];
    const onLine = (_: string, line: string): void => void lengths.push(line.length);
    await node('console.log("x".repeat(100000)); console.log("yy")', { onLine, maxLineBytes: 100_000 });
    expect(lengths).toEqual([100_000, 2]);
  });

  test('the newest bytes are kept, from a whole character on', async () => {
    const { stdout } = await node('process.stdout.write("ä".repeat(100000))', { keepBytes: 5 });
    expect(stdout).toBe('ää');
    expect(await node('console.log("x")', { keepBytes: 0 })).toMatchObject({ stdout: '' });
  });

  test('bytes that are no text do no harm', async () => {
    const { stdout } = await node('process.stdout.write(Buffer.from([0xff, 0x1b, 0x00, 0x41]))');
    expect(stdout).toBe('\uFFFD\u001b\u0000A');
  });
});

describe('an aborted program', () => {
  test('takes all that it started with it', async () => {
    const work = shell(`(sleep ${odd(4711)} & sleep ${odd(4711)}) & echo up; wait`, abortOnLine());
    await expect(work).rejects.toMatchObject(problem('CANCELLED'));
    expect(living(`sleep ${odd(4711)}`)).toBe(0);
  });

  test('that ignores SIGTERM is killed after 2 s', async () => {
    const started = performance.now();
    const script = `process.on("SIGTERM", () => {}); console.log("deaf-${odd(4712)}"); setInterval(() => {}, 1000)`;
    await expect(node(script, abortOnLine())).rejects.toMatchObject(problem('CANCELLED'));
    expect(performance.now() - started).toBeGreaterThan(1900);
    expect(living(`deaf-${odd(4712)}`)).toBe(0);
  });

  test('is not even started when the signal came before', async () => {
    const work = shell('touch started', { signal: AbortSignal.abort() });
    await expect(work).rejects.toMatchObject(problem('CANCELLED'));
    expect(readdirSync(folder)).not.toContain('started');
  });

  test('and one that takes too long are different things', async () => {
    await expect(run(['sleep', odd(4713)], { timeoutMs: 50 })).rejects.toMatchObject(problem('TIMED_OUT', /50 ms/));
    expect(living(`sleep ${odd(4713)}`)).toBe(0);
  });
});

describe('what a finished program left behind', () => {
  test('is ended, with or without its output', async () => {
    expect(await shell(`sleep ${odd(4714)} >/dev/null 2>&1 & echo done`)).toMatchObject({
      exitCode: 0,
      stdout: 'done\n',
    });
    expect(await shell(`sleep ${odd(4714)} & echo done`)).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(living(`sleep ${odd(4714)}`)).toBe(0);
  });

  test('stays where it has made itself a daemon', async () => {
    const daemon = `setsid sh -c 'echo $$ >pid; exec sleep ${odd(4715)}' >/dev/null 2>&1 &`;
    await shell(`${daemon} while [ ! -s pid ]; do sleep 0.01; done`);
    // The number is there a moment before the shell becomes what it then is.
    await vi.waitFor(() => expect(living(`sleep ${odd(4715)}`)).toBe(1), IN_TIME);
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')));
  });

  /** What a process of ours came to that ran a command until its first line, and then the statement. */
  async function endBy(statement: string, command: string) {
    const input = join(folder, 'exit.mjs');
    writeFileSync(
      input,
      `import { createProcesses } from ${JSON.stringify(join(import.meta.dirname, 'processes.ts'))};
       const signal = new AbortController().signal;
       const command = ['sh', '-c', ${JSON.stringify(command)}];
       void createProcesses().run(command, { cwd: '/', env: process.env, signal, onLine: () => ${statement} });`,
    );
    await build({ input, platform: 'node', logLevel: 'silent', output: { dir: join(folder, 'out') } });
    return spawnSync(process.execPath, [join(folder, 'out/exit.js')]);
  }

  test('ends with us, even when nobody waits for it', async () => {
    expect((await endBy('process.exit(7)', `sleep ${odd(4716)} & echo up; wait`)).status).toBe(7);
    // It was killed before we ended; on a busy machine it dies a moment later.
    await vi.waitFor(() => expect(living(`sleep ${odd(4716)}`)).toBe(0), IN_TIME);
  });

  test.each([
    ['', 4717],
    ['trap "" TERM; ', 4718],
  ])('ends when we are killed: %j', async (trap, seconds) => {
    // The line comes again and again: what ends within a moment has no guard.
    const command = `${trap}sleep ${odd(seconds)} & while sleep 0.1; do echo up; done`;
    const killed = `performance.now() > since + 1000 && process.kill(process.pid, 'SIGKILL')`;
    const statement = `{ globalThis.since ??= performance.now(); ${killed}; }`;
    expect((await endBy(statement, command)).signal).toBe('SIGKILL');
    await vi.waitFor(() => expect(living(odd(seconds))).toBe(0), IN_TIME);
  });
});

describe('a program that cannot be started', () => {
  test.each([
    [['no-such-program-4717'], {}, 'TOOL_MISSING', /no program "no-such-program-4717"/],
    [['/etc/passwd'], {}, 'TOOL_MISSING', /"\/etc\/passwd" cannot be started: EACCES/],
    [['true', 'a\0b'], {}, 'INPUT_INVALID', /an argument of "true" holds a NUL/],
    [['true'], { cwd: '/no/such/folder' }, 'INPUT_MISSING', /"\/no\/such\/folder"/],
  ] as const)('%j %j is %s', async (command, more, code, message) => {
    await expect(run(command, more)).rejects.toMatchObject(problem(code, message));
  });
});

test('finds programs on PATH only', async () => {
  expect(await processes.find('sh')).toMatch(/^\/.*\/sh$/);
  expect(await processes.find('/bin/sh')).toBe('/bin/sh');
  expect(await processes.find('no-such-program-4717')).toBeUndefined();
  expect(await processes.find('./processes.ts')).toBeUndefined();
  expect(await processes.find('/etc/passwd')).toBeUndefined();
});
