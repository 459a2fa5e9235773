import { readdir } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStore } from '../../adapters/blobs/store.ts';
import { signal, useLoopback } from './loopback.cases.ts';
import { findPortOwner } from './same-store.ts';
import type { RegistryServer } from './server.ts';
import { createSharedServer } from './shared.ts';

const first = useLoopback();

/** As another process of the same store, or of another one. */
function sharing(root = first.root, port = first.at.port): RegistryServer {
  const server = createSharedServer({ store: createStore(root), port });
  onTestFinished(() => server.close());
  return server;
}

async function listenWith(answer: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, host, done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}

const isListening = async (): Promise<boolean> =>
  (await first.ask('GET', '/v2/').catch(() => undefined))?.status === 200;

describe('a port that another process of the same store has', () => {
  test('is used, and leaves no trace of the question', async () => {
    const at = await sharing().listen(signal);
    expect(at).toEqual({ ...first.at, shared: true });
    expect(JSON.parse((await first.ask('GET', '/v2/_catalog')).body)).toEqual({ repositories: [] });
    expect(await readdir(join(first.root, 'repositories/orchestrator/same-store/_uploads'))).toEqual([]);
    expect(first.notified).toEqual([]);
  });

  test('is taken over when that ends, by one of those who wait, and then by the next', async () => {
    const servers = [sharing(), sharing()];
    for (const server of servers) await server.listen(signal);
    const digest = await first.pushBlob('content');
    await first.server.close();
    await expect.poll(isListening).toBe(true);
    expect((await first.ask('GET', `/v2/a/blobs/${digest}`)).body).toBe('content');
    await servers[0]?.close();
    await expect.poll(isListening).toBe(true);
    await servers[1]?.close();
    expect(await isListening()).toBe(false);
  });

  test('an upload that was begun with one goes on with the next', async () => {
    const path = await first.startUpload();
    expect((await first.ask('PATCH', path, { body: 'begun ' })).status).toBe(202);
    await sharing().listen(signal);
    await first.server.close();
    await expect.poll(isListening).toBe(true);
    const reply = await first.ask('PATCH', path, { body: 'ended', headers: { 'content-range': '6-10' } });
    expect([reply.status, reply.headers.range]).toEqual([202, '0-10']);
  });

  test('is left alone by one that ends while it waits', async () => {
    const server = sharing();
    await server.listen(signal);
    await server.close();
    expect(await isListening()).toBe(true);
  });
});

describe('a port that leads elsewhere is PORT_IN_USE', () => {
  test('to another store', async () => {
    await expect(sharing(join(first.root, 'other')).listen(signal)).rejects.toThrow(/PORT_IN_USE/);
  });

  test.each<[string, RequestListener]>([
    ['that says yes to everything', (_, response) => response.writeHead(202, { range: '0-31' }).end()],
    ['that points at the right one', (request, response) => redirect(request.url ?? '', response)],
    ['that hangs up', (request) => request.socket.destroy()],
    ['that answers without end', (_, response) => response.writeHead(200).write('x'.repeat(100_000))],
  ])('to a server %s', async (_, answer) => {
    const port = await listenWith(answer);
    await expect(sharing(first.root, port).listen(signal)).rejects.toThrow(/PORT_IN_USE/);
  });

  test('on the other loopback address', async (context) => {
    const port = await listenWith((_, response) => response.end(), '::1').catch(() => undefined);
    if (port === undefined) return context.skip('this machine has no IPv6');
    await expect(sharing(first.root, port).listen(signal)).rejects.toThrow(/PORT_IN_USE/);
  });
});

const redirect = (path: string, response: Parameters<RequestListener>[1]): unknown =>
  response.writeHead(307, { location: `http://127.0.0.1:${first.at.port}${path}` }).end();

test('a port that nobody has any more is gone, and a question that is cancelled says so', async () => {
  const { port } = first.at;
  const store = createStore(first.root);
  await expect(findPortOwner(port, store, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  await first.server.close();
  expect(await findPortOwner(port, store, signal)).toBe('gone');
});
