import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStore } from '../../adapters/blobs/store.ts';
import { digestOf } from '../../image/digest.ts';
import { codeOf, signal, useLoopback } from './loopback.cases.ts';
import { serveRegistry } from './serve.ts';
import { createRegistryServer, type Listening } from './server.ts';

const registry = useLoopback();
const { ask } = registry;

describe('what is no good request', () => {
  test.each([
    ['GET', '/', 404, 'UNSUPPORTED'],
    ['GET', '*', 404, 'UNSUPPORTED'],
    ['GET', 'http://other/v2/', 404, 'UNSUPPORTED'],
    ['GET', '/v2/a/b', 404, 'UNSUPPORTED'],
    ['GET', '/v2/%ff/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/v2/a/../../etc/manifests/x', 400, 'NAME_INVALID'],
    ['POST', '/v2/', 405, 'UNSUPPORTED'],
    ['OPTIONS', '/v2/', 405, 'UNSUPPORTED'],
    ['GET', '/v2/a/tags/list', 404, 'NAME_UNKNOWN'],
    ['GET', '/v2/_catalog?n=-1', 400, 'PAGINATION_NUMBER_INVALID'],
    ['GET', '/v2/_catalog?n=1e3', 400, 'PAGINATION_NUMBER_INVALID'],
    ['POST', '/v2/a/blobs/uploads/?digest=sha256:x', 400, 'DIGEST_INVALID'],
    ['POST', '/v2/a/blobs/uploads/?mount=sha256:x&from=b', 400, 'DIGEST_INVALID'],
    ['POST', `/v2/a/blobs/uploads/?mount=${digestOf('')}&from=../b`, 400, 'NAME_INVALID'],
    ['POST', '/v2/a/blobs/uploads/?digest-algorithm=md5', 400, 'DIGEST_INVALID'],
    ['PUT', '/v2/a/blobs/uploads/x', 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/a/blobs/uploads/x?digest=${digestOf('')}`, 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['PATCH', '/v2/a/blobs/uploads/x', 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['DELETE', '/v2/a/blobs/uploads/x', 404, 'BLOB_UPLOAD_UNKNOWN'],
    ['DELETE', '/v2/a/manifests/x', 404, 'MANIFEST_UNKNOWN'],
    ['PUT', '/v2/a/manifests/x', 400, 'MANIFEST_INVALID'],
    ['PUT', '/v2/a/manifests/x?tag=y', 400, 'TAG_INVALID'],
    ['PUT', `/v2/a/manifests/${digestOf('')}?tag=.y`, 400, 'TAG_INVALID'],
  ])('%s %s is answered with %d %s', async (method, path, status, code) => {
    const reply = await ask(method, path);
    expect(reply.status).toBe(status);
    expect(codeOf(reply)).toBe(code);
    expect(registry.notified).toEqual([]);
  });

  test('of any kind gets an answer that is no 5xx, and tells the user nothing', async () => {
    const digest = digestOf('');
    const part = fc.constantFrom(
      'v2',
      'a',
      'A',
      '..',
      '%2e',
      '%',
      'blobs',
      'uploads',
      'manifests',
      'tags',
      'list',
      'referrers',
      digest,
      'sha256:',
      '',
    );
    const query = fc.constantFrom(
      '',
      '?',
      '?digest=',
      `?digest=${digest}`,
      '?mount=',
      `?mount=${digest}&from=`,
      '?n=',
      '?n=9&last=%00',
      '?tag=%',
      '?&&=',
    );
    const value = fc.oneof(
      fc.constantFrom('bytes=', '0-', '5-1', '99999999999999999999-1', digest),
      fc.stringMatching(/^[ -~]{0,20}$/),
    );
    const headers = fc.record(
      { range: value, 'content-range': value, 'content-type': value, accept: value, authorization: value },
      { requiredKeys: [] },
    );
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE');
    await fc.assert(
      fc.asyncProperty(method, fc.array(part, { maxLength: 6 }), query, headers, async (verb, parts, suffix, sent) => {
        const reply = await ask(verb, `/v2/${parts.join('/')}${suffix}`, { headers: sent });
        expect(reply.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    expect(registry.notified).toEqual([]);
  });

  test('bytes that are no HTTP get a 400 and do no harm', async () => {
    const socket = connect(registry.at.port, '127.0.0.1');
    socket.write('\u0000\u0001 nonsense\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask('GET', '/v2/')).status).toBe(200);
  });

  test('a rebound name and a web page are refused', async () => {
    expect((await ask('GET', '/v2/', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await ask('POST', '/v2/a/blobs/uploads/', { headers: { origin: 'null' } })).status).toBe(403);
  });
});

describe('listening', () => {
  test('starts once, on both loopback addresses', async () => {
    expect(await registry.server.listen(signal)).toEqual(registry.at);
    expect(registry.at.host).toBe(`localhost:${registry.at.port}`);
    expect((await ask('GET', '/v2/', { host: 'localhost' })).status).toBe(200);
  });

  test('says which port another program has', async () => {
    const second = createRegistryServer({ store: createStore(registry.root), port: registry.at.port });
    await expect(second.listen(signal)).rejects.toThrow(
      `PORT_IN_USE: the embedded registry cannot listen on 127.0.0.1:${registry.at.port}`,
    );
    await second.close();
  });

  test('on an address that others reach wants a password and TLS', () => {
    const options = { store: createStore(registry.root), port: 0, address: '0.0.0.0' };
    expect(() => createRegistryServer(options)).toThrow(/USAGE_INVALID.*needs a password and TLS/);
    expect(() => createRegistryServer({ ...options, password: 'x' })).toThrow(/needs TLS/);
  });

  test('keeps a few connections open, and not as many as anybody likes', async () => {
    const ports = Array.from({ length: 30 }, () => connect(registry.at.port, '127.0.0.1'));
    onTestFinished(() => {
      for (const socket of ports) socket.destroy();
    });
    for (const socket of ports) await once(socket, 'connect');
    const crowded = await ask('GET', '/v2/', { headers: { connection: 'keep-alive' } });
    expect(crowded.headers.connection).toBe('close');
    for (const socket of ports) socket.destroy();
    const kept = async () => (await ask('GET', '/v2/', { headers: { connection: 'keep-alive' } })).headers.connection;
    await expect.poll(kept).toBe('keep-alive');
  });

  test('ends with the signal, after what was running has ended', async () => {
    const stop = new AbortController();
    let where: Listening | undefined;
    const options = { store: createStore(registry.root), port: 0 };
    const done = serveRegistry(options, { signal: stop.signal, onListening: (listening) => (where = listening) });
    await expect.poll(() => where).toBeDefined();
    const port = where?.port ?? 0;
    const location = (await ask('POST', '/v2/a/blobs/uploads/', { port })).headers.location ?? '';
    const sent = request({
      host: '127.0.0.1',
      port,
      method: 'PATCH',
      path: location,
      headers: { 'content-length': 4 },
    });
    const reply = new Promise<IncomingMessage>((resolve, reject) =>
      sent.once('response', resolve).once('error', reject),
    );
    sent.write('ab');
    await expect.poll(async () => (await ask('GET', location, { port })).headers.range).toBe('0-1');
    stop.abort();
    sent.end('cd');
    expect((await reply).resume().statusCode).toBe(202);
    await done;
    await expect(ask('GET', '/v2/', { port })).rejects.toThrow('ECONNREFUSED');
  });
});
