/** Proves each fault of the scripted proxy in front of a real docker-registry. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { ask } from '../services/http.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { answer, captivePortal, type Rule, redirect, registryError } from './rules.ts';
import { startScriptedProxy } from './scripted-proxy.ts';

const services = inject('services');
const MANIFEST = /\/manifests\//;
const BLOB = /\/blobs\/sha256:/;

describe('without a rule that matches', () => {
  test('a whole image passes in both directions, and every request is recorded', async (context) => {
    const { proxy, images, crane } = await start(context, []);
    const layout = await createFolder();
    // By way of a folder, so that nothing can be mounted and all of it is uploaded.
    await execa(crane, ['pull', '--format=oci', `${proxy.host}/${images.multi.name}`, layout]);
    await execa(crane, ['push', layout, `${proxy.host}/smoke/proxied:1`]);
    const { stdout } = await execa(crane, ['digest', `${proxy.host}/smoke/proxied:1`]);
    expect(stdout).toBe(images.multi.digest);

    expect(proxy.requests.every((seen) => seen.outcome === 'pass' && !seen.authorized)).toBe(true);
    const put = proxy.requests.find(
      (seen) => seen.method === 'PUT' && seen.path.endsWith('/smoke/proxied/manifests/1'),
    );
    expect(put?.status).toBe(201);
    expect(put?.requestBytes).toBe(Number(put?.headers['content-length']));
    // The registry builds its Location from the Host header, which has to stay.
    const uploads = proxy.requests.filter((seen) => seen.path.includes('/blobs/uploads/') && seen.method === 'PATCH');
    expect(uploads.some((seen) => seen.requestBytes > 500_000)).toBe(true);
  });

  test('the Docker API passes through a Unix socket', async (context) => {
    const { socket } = requireService(services.dockerd, context);
    await using proxy = await startScriptedProxy({ upstream: socket });
    expect((await ask(`${proxy.url}/_ping`)).text).toBe('OK');
  });
});

describe('answers of its own', () => {
  test('the nth request only', async (context) => {
    const { proxy, manifest } = await start(context, [
      { when: { method: 'GET', path: MANIFEST, nth: [1, 3] }, do: registryError(503, 'UNAVAILABLE') },
    ]);
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await get(manifest)).status);
    expect(statuses).toEqual([503, 200, 503, 200]);
    expect(proxy.requests.map((seen) => seen.status)).toEqual(statuses);
  });

  test('429 with Retry-After, and whether the client sent its secret', async (context) => {
    const limit = registryError(429, 'TOOMANYREQUESTS', { 'retry-after': '2' });
    const { proxy, manifest } = await start(context, [{ when: { path: MANIFEST, nth: 1 }, do: limit }]);
    const limited = await ask(manifest, { headers: { authorization: 'Bearer x' } });
    expect(limited.headers['retry-after']).toBe('2');
    expect(JSON.parse(limited.text)).toMatchObject({ errors: [{ code: 'TOOMANYREQUESTS' }] });
    expect(proxy.requests[0]).toMatchObject({ authorized: true, status: 429, outcome: 'answer' });
  });

  test('a redirect, a login page, and an answer that depends on the request', async (context) => {
    const { proxy } = await start(context, []);
    proxy.add({ when: { path: '/away' }, do: redirect('http://elsewhere.test/x') });
    proxy.add({ when: { path: '/portal' }, do: captivePortal });
    proxy.add({
      when: { path: '/echo' },
      do: { kind: 'answer', with: async (seen) => ({ status: 200, body: await seen.readText() }) },
    });
    expect((await ask(`${proxy.url}/away`)).headers.location).toBe('http://elsewhere.test/x');
    expect((await ask(`${proxy.url}/portal`)).headers['content-type']).toMatch(/html/);
    expect((await ask(`${proxy.url}/echo`, { method: 'POST', body: 'hello' })).text).toBe('hello');
  });

  test('over TLS', async (context) => {
    const { ca, serverCert, serverKey } = requireService(services.certificates, context);
    const { url } = requireService(services.registry, context);
    const tls = { cert: await readFile(serverCert, 'utf8'), key: await readFile(serverKey, 'utf8') };
    const cut = { kind: 'cut', direction: 'response', bytes: 0 } as const;
    await using proxy = await startScriptedProxy({ upstream: url, tls, rules: [{ when: { nth: 2 }, do: cut }] });
    const trusted = { ca: await readFile(ca, 'utf8') };
    expect((await ask(`${proxy.url}/v2/`, trusted)).status).toBe(200);
    await expect(ask(`${proxy.url}/v2/`, trusted)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

test('a call between what a request does and its answer', async (context) => {
  const { proxy } = await start(context, []);
  const { url } = requireService(services.registry, context);
  const digest = `sha256:${createHash('sha256').update('between').digest('hex')}`;
  const opened = await ask(`${proxy.url}/v2/smoke/between/blobs/uploads/`, { method: 'POST' });
  const put = new URL(opened.headers.location ?? '');
  put.searchParams.set('digest', digest);
  const statuses: (number | undefined)[] = [];
  const call = async (seen: { readonly status: number }) => {
    // Asked without the proxy: it is there, and whoever has sent it does not know.
    statuses.push((await ask(`${url}/v2/smoke/between/blobs/${digest}`)).status, seen.status);
  };
  proxy.add({ when: { method: 'PUT' }, do: { kind: 'forward then', call } });
  expect((await ask(put.href, { method: 'PUT', body: 'between' })).status).toBe(201);
  expect(statuses).toEqual([200, 0]);
  expect(proxy.requests.at(-1)?.outcome).toBe('forward then');
});

describe('broken connections', () => {
  test.for([
    [0, 'reset', 'ECONNRESET'],
    [0, 'end', 'ECONNRESET'],
    [5000, 'reset', 'ECONNRESET'],
    [5000, 'end', 'ECONNRESET'],
  ] as const)('a blob that stops after %i bytes by %s', async ([bytes, how, code], context) => {
    const { blob } = await start(context, [
      { when: { path: BLOB }, do: { kind: 'cut', direction: 'response', bytes, how } },
    ]);
    await expect(ask(blob)).rejects.toMatchObject({ code });
  });

  test('an upload that stops after 64 KiB: the registry saw a part of it only', async (context) => {
    const { proxy } = await start(context, [
      { when: { method: 'PATCH' }, do: { kind: 'cut', direction: 'request', bytes: 65_536 } },
    ]);
    const opened = await ask(`${proxy.url}/v2/smoke/cut/blobs/uploads/`, { method: 'POST' });
    const location = opened.headers.location ?? '';
    const body = Buffer.alloc(1_000_000);
    const sent = ask(location, { method: 'PATCH', body, headers: { 'content-type': 'application/octet-stream' } });
    await expect(sent).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
    expect(proxy.requests.at(-1)?.requestBytes).toBeGreaterThanOrEqual(65_536);
    const finish = `${location}&digest=sha256:${createHash('sha256').update(body).digest('hex')}`;
    expect((await ask(finish, { method: 'PUT' })).status).toBeGreaterThanOrEqual(400);
  });

  test('silence, until the client gives up', async (context) => {
    const { manifest } = await start(context, [{ when: {}, do: { kind: 'hang' } }]);
    await expect(ask(manifest, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ code: 'ABORT_ERR' });
  });

  test('a delay, then the true answer', async (context) => {
    const { manifest } = await start(context, [{ when: {}, do: { kind: 'pass' }, afterMs: 300 }]);
    const started = performance.now();
    expect((await get(manifest)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(290);
  });
});

describe('altered answers', () => {
  test('a digest header that is wrong or not there', async (context) => {
    const wrong = `sha256:${'0'.repeat(64)}`;
    const { manifest } = await start(context, [
      { when: { nth: 1 }, do: { kind: 'alter', headers: { 'docker-content-digest': wrong } } },
      { when: { nth: 1 }, do: { kind: 'alter', headers: { 'docker-content-digest': null } } },
    ]);
    expect((await get(manifest)).headers['docker-content-digest']).toBe(wrong);
    expect((await get(manifest)).headers['docker-content-digest']).toBeUndefined();
  });

  test('a body that is another one, and one that is shorter than it should be', async (context) => {
    const { manifest, blob } = await start(context, [
      { when: { path: MANIFEST }, do: { kind: 'alter', body: (bytes) => bytes.toString().replace('amd64', 'amd65') } },
      { when: { path: BLOB }, do: { kind: 'alter', body: (bytes) => bytes.subarray(0, 100) } },
    ]);
    expect((await get(manifest)).text).toContain('amd65');
    expect((await ask(blob)).body.length).toBe(100);
  });

  test('another status, and a request header that the registry does not see', async (context) => {
    const { proxy, manifest } = await start(context, [
      { when: { nth: 1 }, do: { kind: 'alter', status: 206 } },
      { when: {}, do: { kind: 'alter', requestHeaders: { accept: null } } },
    ]);
    expect((await get(manifest)).status).toBe(206);
    // Without Accept docker-registry has no OCI index to give.
    expect((await get(manifest)).status).toBe(404);
    expect(proxy.requests.map((seen) => seen.outcome)).toEqual(['alter', 'alter']);
  });
});

test('answers with an object are JSON', () => {
  expect(answer(200, {}, { a: 1 })).toMatchObject({
    with: { headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
  });
});

/** Asks as a client that knows OCI indexes. */
const get = (url: string) => ask(url, { headers: { accept: 'application/vnd.oci.image.index.v1+json' } });

/** A proxy in front of the registry, and URLs of a manifest and of a blob of a few hundred kB behind it. */
async function start(context: TestContext, rules: readonly Rule[]) {
  const registry = requireService(services.registry, context);
  const images = requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const proxy = await startScriptedProxy({ upstream: registry.url, rules });
  onTestFinished(proxy.close);
  const { stdout } = await execa(program, ['manifest', `${registry.host}/${images.busybox.name}`]);
  const { layers } = JSON.parse(stdout) as { layers: { digest: string }[] };
  return {
    proxy,
    images,
    crane: program,
    manifest: `${proxy.url}/v2/${images.multi.name.replace(':', '/manifests/')}`,
    blob: `${proxy.url}/v2/base/busybox/blobs/${layers[0]?.digest}`,
  };
}
