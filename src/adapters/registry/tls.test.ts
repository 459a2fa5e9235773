import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { image, problemOf, signal, useStage } from './stage.cases.ts';

const stage = useStage();
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const headers = {
  ...{ 'content-type': mediaTypes.ociManifest, 'content-length': '9' },
  'docker-content-digest': digestOf('x'),
};

let servers: Server[] = [];
let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  [servers, sockets] = [[], []];
});
async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Answers every question; `seen` are the names in the clients' certificates. */
async function serveTls(
  wantsClient = false,
): Promise<{ readonly port: number; readonly seen: (string | undefined)[] }> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'server.pem', 'server.key'].map((name) => readFile(fixture(name))),
  );
  const seen: (string | undefined)[] = [];
  const server = createServer(
    { cert, key, ca, requestCert: wantsClient, rejectUnauthorized: wantsClient },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      seen.push(String(subject?.CN));
      response.writeHead(200, headers).end();
    },
  );
  return { port: await listen(server), seen };
}

/** An HTTP proxy; notes what it was asked, and with which login. */
async function serveProxy(status = 200): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createPlainServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    response.writeHead(200, headers).end();
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
    const away = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      away.pipe(socket).pipe(away);
    });
    sockets.push(away);
    for (const one of [socket, away]) one.on('error', () => undefined);
  });
  return { port: await listen(server), asked };
}

describe('TLS', () => {
  test('an own authority is believed for its registry', async () => {
    const { port } = await serveTls();
    const host = `localhost:${port}`;
    const client = stage.connect({ registries: [{ host, caFile: fixture('ca.pem') }] });
    expect(await client.resolve(image(host), signal)).toMatchObject({ digest: digestOf('x') });
  });

  test('an unknown authority is not, at the first attempt', async () => {
    const { port } = await serveTls();
    const host = `localhost:${port}`;
    const client = stage.connect({ registries: [{ host, insecure: false }] });
    const problem = await problemOf(client.resolve(image(host), signal));
    expect(problem).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringMatching(/unknown authority$/),
      hint: expect.stringMatching(/caFile/),
    });
    expect(stage.slept).toEqual([]);
  });

  test('a client certificate is shown to its registry', async () => {
    const { port, seen } = await serveTls(true);
    const host = `localhost:${port}`;
    const settings = {
      host,
      caFile: fixture('ca.pem'),
      certFile: fixture('client.pem'),
      keyFile: fixture('client.key'),
    };
    expect(await stage.connect({ registries: [settings] }).resolve(image(host), signal)).toBeDefined();
    expect(seen).toEqual(['client']);
  });

  test('a plain registry where TLS was expected is said to be one', async () => {
    const { host } = await stage.serve((_, response) => response.end());
    const client = stage.connect({ registries: [{ host, insecure: false }] });
    const problem = await problemOf(client.resolve(image(host), signal));
    expect(problem).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringMatching(/does not speak TLS/),
      hint: expect.stringMatching(/"insecure"/),
    });
  });

  test('a certificate file that is not there is named', async () => {
    const host = 'localhost:1';
    const client = stage.connect({ registries: [{ host, caFile: '/nowhere/ca.pem' }] });
    expect(await problemOf(client.resolve(image(host), signal))).toMatchObject({
      code: 'INPUT_MISSING',
      message: expect.stringContaining('/nowhere/ca.pem'),
    });
  });
});

describe('a proxy', () => {
  const login = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;

  test('carries TLS to the registry without seeing into it', async () => {
    const [{ port, seen }, proxy] = [await serveTls(true), await serveProxy()];
    const host = `registry.example:${port}`;
    const settings = {
      host,
      caFile: fixture('ca.pem'),
      certFile: fixture('client.pem'),
      keyFile: fixture('client.key'),
    };
    const env = { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` };
    const client = stage.connect({ registries: [settings], env });
    for (const tag of ['1', '2']) expect(await client.resolve(image(host, tag), signal)).toBeDefined();
    expect(proxy.asked).toEqual([`CONNECT ${host} ${login}`]);
    expect(seen).toEqual(['client', 'client']);
  });

  test('is asked for the whole URL of a plain registry', async () => {
    const proxy = await serveProxy();
    const env = { http_proxy: `me:p%40ss@127.0.0.1:${proxy.port}` };
    const client = stage.connect({ registries: [{ host: 'registry.example', insecure: true }], env });
    expect(await client.resolve(image('registry.example'), signal)).toBeDefined();
    expect(proxy.asked).toEqual([`HEAD http://registry.example/v2/team/api/manifests/1 ${login}`]);
  });

  test.each([
    [407, 'REGISTRY_FAILED', 1, { hint: expect.stringMatching(/HTTPS_PROXY.*USER:PASSWORD.*NO_PROXY/) }],
    [503, 'REGISTRY_UNREACHABLE', 5, {}],
  ])('that refuses with %i is named: %s after %i attempts', async (status, code, attempts, more) => {
    const proxy = await serveProxy(status);
    const env = { HTTPS_PROXY: `http://me:p%40ss@127.0.0.1:${proxy.port}` };
    const problem = await problemOf(stage.connect({ env }).resolve(image('registry.example'), signal));
    expect(problem).toMatchObject({
      code,
      message: expect.stringContaining(`the proxy refuses with status ${status}`),
      ...more,
    });
    expect(JSON.stringify(problem)).not.toMatch(/p@ss|p%40ss/);
    expect(proxy.asked).toHaveLength(attempts);
  });
});
