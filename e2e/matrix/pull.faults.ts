/** Rows R6 to R9, R12 to R14, R16 and R20: a base image is asked of a registry that lies, and of helpers that do. */
import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { answer, captivePortal, type Rule, redirect, registryError } from '../faults/rules.ts';
import { startScriptedProxy } from '../faults/scripted-proxy.ts';
import { orchestrator } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { build, createProject, expectFailure } from './project.ts';

const services = inject('services');
const MANIFEST = /\/manifests\//;
const BLOB = /\/blobs\/sha256:/;

/** A project on a base image that comes through a misbehaving registry, which a login is there for. */
async function start(context: TestContext, rules: readonly Rule[]) {
  const registry = requireService(services.registry, context);
  const { name } = requireService(services.images, context).busybox;
  const proxy = await startScriptedProxy({ upstream: registry.url, rules });
  onTestFinished(proxy.close);
  const auth = Buffer.from('tess:CANARY-PASSWORD').toString('base64');
  const config = await createFolder({ 'config.json': JSON.stringify({ auths: { [proxy.host]: { auth } } }) });
  const cwd = await createProject({ base: `${proxy.host}/${name}` });
  const env = { DOCKER_CONFIG: config };
  const run = async (words: readonly string[] = []) => {
    const ended = await orchestrator(['build', '--push=false', ...words], { cwd, env });
    expect(ended.stdout + ended.stderr).not.toContain('CANARY-PASSWORD');
    return ended;
  };
  return { proxy, cwd, env, run };
}

test('R6: the page of a captive portal is no registry', async (context) => {
  const { run } = await start(context, [{ when: {}, do: captivePortal }]);
  expectFailure(await run(), 4, /REGISTRY_FAILED: .*HTML/i);
});

test('R7: a blob that is cut short, each time, is never used', async (context) => {
  const { run } = await start(context, [
    { when: { path: BLOB }, do: { kind: 'alter', body: (bytes) => bytes.subarray(0, bytes.length / 2) } },
  ]);
  expectFailure(await run(), 8, /DIGEST_MISMATCH/);
});

test('R7: a blob that breaks off in the middle is gone on with', async (context) => {
  const { cwd, env } = await start(context, [
    { when: { path: BLOB, nth: [1, 2, 3] }, do: { kind: 'cut', direction: 'response', bytes: 1000 } },
  ]);
  await build(cwd, ['--push=false'], { env });
});

test('R8: a digest header that is not the digest of the manifest ends it', async (context) => {
  const wrong = `sha256:${'0'.repeat(64)}`;
  const { run } = await start(context, [
    {
      when: { method: 'GET', path: MANIFEST },
      do: { kind: 'alter', headers: { 'docker-content-digest': wrong } },
    },
  ]);
  expectFailure(await run(), 8, /DIGEST_MISMATCH/);
});

test('R9: a tag that moves after it was resolved is not asked for again', async (context) => {
  const { cwd, env, proxy } = await start(context, [
    { when: { path: /\/manifests\/1$/, nth: [2, 3, 4, 5] }, do: registryError(404, 'MANIFEST_UNKNOWN') },
  ]);
  await build(cwd, ['--push=false'], { env });
  const byTag = proxy.requests.filter(({ path }) => /\/manifests\/1$/.test(path));
  expect(byTag.map(({ status }) => status)).toEqual([200]);
});

test('R12: a realm of an address of the cloud, of another port and of another host are refused before the login is read', async (context) => {
  const trap = await startScriptedProxy({ upstream: requireService(services.olareg, context).url });
  onTestFinished(trap.close);
  for (const realm of [
    'http://169.254.169.254/token',
    `${trap.url}/token`,
    'https://evil.example/token',
    'https://10.0.0.1/t',
  ]) {
    const challenge = { 'www-authenticate': `Bearer realm="${realm}",service="s"` };
    const { run, proxy } = await start(context, [{ when: {}, do: registryError(401, 'UNAUTHORIZED', challenge) }]);
    expectFailure(await run(), 10, new RegExp(`REGISTRY_REALM_REFUSED: .*${proxy.host}`));
    expect(proxy.requests.some(({ authorized }) => authorized)).toBe(false);
  }
  expect(trap.requests).toEqual([]);
});

test('R13: a token service that redirects is not followed', async (context) => {
  const trap = await startScriptedProxy({ upstream: requireService(services.olareg, context).url });
  onTestFinished(trap.close);
  const { run, proxy } = await start(context, [{ when: { path: /^\/token/ }, do: redirect(`${trap.url}/token`) }]);
  proxy.add({
    when: { path: /^\/v2\// },
    do: registryError(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="${proxy.url}/token",service="s"` }),
  });
  expectFailure(await run(), 10, /REGISTRY_REDIRECT_REFUSED/);
  expect(trap.requests).toEqual([]);
});

test('R14: a store on another host that wants a login gets none', async (context) => {
  const store = await startScriptedProxy({
    upstream: requireService(services.olareg, context).url,
    rules: [{ when: {}, do: registryError(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="store"' }) }],
  });
  onTestFinished(store.close);
  const { run } = await start(context, [{ when: { path: BLOB }, do: redirect(`${store.url}/blob`) }]);
  const ended = await run();
  expect([4, 10]).toContain(ended.exitCode);
  expectFailure(ended, ended.exitCode, /REGISTRY_(UNAUTHORIZED|FAILED|REDIRECT_REFUSED|DENIED)/);
  expect(store.requests.some(({ authorized }) => authorized)).toBe(false);
});

test('R16: an index that gives the image of another platform under this one is refused', async (context) => {
  const { url, host } = requireService(services.registry, context);
  const { name } = requireService(services.images, context).multi;
  const type = 'application/vnd.oci.image.index.v1+json';
  const at = `${url}/v2/${name.replace(/:.*/, '')}/manifests`;
  const index = await (await fetch(`${at}/${name.replace(/.*:/, '')}`, { headers: { accept: type } })).text();
  const swapped = index.replaceAll('"amd64"', '"AMD"').replaceAll('"arm64"', '"amd64"').replaceAll('"AMD"', '"arm64"');
  const put = await fetch(`${at}/lying`, { method: 'PUT', headers: { 'content-type': type }, body: swapped });
  expect(put.status).toBe(201);
  const cwd = await createProject({ base: `${host}/${name.replace(/:.*/, '')}:lying` });
  const run = await orchestrator(['build', '--push=false', '--platform=linux/amd64'], { cwd });
  expectFailure(run, 8, /IMAGE_INVALID/);
});

test('R20: what a helper prints is not repeated, and one that lies in the project is refused', async (context) => {
  const { run, cwd, proxy, env } = await start(context, []);
  proxy.add({
    when: { path: /^\/v2\// },
    do: answer(401, { 'www-authenticate': 'Basic realm="r"' }),
  });
  const pathWith = async (folder: string): Promise<string> => {
    await chmod(join(folder, 'docker-credential-odd'), 0o755);
    return `${folder}${delimiter}${process.env['PATH']}`;
  };
  const config = await createFolder({ 'config.json': JSON.stringify({ credHelpers: { [proxy.host]: 'odd' } }) });
  expect((await run()).exitCode).toBe(4);
  const junk = await createFolder({ 'docker-credential-odd': '#!/bin/sh\necho "CANARY-JUNK {"\n' });
  const PATH = await pathWith(junk);
  const ended = await orchestrator(['build', '--push=false'], { cwd, env: { ...env, DOCKER_CONFIG: config, PATH } });
  expectFailure(ended, 4, /CREDENTIAL_HELPER_FAILED/);
  expect(ended.stderr).not.toContain('CANARY-JUNK');
  const inside = await createProject({
    base: `${proxy.host}/base/busybox:1`,
    files: { 'bin/docker-credential-odd': '#!/bin/sh\ntouch ran\n' },
  });
  const own = await pathWith(join(inside, 'bin'));
  const refused = await orchestrator(['build', '--push=false'], {
    cwd: inside,
    env: { DOCKER_CONFIG: config, PATH: own },
  });
  expectFailure(refused, 10, /CREDENTIAL_HELPER_REFUSED/);
});
