import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { answer, collect, type Heard, image, type Play, problemOf, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const blob = Buffer.from('0123456789'.repeat(1000));
const wanted = digestOf(blob);

/**
 * A registry of one blob that can be made to fail: `trouble` may take a request away from it, before or after it
 * was carried out.
 */
async function play(trouble: { before?: Trouble; after?: Trouble } = {}, mountStatus = 202) {
  let sessions = 0;
  const held = new Map<string, Buffer>();
  const stored = new Set<string>();
  const run: Play = (heard, response, request) => {
    if (trouble.before?.(heard, response, held)) return;
    const [path = ''] = heard.path.split('?');
    const taken = held.get(path);
    const chunks: Buffer[] = taken ? [taken] : [];
    request.on('data', (chunk) => {
      chunks.push(chunk);
      // What has arrived stays, though the rest never comes.
      if (heard.method === 'PATCH' && taken) held.set(path, Buffer.concat(chunks));
    });
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      if (heard.method === 'PUT' && taken) {
        const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
        if (heard.path.includes(encodeURIComponent(digest))) stored.add(digest);
        held.delete(path);
      }
      if (trouble.after?.(heard, response, held)) return;
      if (heard.method === 'HEAD') return void response.writeHead(stored.has(wanted) ? 200 : 404).end();
      if (heard.method === 'POST') {
        sessions += 1;
        held.set(`/u/${sessions}`, Buffer.alloc(0));
        return void response.writeHead(mountStatus, { location: `/u/${sessions}` }).end();
      }
      if (!taken) return void response.writeHead(404).end();
      if (heard.method === 'PUT') return void response.writeHead(stored.has(wanted) ? 201 : 400).end();
      const range = { location: path, range: `0-${Math.max(0, bytes.length - 1)}` };
      response.writeHead(heard.method === 'GET' ? 204 : 202, range).end();
    });
  };
  const part = await stage.serve(run);
  const methods = () => part.heard.map(({ method }) => method).join(' ');
  return { ...part, stored, methods, lose: () => held.clear() };
}
type Trouble = (heard: Heard, response: ServerResponse, held: Map<string, Buffer>) => boolean;

/** On the nth request of a method. */
const nth = (
  method: string,
  which: readonly number[],
  then: (response: ServerResponse, held: Map<string, Buffer>) => void,
): Trouble => {
  let count = 0;
  return (heard, response, held) => {
    if (heard.method !== method) return false;
    count += 1;
    if (!which.includes(count)) return false;
    then(response, held);
    return true;
  };
};
const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();
const push = (host: string, options = {}) => stage.connect(options).pushBlob(image(host), sourceOf(blob), { signal });
const chunked = { chunkBytes: 4000 };

describe('a blob in chunks', () => {
  test('is three pieces and an end', async () => {
    const { host, methods } = await play();
    expect(await push(host, chunked)).toBe('sent');
    expect(methods()).toBe('HEAD POST PATCH PATCH PATCH PUT');
  });

  test('goes on where the registry is when a piece broke off', async () => {
    const { host, heard, stored } = await play({ after: nth('PATCH', [2], reset) });
    expect(await push(host, chunked)).toBe('sent');
    expect(heard.map(({ method, headers }) => headers['content-range'] ?? method)).toEqual([
      ...['HEAD', 'POST', '0-3999', '4000-7999', 'GET', '8000-9999', 'PUT'],
    ]);
    expect(stored).toContain(wanted);
  });

  test('asks for the offset when the registry is at another one', async () => {
    const { host, stored } = await play({ before: nth('PATCH', [2], (response) => answer(response, 416)) });
    expect(await push(host, chunked)).toBe('sent');
    expect(stored).toContain(wanted);
  });

  test('logs in again when its token ran out in between', async () => {
    const part = await play({
      before: (heard, response) => {
        if (heard.path.startsWith('/token')) answer(response, 200, {}, '{"token":"t"}');
        return heard.path.startsWith('/token');
      },
      after: nth('PATCH', [2], (response) =>
        response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${part.host}/token"` }).end(),
      ),
    });
    // The piece was taken by this registry before it said no: the end is refused, and it begins anew.
    expect(await push(part.host, chunked)).toBe('sent');
  });

  test('begins anew when the registry has lost it, three times at most', async () => {
    const { host, methods } = await play({ before: nth('PATCH', [2], (response) => answer(response, 404)) });
    expect(await push(host, chunked)).toBe('sent');
    expect(methods()).toBe('HEAD POST PATCH PATCH HEAD POST PATCH PATCH PATCH PUT');
    const never = await play({ before: nth('PATCH', [1, 2, 3, 4], (response) => answer(response, 404)) });
    expect(await problemOf(push(never.host, chunked))).toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringMatching(/lost the upload.*3 times/),
    });
  });

  test.each([405, 501, 400])('becomes one request where PATCH is answered with %i, from then on', async (status) => {
    const { host, heard, stored } = await play({
      before: nth('PATCH', [1, 2], (response) => answer(response, status)),
    });
    const client = stage.connect(chunked);
    expect(await client.pushBlob(image(host), sourceOf(blob), { signal })).toBe('sent');
    stored.clear();
    expect(await client.pushBlob(image(host), sourceOf(blob), { signal })).toBe('sent');
    expect(heard.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('is not smaller than the registry wants', async () => {
    const { host, methods } = await play({
      before: nth('POST', [], () => undefined),
      after: nth('POST', [1], (response, held) => {
        held.set('/u/1', Buffer.alloc(0));
        response.writeHead(202, { location: '/u/1', 'oci-chunk-min-length': '9000' }).end();
      }),
    });
    expect(await push(host, chunked)).toBe('sent');
    expect(methods()).toBe('HEAD POST PATCH PATCH PUT');
  });
});

test.each([
  ['in chunks', { chunkBytes: 2 ** 20 }],
  ['in one request', {}],
])('a source may use the memory of a piece again when the next is asked for: %s', async (_, options) => {
  const large = randomBytes(5 * 2 ** 20);
  const memory = Buffer.alloc(700_000);
  const host = await stage.serveRegistry();
  const client = stage.connect(options);
  const { descriptor } = sourceOf(large);
  async function* open(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < large.length; at += memory.length) {
      yield memory.subarray(0, large.copy(memory, 0, at));
      // Whoever still holds it has rubbish now.
      memory.fill(0);
    }
  }
  expect(await client.pushBlob(image(host), { descriptor, open }, { signal })).toBe('sent');
  expect((await collect(client.pullBlob(image(host), descriptor, signal))).equals(large)).toBe(true);
});

test('a connection that breaks under a piece leaves no timer behind', async () => {
  const large = randomBytes(6 * 2 ** 20);
  const [made, ended] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')];
  const commitMs = 299_999;
  let patches = 0;
  const { host } = await stage.serve((heard, response, request) => {
    if (heard.method === 'PATCH') patches += 1;
    if (heard.method === 'PATCH' && patches === 1) {
      // While the client is in the middle of writing.
      request.once('data', () => request.socket.resetAndDestroy());
      return;
    }
    answer(response, { POST: 202, PATCH: 403 }[heard.method] ?? 404, { location: '/u/1' });
  });
  const client = stage.connect({ chunkBytes: 4 * 2 ** 20, commitMs });
  await problemOf(client.pushBlob(image(host), sourceOf(large), { signal }));
  await client.close();
  expect(patches).toBe(2);
  const own = made.mock.results.filter((_, at) => made.mock.calls[at]?.[1] === commitMs).map(({ value }) => value);
  expect(own.length).toBeGreaterThan(2);
  const clearedTimers = new Set(ended.mock.calls.map(([timer]) => timer));
  expect(own.filter((timer) => !clearedTimers.has(timer))).toEqual([]);
  vi.restoreAllMocks();
});

describe('the end of an upload', () => {
  test.each([
    ['in chunks', chunked, 'HEAD POST PATCH PATCH PATCH PUT HEAD'],
    ['in one request', {}, 'HEAD POST PUT HEAD'],
  ])('whose answer is lost is looked for, and found: %s', async (_, options, expected) => {
    const { host, methods } = await play({ after: nth('PUT', [1], reset) });
    expect(await push(host, options)).toBe('sent');
    expect(methods()).toBe(expected);
  });

  test('is found even when every answer is lost', async () => {
    const { host } = await play({ after: nth('PUT', [1], (response) => response.writeHead(504).end()) });
    expect(await push(host, { retry: { attempts: 1 } })).toBe('sent');
  });

  test.each([
    ['in chunks', chunked],
    ['in one request', {}],
  ])('that never came about begins anew: %s', async (_, options) => {
    const { host, stored } = await play({
      before: nth('PUT', [1], (response, held) => {
        held.clear();
        reset(response);
      }),
    });
    expect(await push(host, options)).toBe('sent');
    expect(stored).toContain(wanted);
  });

  test('that never comes about is an error after five attempts', async () => {
    const { host, heard } = await play({ before: nth('PUT', [1, 2, 3, 4, 5, 6], (response) => answer(response, 503)) });
    expect(await problemOf(push(host))).toMatchObject({ code: 'REGISTRY_FAILED' });
    expect(heard.filter(({ method }) => method === 'PUT')).toHaveLength(5);
  });
});

test('a registry that does not mount gives an upload, and that one is used', async () => {
  const { host, heard } = await play();
  const mountFrom = [image(host, '1', 'team/base')];
  expect(await stage.connect().pushBlob(image(host), sourceOf(blob), { mountFrom, signal })).toBe('sent');
  expect(heard.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
    `/v2/team/api/blobs/uploads/?mount=${encodeURIComponent(wanted)}&from=team%2Fbase`,
  ]);
});

test('an upload that fails for good is taken back', async () => {
  const { host, heard } = await play();
  const source = sourceOf(blob, digestOf('x'));
  await problemOf(stage.connect().pushBlob(image(host), source, { signal }));
  expect(heard.at(-1)?.method).toBe('DELETE');
});
