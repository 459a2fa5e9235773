/** Pushes and pulls of the built program that are cut, killed or held back, and what is sent again. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { createStore } from '../src/adapters/blobs/store.ts';
import { type ScriptedProxy, startScriptedProxy } from './faults/scripted-proxy.ts';
import { withProxy } from './faults/toxiproxy.ts';
import { orchestrator, seeProgress, startOrchestrator } from './program.ts';
import { connect, hashOf, image, imageOf, MIB, randomLayer, signal, sourceOf } from './registry-client.cases.ts';
import { startOlareg } from './services/olareg.ts';
import { findPort } from './services/ports.ts';
import { createFolder, requireService } from './services/provided.ts';
import { openRun } from './services/run.ts';

const services = inject('services');
const words = ['build', '--tag=v1', '--progress=plain', '--file-output=artifacts.json'];
const LAYER = 200 * MIB;
/** What the program sends at once. */
const CHUNK = 16 * MIB;
/** One piece a week may be so large, to see whether it gets through. */
const TRIAL = 64 * MIB;

const configOf = (name: string, layers: string): string => `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts: [{image: ${name}, layers: ${layers}}]
`;

/** `orchestrator registry serve` in a folder of its own: the embedded registry, over HTTP. */
async function serveEmbedded(): Promise<string> {
  const port = await findPort();
  const cwd = await createFolder({ 'orchestrator.yaml': 'apiVersion: orchestrator/v1\nkind: Config\n' });
  const serving = startOrchestrator(['registry', 'serve', `--port=${port}`, '--progress=plain'], { cwd });
  onTestFinished(async () => {
    serving.kill('SIGTERM');
    await serving;
  });
  await seeProgress(serving, /listening on/);
  return `127.0.0.1:${port}`;
}

const hostOf = (name: 'registry' | 'olareg' | 'embedded', context: TestContext): Promise<string> | string =>
  name === 'embedded' ? serveEmbedded() : requireService(services[name], context).host;

/** Bytes of pieces that came in. */
const sentTo = ({ requests }: ScriptedProxy): number =>
  requests.reduce((sum, { method, requestBytes }) => sum + (method === 'PATCH' ? requestBytes : 0), 0);

/** `bench/cutting-proxy.mjs` before a registry: each connection is reset after so many bytes on their way up. */
async function startCuttingProxy(upstream: string, limit: number) {
  const file = join(await createFolder({ 'seen/.keep': '' }), 'seen/noted');
  const [, port = ''] = upstream.split(':');
  const running = execa(process.execPath, ['bench/cutting-proxy.mjs', port, String(limit), file], { reject: false });
  const listening = await new Promise<string>((resolve) => {
    running.stdout.once('data', (text: Buffer) => resolve(String(text).trim()));
  });
  return {
    host: `127.0.0.1:${listening}`,
    /** What it had noted a moment after. */
    seen: async (): Promise<{ sent: number; cuts: number }> => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return JSON.parse(await readFile(file, 'utf8'));
    },
    async [Symbol.asyncDispose]() {
      running.kill();
      await running;
    },
  };
}

async function until(isSo: () => boolean, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isSo()) {
    if (isOver) throw new Error('it ended before');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A project with one layer of random bytes, its registry behind the proxy. */
async function bigProject(proxy: ScriptedProxy): Promise<string> {
  const name = `survives/big-${Math.floor(performance.now() * 1000)}`;
  const cwd = await createFolder({
    'orchestrator.yaml': configOf(`${proxy.host}/${name}`, '{compression: none, files: [{src: data, dest: /data}]}'),
    'data/big.bin': randomBytes(LAYER),
  });
  return cwd;
}

/** The next run, and what both runs sent together beyond the layer itself. */
async function goesOn(cwd: string, proxy: ScriptedProxy): Promise<number> {
  const again = await orchestrator(words, { cwd });
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stderr).toMatch(/goes on at .* where an earlier run stopped/);
  const note = await findNote(cwd);
  expect(note).toMatch(/^[0-9a-f]{64} $/);
  return sentTo(proxy) - LAYER;
}

/** The one note about an upload; only its owner may read it. */
async function findNote(cwd: string): Promise<string> {
  const folder = join(cwd, '.orchestrator/records/uploads1');
  const [name = ''] = await readdir(folder);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  return readFile(join(folder, name), 'utf8');
}

describe('a push that is interrupted in the middle of 200 MiB goes on in the next run', () => {
  test.for([
    ['olareg', 'SIGKILL'],
    ['olareg', 'SIGINT'],
    ['embedded', 'SIGKILL'],
  ] as const)('in %s, after %s within a piece', async ([name, how], context) => {
    const { url } = requireService(services.toxiproxy, context);
    const upstream = await hostOf(name, context);
    const toxics = [{ type: 'bandwidth', stream: 'upstream', attributes: { rate: 150_000 } }] as const;
    await withProxy(url, { upstream, toxics }, async (slow) => {
      await using proxy = await startScriptedProxy({ upstream: `http://${slow.host}` });
      const cwd = await bigProject(proxy);
      const running = startOrchestrator(words, { cwd });
      await until(() => sentTo(proxy) > LAYER / 2 + CHUNK / 2, running);
      running.kill(how);
      const ended = await running;
      if (how === 'SIGINT') expect(ended.exitCode).toBe(130);
      // A tar has a head and a tail around the file.
      expect(await goesOn(cwd, proxy)).toBeLessThanOrEqual(CHUNK + MIB);
    });
  });

  test('in docker-registry, which keeps whole pieces only, after SIGKILL between two', async (context) => {
    const { url } = requireService(services.registry, context);
    await using proxy = await startScriptedProxy({
      upstream: url,
      rules: [{ when: { method: 'PATCH', nth: 8 }, do: { kind: 'hang' } }],
    });
    const cwd = await bigProject(proxy);
    const running = startOrchestrator(words, { cwd });
    await until(() => proxy.requests.filter(({ method }) => method === 'PATCH').length === 8, running);
    running.kill('SIGKILL');
    await running;
    expect(await goesOn(cwd, proxy)).toBeLessThanOrEqual(CHUNK + MIB);
  });

  test('and begins anew, without a word, where the registry lost it', async (context) => {
    const { url } = requireService(services.registry, context);
    await using proxy = await startScriptedProxy({ upstream: url });
    const cwd = await bigProject(proxy);
    const running = startOrchestrator(words, { cwd });
    await until(() => sentTo(proxy) > LAYER / 2, running);
    running.kill('SIGKILL');
    await running;
    proxy.add({ when: { method: 'GET', path: /\/blobs\/uploads\// }, do: { kind: 'answer', with: { status: 404 } } });
    const again = await orchestrator(words, { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).not.toMatch(/goes on at|warning/);
  });
});

test.for([
  // Each piece after the first has a connection of its own there, so none comes that far.
  ['registry', 50, 0],
  ['registry', 10, 1],
  ['olareg', 50, 1],
  ['embedded', 50, 1],
] as const)(
  'a push of 4 layers to %s, each connection reset after %i MiB, sends one piece again for each reset at most',
  async ([name, limit, leastCuts], context) => {
    const upstream = await hostOf(name, context);
    await using proxy = await startCuttingProxy(upstream, limit * MIB);
    const cwd = await fourLayers(proxy.host);
    const first = await pushAnew(cwd, proxy);
    expect(first.cuts).toBeGreaterThanOrEqual(leastCuts);
    // Tars have heads and tails, requests too.
    expect(first.sent).toBeLessThanOrEqual((4 * 51 + 1) * MIB + first.cuts * CHUNK + TRIAL - CHUNK);
    // What the trial came to is known now.
    const second = await pushAnew(cwd, proxy);
    expect(second.sent).toBeLessThanOrEqual((4 * 51 + 1) * MIB + second.cuts * CHUNK);
  },
);

const LAYERS = ['a', 'b', 'c', 'd'];

const fourLayers = (host: string): Promise<string> =>
  createFolder({
    'orchestrator.yaml': configOf(
      `${host}/survives/cut-${Math.floor(performance.now() * 1000)}`,
      `{compression: none, files: [${LAYERS.map((one) => `{src: ${one}, dest: /${one}}`).join(', ')}]}`,
    ),
  });

/** Builds four layers of new random bytes. @returns What went up for it, bytes, and the connections that were cut. */
async function pushAnew(cwd: string, proxy: { seen(): Promise<{ sent: number; cuts: number }> }) {
  for (const one of LAYERS) {
    await mkdir(join(cwd, one), { recursive: true });
    await writeFile(join(cwd, one, 'big.bin'), randomBytes(51 * MIB));
  }
  const before = await proxy.seen();
  const built = await orchestrator(words, { cwd });
  expect(built.exitCode, built.stderr).toBe(0);
  const after = await proxy.seen();
  return { sent: after.sent - before.sent, cuts: after.cuts - before.cuts };
}

test.for(['reset', 'end'] as const)(
  'a base layer whose download is cut (%s) goes on by Range',
  async (how, context) => {
    const { url } = requireService(services.olareg, context);
    await using proxy = await startScriptedProxy({ upstream: url });
    const tar = randomLayer(20 * MIB);
    const { manifest, config } = imageOf([tar], {}, [tar]);
    const base = image(proxy.host, `survives/base-${Math.floor(performance.now() * 1000)}`, '1');
    const client = await connect();
    for (const blob of [tar, config]) await client.pushBlob(base, sourceOf(blob), { signal });
    await client.pushManifest(base, manifest, signal);
    const digest = sourceOf(tar).descriptor.digest;

    const isLayer = { method: 'GET', path: new RegExp(`/blobs/${digest}`) };
    proxy.add({
      when: { ...isLayer, nth: [1, 2, 3] },
      do: { kind: 'cut', direction: 'response', bytes: 4 * MIB, how },
    });
    const cwd = await createFolder({
      'orchestrator.yaml': configOf('app', `{base: "${base.name}:1", files: [{src: data, dest: /data}]}`),
      'data/a.txt': 'a\n',
    });
    const built = await orchestrator(words, { cwd });
    expect(built.exitCode, built.stderr).toBe(0);
    const asked = proxy.requests.filter(({ method, path }) => method === 'GET' && path.includes(digest));
    const starts = asked.map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')?.[1]));
    expect(starts).toHaveLength(4);
    // A reset throws away what was on its way; an orderly end no more than the stream held.
    const least = how === 'end' ? 4 * MIB - 131_072 : 1;
    for (const [index, start] of starts.slice(1).entries()) {
      expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(least);
      expect(start - (starts[index] ?? 0)).toBeLessThanOrEqual(4 * MIB);
    }
    // Read whole, it is checked.
    const store = createStore(join(cwd, '.orchestrator/registry'));
    expect(await hashOf(store.blobs.read(digest, { signal }))).toBe(digest);
  },
);

test('a registry that limits requests is told of once, and everything arrives', async (context) => {
  requireService(services.olareg, context);
  const { run, close } = await openRun('rate-limit', services.folders.logs);
  onTestFinished(close);
  const { facts, stop } = await startOlareg(run, { name: 'rate-limit', flags: ['--rate-limit=12'] });
  onTestFinished(stop);
  const files = Array.from({ length: 12 }, (_, n) => `f${n}`);
  const cwd = await createFolder({
    'orchestrator.yaml': configOf(
      `${facts.host}/limited`,
      `{files: [${files.map((name) => `{src: ${name}, dest: /${name}}`).join(', ')}]}`,
    ),
  });
  for (const name of files) await writeFile(join(cwd, name), name);
  const built = await orchestrator(words, { cwd });
  expect(built.exitCode, built.stderr).toBe(0);
  expect(built.stderr.match(/limits requests/g)).toHaveLength(1);
  expect(built.stderr).not.toMatch(/status 429/);
  const { program } = requireService(services.crane, context);
  const { exitCode } = await execa(program, ['digest', `${facts.host}/limited:v1`], { reject: false });
  expect(exitCode).toBe(0);
});
