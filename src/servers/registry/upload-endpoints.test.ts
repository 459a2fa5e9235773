import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { codeOf, useLoopback } from './loopback.cases.ts';

const registry = useLoopback();
const { ask, startUpload } = registry;

describe('uploads', () => {
  test('go on where they were after another process took over', async () => {
    const location = await startUpload();
    await ask('PATCH', location, { body: 'hello ' });
    await registry.restart();
    expect((await ask('GET', location)).headers.range).toBe('0-5');
    const patch = await ask('PATCH', location, { body: 'world', headers: { 'content-range': '6-10' } });
    expect([patch.status, patch.headers.range]).toEqual([202, '0-10']);
    const put = await ask('PUT', `${location}?digest=${digestOf('hello world')}`);
    expect(put.status).toBe(201);
    expect((await ask('GET', put.headers.location ?? '')).body).toBe('hello world');
  });

  test.each(['0-4', '7-11', '6-99', '6-5', 'x'])('refuse the piece %s where 6-10 is next', async (range) => {
    const location = await startUpload();
    await ask('PATCH', location, { body: 'hello ' });
    const reply = await ask('PATCH', location, { body: 'world', headers: { 'content-range': range } });
    expect([reply.status, reply.headers.range]).toEqual([416, '0-5']);
    expect((await ask('GET', location)).headers.range).toBe('0-5');
  });

  test('keep what came before the client went away', async () => {
    const location = await startUpload();
    const socket = connect(registry.at.port, '127.0.0.1');
    socket.write(`PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello`);
    await expect.poll(async () => (await ask('GET', location)).headers.range).toBe('0-4');
    socket.destroy();
    // Waits for its turn behind the broken one.
    const rest = await ask('PATCH', location, { body: ' you', headers: { 'content-range': '5-8' } });
    expect(rest.status).toBe(202);
    expect((await ask('PUT', `${location}?digest=${digestOf('hello you')}`)).status).toBe(201);
    expect(registry.notified).toEqual([]);
  });

  test('under a wrong digest leave nothing', async () => {
    const reply = await ask('POST', `/v2/a/blobs/uploads/?digest=${digestOf('other')}`, { body: 'content' });
    expect([reply.status, codeOf(reply)]).toEqual([400, 'DIGEST_INVALID']);
    expect((await ask('HEAD', `/v2/a/blobs/${digestOf('other')}`)).status).toBe(404);
    expect(await readdir(join(registry.root, 'temp'))).toEqual([]);
  });

  test('stream without being held in memory', async () => {
    const piece = randomBytes(1024 * 1024);
    const hash = createHash('sha256');
    const location = await startUpload();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const sent = request({ host: '127.0.0.1', port: registry.at.port, method: 'PATCH', path: location, agent: false });
    const done = new Promise<IncomingMessage>((resolve, reject) =>
      sent.once('response', resolve).once('error', reject),
    );
    for (let count = 0; count < 160; count += 1) {
      hash.update(piece);
      if (!sent.write(piece)) await new Promise((resolve) => sent.once('drain', resolve));
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    sent.end();
    expect((await done).resume().statusCode).toBe(202);
    const put = await ask('PUT', `${location}?digest=sha256:${hash.digest('hex')}`);
    expect(put.status).toBe(201);
    expect(most).toBeLessThan(96 * 1024 * 1024);
  });

  test('wait for 100 Continue only when the body is wanted', async () => {
    const expectContinue = (path: string, digest: string) =>
      new Promise<{ readonly continued: boolean; readonly status: number | undefined }>((resolve, reject) => {
        let continued = false;
        const headers = { expect: '100-continue', 'content-length': 5 };
        const sent = request({
          host: '127.0.0.1',
          port: registry.at.port,
          method: 'POST',
          agent: false,
          path: `${path}?digest=${digest}`,
          headers,
        });
        sent.once('continue', () => {
          continued = true;
          sent.end('hello');
        });
        sent.once('response', (response) => {
          response.resume();
          resolve({ continued, status: response.statusCode });
          sent.destroy();
        });
        sent.once('error', reject);
        sent.flushHeaders();
      });
    expect(await expectContinue('/v2/a/blobs/uploads/', digestOf('hello'))).toEqual({ continued: true, status: 201 });
    expect(await expectContinue('/v2/A/blobs/uploads/', digestOf('hello'))).toEqual({ continued: false, status: 400 });
  });
});
