/**
 * Killed at every step of its journal, a run is told of by the next one, which does the rest.
 *
 *     fdatasync   a note is on the disk          pwrite64   a note is written          (nothing else makes these calls)
 *     rename      a file of the folder changes   unlink     the journal is taken away
 *
 * What is told is held against what is there: nobody may be told of a tag or a file that it is what it is not.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { answer } from './faults/rules.ts';
import { startScriptedProxy } from './faults/scripted-proxy.ts';
import { countCalls, killAt } from './kill-at.ts';
import { type Finished, orchestrator, readArtifacts, seeProgress, startOrchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

/** The facts that a run told of an earlier one; undefined where it told nothing. */
function factsIn({ stderr }: Finished): readonly string[] | undefined {
  if (!/^warning RUN_INTERRUPTED: the "\w+" that began \S+Z was stopped midway$/m.test(stderr)) return undefined;
  return [...stderr.matchAll(/^ {2}because RUN_INTERRUPTED: (.*)$/gm)].map(([, fact = '']) => fact);
}

const journals = (cwd: string): readonly string[] => {
  const folder = join(cwd, '.orchestrator', 'journal1');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('three registries', () => {
  const words = ['build', '--tag=v1', '--file-output=artifacts.json', '--progress=plain'];

  async function room(context: TestContext) {
    const { program } = requireService(services.crane, context);
    const upstreams = [services.registry, services.olareg, services.registry];
    const proxies = await Promise.all(
      upstreams.map((service) => startScriptedProxy({ upstream: requireService(service, context).url })),
    );
    for (const proxy of proxies) onTestFinished(() => proxy.close());
    const name = `journal/app-${process.pid}-${Math.floor(performance.now() * 1000)}`;
    const [first, ...others] = proxies.map(({ host }, index) => `${host}/${name}-${index}`);
    const cwd = await createFolder({
      'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts:
    - image: ${first}
      alsoPush: [${others.join(', ')}]
      layers: {files: [{src: data, dest: /data}]}
`,
      'data/a.txt': `${name}\n`,
    });
    const digestIn = async (place: string): Promise<string> => {
      const { stdout, exitCode } = await execa(program, ['digest', `${place}:v1`], { reject: false });
      return exitCode === 0 ? stdout : 'none';
    };
    const tags = async () => {
      const places = [first ?? '', ...others];
      return new Map(await Promise.all(places.map(async (place) => [place, await digestIn(place)] as const)));
    };
    return { cwd, proxies, tags };
  }

  /** What the next run tells is so, and then all is as if nothing had been. */
  async function goesOn({ cwd, tags }: Awaited<ReturnType<typeof room>>): Promise<readonly string[] | undefined> {
    const before = await tags();
    const wasWritten = existsSync(join(cwd, 'artifacts.json'));
    const again = await orchestrator(words, { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    const digest = (await readArtifacts(cwd)).builds[0]?.tag.split('@')[1] ?? '';
    const facts = factsIn(again);
    const moved = [...before.values()].filter((one) => one === digest).length;
    // Nothing is told only where nothing was done, or all of it.
    if (facts === undefined) expect([0, before.size]).toContain(moved);
    else {
      for (const [place, there] of before) {
        const [fact, ...more] = facts.filter((one) => one.startsWith(`${place}:v1 `));
        expect(more).toEqual([]);
        const isSo = {
          [`${place}:v1 is ${digest}`]: there === digest,
          [`${place}:v1 may be ${digest} by now`]: true,
          [`${place}:v1 was not made ${digest}`]: there === 'none',
        };
        expect(isSo).toMatchObject({ [fact ?? '']: true });
      }
      const [result] = facts.filter((one) => one.startsWith('artifacts.json '));
      expect(result).toMatch(
        wasWritten ? /was written$|may be written by now$/ : /was not written$|may be written by now$/,
      );
    }
    expect([...(await tags()).values()]).toEqual([digest, digest, digest]);
    expect(journals(cwd)).toEqual([]);
    const third = await orchestrator(words, { cwd });
    expect([third.exitCode, factsIn(third)]).toEqual([0, undefined]);
    return facts;
  }

  // The first note has two folders to sync; each of three tags is noted, and noted as done, and so is the result.
  test.for([
    ['fdatasync', 5],
    ['pwrite64', 8],
    ['unlink,unlinkat', 1],
  ] as const)('of which a run had moved some tags when it was killed at %s', async ([call, steps], context) => {
    let told = 0;
    for (let when = 1; ; when += 1) {
      const place = await room(context);
      const isKilled = await killAt({ context, cwd: place.cwd, words, call }, when);
      if (!isKilled) {
        expect(when - 1).toBeGreaterThanOrEqual(steps);
        if (call !== 'unlink,unlinkat') expect([when - 1, told]).toEqual([steps, call === 'pwrite64' ? 7 : steps]);
        return;
      }
      if ((await goesOn(place)) !== undefined) told += 1;
    }
  });

  const moments = [0, 1, 2].flatMap((at) => [[at, 'before it arrived'] as const, [at, 'after it arrived'] as const]);

  test.for(moments)(
    'to the %ith of which a tag was on its way when the run was killed, %s',
    async ([at, when], context) => {
      const place = await room(context);
      const running = startOrchestrator(words, { cwd: place.cwd });
      const kill = (): true => running.kill('SIGKILL') || true;
      const isTag = { method: 'PUT', path: /\/manifests\/v1$/, nth: 1 };
      place.proxies[at]?.add({
        when: { ...isTag, ...(when === 'before it arrived' && { if: kill }) },
        do: when === 'before it arrived' ? answer(500) : { kind: 'alter', body: (bytes) => (kill() ? bytes : '') },
      });
      expect((await running).signal).toBe('SIGKILL');
      const facts = await goesOn(place);
      expect(facts?.filter((fact) => fact.includes('may be'))).toHaveLength(1);
    },
  );

  test('of which the second got its tag when the run was stopped by Ctrl-C: it tells at once who has what', async (context) => {
    const place = await room(context);
    const running = startOrchestrator(words, { cwd: place.cwd });
    const isTag = { method: 'PUT', path: /\/manifests\/v1$/, nth: 1 };
    const stop = (): true => running.kill('SIGINT') || true;
    place.proxies[1]?.add({ when: { ...isTag, if: stop }, do: { kind: 'hang' } });
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(130);
    const [first = '', second = '', third = ''] = (await place.tags()).keys();
    const facts = [...stderr.matchAll(/because RUN_INTERRUPTED: (.*)$/gm)].map(([, fact]) => fact);
    expect(facts).toEqual([
      expect.stringMatching(`^${first}:v1 is sha256:`),
      expect.stringMatching(`^${second}:v1 may be sha256:\\S+ by now$`),
      expect.stringMatching(`^${third}:v1 was not made sha256:`),
      'artifacts.json was not written',
    ]);
    expect(journals(place.cwd)).toEqual([]);
    place.proxies[1]?.add({ when: isTag, do: { kind: 'pass' } });
    const again = await orchestrator(words, { cwd: place.cwd });
    expect([again.exitCode, factsIn(again)]).toEqual([0, undefined]);
    expect(new Set((await place.tags()).values()).size).toBe(1);
  });
});

test('a run that changes nothing writes no journal, and one that still runs is none that was killed', async (context) => {
  const { url } = requireService(services.registry, context);
  await using proxy = await startScriptedProxy({ upstream: url });
  const name = `${proxy.host}/journal/alive-${process.pid}`;
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts:
    - image: ${name}
      layers: {files: [{src: data, dest: /data}]}
`,
    'data/a.txt': 'a\n',
  });
  const words = (tag: string) => ['build', `--tag=${tag}`, '--file-output=artifacts.json', '--progress=plain'];
  const stuck = { method: 'PUT', path: /\/manifests\/slow$/, nth: 1 };
  const arrived = new Promise<void>((resolve) => {
    proxy.add({ when: { ...stuck, if: () => resolve() ?? true }, do: { kind: 'hang' } });
  });
  const running = startOrchestrator(words('slow'), { cwd });
  await arrived;
  expect(journals(cwd)).toHaveLength(1);
  const beside = await orchestrator(words('fast'), { cwd });
  expect([beside.exitCode, factsIn(beside)]).toEqual([0, undefined]);
  expect(journals(cwd)).toHaveLength(1);
  running.kill('SIGKILL');
  await running;
  const after = await orchestrator(words('fast'), { cwd });
  expect(factsIn(after)).toEqual([
    expect.stringMatching(`^${name}:slow may be sha256:`),
    'artifacts.json was not written',
  ]);
  for (const call of ['fdatasync', 'pwrite64'])
    expect([call, await countCalls({ context, cwd, words: words('fast'), call })]).toEqual([call, 0]);
});

test('a command that was to push when the run was killed: its tag may be there, and no secret is in the journal', async (context) => {
  const { host } = requireService(services.registry, context);
  const { busybox } = requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const name = `${host}/journal/custom-${process.pid}`;
  const push = `${program} copy --insecure ${requireService(services.olareg, context).host}/${busybox.name} $IMAGE`;
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts:
    - image: ${name}
      custom:
        buildCommand: '[ -e go ] || { echo $$ > pid; echo started; exec sleep 60; }; ${push}'
        dependencies: {paths: [orchestrator.yaml]}
`,
  });
  const secret = 'CANARY-journal-7f3a91';
  const words = ['build', '--tag=v1', '--file-output=artifacts.json', '--progress=plain'];
  const running = startOrchestrator(words, { cwd, env: { API_TOKEN: secret } });
  await seeProgress(running, /started/);
  running.kill('SIGKILL');
  await running;
  process.kill(Number(await readFile(join(cwd, 'pid'), 'utf8')), 'SIGKILL');
  const [journal = ''] = journals(cwd);
  const text = await readFile(join(cwd, '.orchestrator', 'journal1', journal), 'utf8');
  expect(text).toContain(name);
  expect(text).not.toContain(secret);
  await writeFile(join(cwd, 'go'), '');
  const again = await orchestrator(words, { cwd, env: { API_TOKEN: secret } });
  expect(again.exitCode, again.stderr).toBe(0);
  expect(factsIn(again)).toEqual([`${name}:v1 may be what was built by now`, 'artifacts.json was not written']);
  expect(journals(cwd)).toEqual([]);
});

describe('a folder', () => {
  const map = (name: string, value: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {k: ${value}}\n`;
  const config = `apiVersion: orchestrator/v1
kind: Config
manifests: {rawYaml: [all.yaml]}
deploy: {directory: {path: deployed}}
`;
  const old = ['a', 'b', 'c', 'kept'].map((name) => map(name, 'old')).join('---\n');
  const now = [map('a', 'new'), map('b', 'new'), map('d', 'new'), map('kept', 'old')].join('---\n');
  const words = ['deploy', '--progress=plain', '--allow-prune'];

  async function prepare(): Promise<string> {
    const cwd = await createFolder({ 'orchestrator.yaml': config, 'all.yaml': old });
    expect((await orchestrator(words, { cwd })).exitCode).toBe(0);
    await writeFile(join(cwd, 'all.yaml'), now);
    return cwd;
  }

  const contents = (cwd: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(cwd, 'deployed', 'shop'))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => [`shop/${name}`, readFileSync(join(cwd, 'deployed', 'shop', name), 'utf8')]),
    );

  test.for([
    // The folder is there from the first run, so the parent is not synced.
    ['fdatasync', 2],
    ['pwrite64', 2],
    ['rename,renameat,renameat2', 5],
    ['unlink,unlinkat', 3],
  ] as const)('that a run had changed in part when it was killed at %s', async ([call, steps], context) => {
    const whole = await prepare();
    const was = contents(whole);
    expect((await orchestrator(words, { cwd: whole })).exitCode).toBe(0);
    const wanted = contents(whole);
    const changes = [...new Set([...Object.keys(was), ...Object.keys(wanted)])].filter(
      (path) => was[path] !== wanted[path],
    );
    expect(changes).toHaveLength(4);
    let told = 0;
    for (let when = 1; ; when += 1) {
      const cwd = await prepare();
      if (!(await killAt({ context, cwd, words, call }, when))) {
        expect(when - 1).toBeGreaterThanOrEqual(steps);
        expect(told).toBeGreaterThan(0);
        return;
      }
      const there = contents(cwd);
      const ready = changes.filter((path) => there[path] === wanted[path]);
      const left = changes.filter((path) => !ready.includes(path));
      const again = await orchestrator(words, { cwd });
      expect(again.exitCode, again.stderr).toBe(0);
      const [fact] = factsIn(again) ?? [];
      if (fact === undefined) expect([0, changes.length]).toContain(ready.length);
      else {
        told += 1;
        const [, done, names] = /^deployed has (\d+|all) (?:of )?4 changes(.*)$/.exec(fact) ?? [];
        expect(done).toBe(left.length === 0 ? 'all' : String(ready.length));
        const [readyNames = '', leftNames = ''] = (names ?? '').split('; it lacks ');
        const pathsIn = (text: string): readonly string[] => (text.match(/shop\/\S+?\.yaml/g) ?? []).toSorted();
        expect(pathsIn(leftNames)).toEqual(left.toSorted());
        if (left.length > 0) expect(pathsIn(readyNames)).toEqual(ready.toSorted());
      }
      expect(contents(cwd)).toEqual(wanted);
      expect(journals(cwd)).toEqual([]);
      expect(factsIn(await orchestrator(words, { cwd }))).toBeUndefined();
    }
  });
});
