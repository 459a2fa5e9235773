import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { RegistryClient } from './client.ts';
import { collect, type Heard, image, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
/** More than is sent whole in any case. */
const blob = randomBytes(1_500_000);
const wanted = digestOf(blob);

type Trouble = (heard: Heard, response: ServerResponse) => boolean;

/** A registry that keeps what it is sent; `trouble` may answer in its place, once a request has arrived. */
async function serve(trouble: Trouble = () => false, onBegin: (heard: Heard) => void = () => undefined) {
  const held = new Map<string, Buffer>();
  const stored = new Set<string>();
  const part = await stage.serve((heard, response, request) => {
    onBegin(heard);
    const [path = ''] = heard.path.split('?');
    const chunks = [held.get(path) ?? Buffer.alloc(0)];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (trouble(heard, response)) return;
      if (heard.method === 'HEAD') return void response.writeHead(404).end();
      if (heard.method === 'DELETE') return void response.writeHead(204).end();
      if (heard.method === 'POST') {
        const location = `/u/${held.size}`;
        held.set(location, Buffer.alloc(0));
        return void response.writeHead(202, { location }).end();
      }
      const bytes = Buffer.concat(chunks);
      held.set(path, bytes);
      const range = { location: path, range: `0-${Math.max(0, bytes.length - 1)}` };
      if (heard.method === 'PATCH') return void response.writeHead(202, range).end();
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const isRight = heard.path.includes(encodeURIComponent(digest));
      if (isRight) stored.add(digest);
      response.writeHead(isRight ? 201 : 400).end();
    });
  });
  return { ...part, stored, methods: () => part.heard.map(({ method }) => method).join(' ') };
}

async function begin(client: RegistryClient, host: string, bytes: Uint8Array = blob) {
  const early = await client.beginBlob?.(image(host), signal);
  for (let at = 0; at < bytes.length; at += 400_000) early?.give(bytes.subarray(at, at + 400_000));
  return early;
}

async function pushEarly(host: string, bytes: Uint8Array = blob, options = {}) {
  const client = stage.connect(options);
  const early = await begin(client, host, bytes);
  return client.pushBlob(image(host), sourceOf(blob), { early, signal });
}

describe('a blob that is sent while it is made', () => {
  test('needs its end alone, and nobody asks whether it is there', async () => {
    const { host, stored, heard, methods } = await serve();
    expect(await pushEarly(host)).toBe('sent');
    expect(methods()).toBe('POST PATCH PUT');
    expect(heard[1]?.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
    expect(stored).toContain(wanted);
  });

  test('is sent whole where little of it was given', async () => {
    const { host, stored, methods } = await serve();
    await pushEarly(host, blob.subarray(0, 1000));
    expect(methods()).toBe('POST PUT');
    expect(stored).toContain(wanted);
  });

  test('goes on in pieces after the first, which is all that is held', async () => {
    const { host, heard, stored } = await serve();
    await pushEarly(host, blob, { chunkBytes: 1_200_000 });
    expect(heard.map(({ method, headers }) => headers['content-range'] ?? method)).toEqual([
      ...['POST', 'PATCH', '1200000-1499999', 'PUT'],
    ]);
    expect(stored).toContain(wanted);
  });

  test('arrives at our own registry', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect({ insecureRegistries: [host] });
    const early = await begin(client, host);
    await client.pushBlob(image(host), sourceOf(blob), { early, signal });
    expect((await collect(client.pullBlob(image(host), sourceOf(blob).descriptor, signal))).equals(blob)).toBe(true);
  });
});

describe('it is pushed as if nothing had been sent', () => {
  const refusing = (method: string, status: number) => {
    let isFirst = true;
    return (heard: Heard, response: ServerResponse): boolean => {
      if (heard.method !== method || !isFirst) return false;
      isFirst = false;
      response.writeHead(status).end();
      return true;
    };
  };

  test.each([
    ['that begins no upload', 'POST', 500, 'POST HEAD POST PUT'],
    ['that takes whole blobs only', 'PATCH', 405, 'POST PATCH DELETE HEAD POST PUT'],
    ['that has no room for a while', 'PATCH', 429, 'POST PATCH DELETE HEAD POST PUT'],
    ['that finds something else in it', 'PUT', 400, 'POST PATCH PUT DELETE HEAD POST PATCH PUT'],
    ['that lost it', 'PUT', 404, 'POST PATCH PUT HEAD POST PATCH PUT'],
  ])('to a registry %s', async (_, method, status, expected) => {
    const { host, stored, methods } = await serve(refusing(method, status));
    expect(await pushEarly(host)).toBe('sent');
    expect(methods()).toBe(expected);
    expect(stored).toContain(wanted);
  });

  test('over a connection that breaks', async () => {
    let isFirst = true;
    const { host, stored } = await serve(({ method }, response) => {
      if (method !== 'PATCH' || !isFirst) return false;
      isFirst = false;
      response.socket?.resetAndDestroy();
      return true;
    });
    expect(await pushEarly(host)).toBe('sent');
    expect(stored).toContain(wanted);
  });

  test('where other bytes were given', async () => {
    const { host, stored } = await serve();
    expect(await pushEarly(host, Buffer.alloc(blob.length))).toBe('sent');
    expect([...stored]).toEqual([wanted]);
  });

  test('into another repository', async () => {
    const { host, methods } = await serve();
    const client = stage.connect();
    const early = await begin(client, host);
    await client.pushBlob(image(host, '1', 'team/other'), sourceOf(blob), { early, signal });
    await early?.drop();
    expect(methods()).toContain('HEAD');
  });
});

test('one that nobody pushes is given up, once', async () => {
  let isUnderWay = (): void => undefined;
  const underWay = new Promise<void>((resolve) => {
    isUnderWay = resolve;
  });
  const { host, stored, methods } = await serve(undefined, ({ method }) => method === 'PATCH' && isUnderWay());
  const early = await begin(stage.connect(), host);
  await underWay;
  await early?.drop();
  await early?.drop();
  expect(methods()).toBe('POST PATCH DELETE');
  expect(stored.size).toBe(0);
});

test('a push that has it leaves nothing to give up', async () => {
  const { host, methods } = await serve();
  const client = stage.connect();
  const early = await begin(client, host);
  await client.pushBlob(image(host), sourceOf(blob), { early, signal });
  await early?.drop();
  early?.give(blob);
  expect(methods()).toBe('POST PATCH PUT');
});

test('a run that is stopped waits for nobody', async () => {
  const { host, methods } = await serve(({ method }) => method === 'PATCH');
  const stop = new AbortController();
  const early = await stage.connect().beginBlob?.(image(host), stop.signal);
  early?.give(blob);
  stop.abort();
  await early?.drop();
  expect(methods()).not.toContain('DELETE');
});
