/** Rows R1 to R5, R10, R11, R15, R18 and R19: an image is built and pushed to a real registry through a bad way. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { answer, type Rule, registryError } from '../faults/rules.ts';
import { startScriptedProxy } from '../faults/scripted-proxy.ts';
import { orchestrator } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, expectFailure, noise } from './project.ts';

const services = inject('services');
const COMMIT = { method: 'PUT', path: /\/blobs\/uploads\// } as const;
const MIB = 1024 * 1024;

let count = 0;

/** A project of two MiB, and a misbehaving registry that it pushes to. */
async function start(context: TestContext, rules: readonly Rule[], which: 'registry' | 'olareg' = 'registry') {
  const registry = requireService(services[which], context);
  const proxy = await startScriptedProxy({ upstream: registry.url, rules });
  onTestFinished(proxy.close);
  count += 1;
  const cwd = await createProject({ files: { 'data/large': noise(2 * MIB) } });
  const words = [`--default-repo=${proxy.host}/push-${process.pid}-${count}`];
  return { proxy, cwd, words, run: () => orchestrator(['build', '--file-output=artifacts.json', ...words], { cwd }) };
}

/** The registry has what the reference says, byte for byte. */
async function expectWhole(context: TestContext, reference: string): Promise<void> {
  const { program } = requireService(services.crane, context);
  await execa(program, ['validate', '--remote', reference]);
}

test.for([
  ['olareg', [1, 65_536, 1_000_000, 3_000_000, 5_000_000, 9_000_000, 15_999_999]],
  // It gives an upload up when a later piece is cut; three lost uploads in which nothing got further end the push.
  ['registry', [3_000_000, 15_999_999]],
] as const)('R1: a push of 40 MB to %s whose pieces are reset is whole in the end', async ([which, cuts], context) => {
  // A request that a rule takes is not counted by the rules after it, so each waits for its first one.
  const rules = cuts.map(
    (bytes): Rule => ({ when: { method: 'PATCH', nth: 1 }, do: { kind: 'cut', direction: 'request', bytes } }),
  );
  const { proxy, words } = await start(context, rules, which);
  const cwd = await createProject({ files: { 'data/large': noise(40_000_000) } });
  await expectWhole(context, await build(cwd, words));
  const sent = proxy.requests.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
  expect(proxy.requests.filter(({ outcome }) => outcome === 'cut')).toHaveLength(cuts.length);
  expect(sent).toBeLessThan(40_000_000 + (cuts.length + 1) * 16 * MIB);
});

test('R2: a commit whose answer is lost is found by its digest', async (context) => {
  const { proxy, cwd, words } = await start(context, [
    { when: COMMIT, do: { kind: 'cut', direction: 'response', bytes: 0 } },
  ]);
  await expectWhole(context, await build(cwd, words));
  expect(
    proxy.requests.filter(({ method, path }) => method === 'HEAD' && path.includes('/blobs/')).length,
  ).toBeGreaterThan(0);
});

test('R3: a commit that fails with its session gone begins anew', async (context) => {
  const { cwd, words } = await start(context, [
    { when: { ...COMMIT, nth: 1 }, do: registryError(404, 'BLOB_UPLOAD_UNKNOWN') },
  ]);
  await expectWhole(context, await build(cwd, words));
});

test('R4: 429 is waited out as told, in seconds, as a date, as zero, as less than zero and as garbage', async (context) => {
  const date = new Date(Date.now() + 1000).toUTCString();
  const answers = ['1', date, '0', '-5', 'soon'];
  const rules = answers.map((after, index) => ({
    when: { method: 'POST', nth: index + 1 },
    do: registryError(429, 'TOOMANYREQUESTS', { 'retry-after': after }),
  }));
  for (const rule of rules) {
    const { cwd, words } = await start(context, [{ ...rule, when: { method: 'POST', nth: 1 } }]);
    await expectWhole(context, await build(cwd, words));
  }
});

test('R4: to be told to wait for a year ends with 4 at once', async (context) => {
  const { run, cwd } = await start(context, [
    { when: { method: 'POST' }, do: registryError(429, 'TOOMANYREQUESTS', { 'retry-after': '31536000' }) },
  ]);
  const started = performance.now();
  expectFailure(await run(), 4, /REGISTRY_LIMITED/);
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
});

test('R5: bursts of 500, 502, 503 and 504 are waited out, and told', async (context) => {
  const burst = (method: string, status: number): Rule => ({
    when: { method, nth: [1, 2] },
    do: registryError(status, 'UNAVAILABLE'),
  });
  const { run } = await start(context, [
    burst('POST', 500),
    burst('HEAD', 502),
    burst('PATCH', 504),
    burst('PUT', 503),
  ]);
  const { exitCode, stderr } = await run();
  expect(stderr).toMatch(/info: 127\.0\.0\.1:\d+: .*; again in \d+ ms/);
  expect(exitCode).toBe(0);
});

test('R10: a tag that may not move ends with 4 and both digests, and no artifacts file', async (context) => {
  const there = `sha256:${'ab'.repeat(32)}`;
  const { run, cwd } = await start(context, [
    { when: { method: 'PUT', path: /\/manifests\// }, do: registryError(400, 'TAG_INVALID') },
    {
      when: { method: 'HEAD', path: /\/manifests\// },
      do: answer(200, {
        'docker-content-digest': there,
        'content-length': '9',
        'content-type': 'application/vnd.oci.image.manifest.v1+json',
      }),
    },
  ]);
  expectFailure(await run(), 4, new RegExp(`REGISTRY_DENIED: .*${there}.*sha256:`));
  expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
});

test('R11: 401 without end is a loop that is found, and the scope is named', async (context) => {
  const registry = requireService(services.tokenRegistry, context);
  const proxy = await startScriptedProxy({ upstream: registry.url });
  onTestFinished(proxy.close);
  const challenge = `Bearer realm="${proxy.url}${new URL(registry.realm).pathname}",service="${registry.service}",scope="repository:x/web:pull,push"`;
  const again = registryError(401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
  proxy.add({ when: { path: /^\/v2\// }, do: again });
  const cwd = await createProject();
  const login = Buffer.from(`${registry.username}:${registry.password}`).toString('base64');
  const config = await createFolder({ 'config.json': JSON.stringify({ auths: { [proxy.host]: { auth: login } } }) });
  const env = { DOCKER_CONFIG: config };
  const run = await orchestrator(['build', `--default-repo=${proxy.host}/x`], { cwd, env });
  expectFailure(run, 4, /REGISTRY_(UNAUTHORIZED|DENIED): .*x\/web/);
  expect(proxy.requests.some(({ path, status }) => path.startsWith('/token') && status === 200)).toBe(true);
  expect(proxy.requests.length).toBeLessThan(30);
});

test('R15: an upload that is to go to another host is refused, and nothing is sent there', async (context) => {
  const other = await startScriptedProxy({ upstream: requireService(services.olareg, context).url });
  onTestFinished(other.close);
  const { run } = await start(context, [
    { when: { method: 'POST' }, do: answer(202, { location: `${other.url}/v2/x/blobs/uploads/1?secret=s3cret` }) },
  ]);
  const ended = await run();
  expectFailure(ended, 10, /REGISTRY_REDIRECT_REFUSED/);
  expect(ended.stderr).not.toContain('s3cret');
  expect(other.requests).toEqual([]);
});

test('R18: a registry that takes no chunks gets whole blobs', async (context) => {
  const { cwd, words, proxy } = await start(context, [
    { when: { method: 'PATCH' }, do: registryError(405, 'UNSUPPORTED') },
  ]);
  await expectWhole(context, await build(cwd, words));
  expect(proxy.requests.filter(({ method }) => method === 'PATCH').length).toBeLessThanOrEqual(4);
});

test('R19: a mount that becomes an upload is used as one, without a second POST', async (context) => {
  const registry = requireService(services.registry, context);
  const { busybox } = requireService(services.images, context);
  // Without `mount` in the query the registry opens an upload, as one does that cannot mount.
  const { proxy, words } = await start(context, [
    {
      when: { method: 'POST', path: /mount=/ },
      do: { kind: 'answer', with: async (seen) => openUpload(registry.url, seen.path) },
    },
  ]);
  const cwd = await createProject({ base: `${proxy.host}/${busybox.name}` });
  await expectWhole(context, await build(cwd, words));
  const posts = proxy.requests.filter(({ method }) => method === 'POST');
  const blobs = new Set(
    proxy.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/uploads/')).map(({ path }) => path),
  );
  expect(posts.some(({ path }) => path.includes('mount='))).toBe(true);
  expect(posts).toHaveLength(blobs.size);
});

async function openUpload(url: string, path: string) {
  const opened = await fetch(`${url}${path.replace(/\?.*/, '')}`, { method: 'POST' });
  const location = new URL(opened.headers.get('location') ?? '');
  return { status: 202, headers: { location: `${location.pathname}${location.search}` } };
}
