/**
 * Rows F1, F2 and P3: killed at every call that makes a step visible, the next run goes on.
 *
 *     strace -e inject=rename:signal=SIGKILL:when=N      with one worker thread, so that there is one count
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { withProxy } from '../faults/toxiproxy.ts';
import { countCalls, killAt } from '../kill-at.ts';
import { orchestrator, readArtifacts } from '../program.ts';
import { requireService } from '../services/provided.ts';
import { build, createProject, noise } from './project.ts';

const services = inject('services');

const calls = ['rename,renameat,renameat2', 'fsync,fdatasync', 'mkdir,mkdirat', 'unlink,unlinkat', 'link,linkat'];
/** More than any of the commands below makes. */
const MOST = 60;

/** Kills a command at each n-th call, in a fresh project each time, and looks at what the next run makes of it. */
async function killEverywhere(
  context: TestContext,
  call: string,
  words: readonly string[],
  prepare: () => Promise<string>,
  goesOn: (cwd: string) => Promise<void>,
): Promise<number> {
  const traced = async () => ({ context, call, words, cwd: await prepare() });
  const count = await countCalls(await traced());
  for (let when = 1; when < MOST; when += 1) {
    const run = await traced();
    if (await killAt(run, when)) await goesOn(run.cwd);
    else {
      // A way of writing that makes such calls, and was never killed at one, was not tried at all.
      if (count > 0) expect(when).toBeGreaterThan(1);
      return when - 1;
    }
  }
  throw new Error(`more than ${MOST} calls of ${call}`);
}

/** What every such run makes; the others depend on what was there before. */
const fewest = (call: string, least: number): number => (/rename|fsync/.test(call) ? least : 0);

describe.each(calls)('kill -9 at every %s', (call) => {
  test(`F1: of a build into the store: absent or whole, then built (${call})`, async (context) => {
    const kills = await killEverywhere(
      context,
      call,
      ['build', '--file-output=artifacts.json'],
      createProject,
      async (cwd) => {
        if (existsSync(join(cwd, 'artifacts.json'))) await readArtifacts(cwd);
        expect(await build(cwd)).toMatch(/@sha256:[0-9a-f]{64}$/);
        await expectNoStrays(cwd);
      },
    );
    expect(kills).toBeGreaterThanOrEqual(fewest(call, 5));
  });

  test(`P3: of render --output: the old file or the new one (${call})`, async (context) => {
    const words = ['render', '--offline', '--build-artifacts=artifacts.json', '--output=rendered.yaml'];
    const prepare = async () => {
      const cwd = await createProject({ files: { 'rendered.yaml': 'old\n' } });
      await build(cwd);
      return cwd;
    };
    const kills = await killEverywhere(context, call, words, prepare, async (cwd) => {
      expect(await readFile(join(cwd, 'rendered.yaml'), 'utf8')).toMatch(
        /^old\n$|image: localhost:5080\/web:\S+@sha256:/,
      );
      await expectDone(words, cwd);
      expect(await readFile(join(cwd, 'rendered.yaml'), 'utf8')).toContain('@sha256:');
      await expectNoStrays(cwd);
    });
    expect(kills).toBeGreaterThanOrEqual(fewest(call, 1));
  });

  test(`P3: of deploy: the folder ends as if nothing had been (${call})`, async (context) => {
    const words = ['deploy', '--offline', '--build-artifacts=artifacts.json'];
    const prepare = async () => {
      const cwd = await createProject();
      await build(cwd);
      return cwd;
    };
    const kills = await killEverywhere(context, call, words, prepare, async (cwd) => {
      await expectDone(words, cwd);
      const names = (await readdir(join(cwd, 'deployed'), { recursive: true })).filter((name) =>
        name.endsWith('.yaml'),
      );
      expect(names).toEqual(['default/Pod._web.yaml']);
      await expectNoStrays(cwd);
    });
    expect(kills).toBeGreaterThanOrEqual(fewest(call, 2));
  });

  test(`F2: of a push over a slow link: the registry has all or the next run sends the rest (${call})`, async (context) => {
    const { host } = requireService(services.registry, context);
    const { url } = requireService(services.toxiproxy, context);
    const { program } = requireService(services.crane, context);
    const slow = { type: 'bandwidth', stream: 'upstream', attributes: { rate: 4000 } } as const;
    await withProxy(url, { upstream: host, toxics: [slow] }, async (proxy) => {
      const name = `${proxy.host}/crash-${process.pid}-${calls.indexOf(call)}`;
      const words = ['build', `--default-repo=${name}`, '--file-output=artifacts.json'];
      const prepare = () => createProject({ files: { 'data/large': noise(300_000) } });
      const kills = await killEverywhere(context, call, words, prepare, async (cwd) => {
        const reference = await build(cwd, [`--default-repo=${name}`]);
        await execa(program, ['validate', '--remote', reference.replace(proxy.host, host)]);
      });
      expect(kills).toBeGreaterThanOrEqual(fewest(call, 5));
    });
  });
});

test('P3: what a killed run left beside the results goes with a later run', async () => {
  const cwd = await createProject();
  const left = join(cwd, '.orc-00000000-1111-2222-3333-444444444444.tmp');
  const young = join(cwd, '.orc-00000000-1111-2222-3333-555555555555.tmp');
  for (const path of [left, young]) await execa('touch', [path]);
  const before = new Date(Date.now() - 3_600_000);
  await utimes(left, before, before);
  await mkdir(join(cwd, '.orc-00000000-1111-2222-3333-666666666666.tmp'));
  await build(cwd);
  expect(existsSync(left)).toBe(false);
  expect(existsSync(young)).toBe(true);
});

async function expectDone(words: readonly string[], cwd: string): Promise<void> {
  const again = await orchestrator(words, { cwd });
  expect(again.stderr).not.toMatch(/^error /m);
  expect(again.exitCode).toBe(0);
}

/** Beside what users see at most one temp file is left: the killed run's own, which a later run removes when it is old. */
async function expectNoStrays(cwd: string): Promise<void> {
  const files = (await readdir(cwd, { recursive: true })).filter((file) => !file.startsWith('.orchestrator'));
  expect(files.filter((file) => /\.tmp$/.test(file)).length).toBeLessThanOrEqual(1);
}
