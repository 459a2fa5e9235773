import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Records } from '../../ports/records.ts';
import type { Resumed } from './room.ts';
import { answer, collect, descriptorOf, image, problemOf, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const chunkBytes = 4000;
const blob = Buffer.from('0123456789'.repeat(2000));

/** Notes that outlive a client; those of the way there say that no larger piece is to be tried. */
function createNotes() {
  const texts = new Map<string, string>();
  const way = JSON.stringify({ size: chunkBytes, atMs: Date.parse('2026-10-21T12:00:00Z') });
  const records: Records = {
    read: async (kind, key) => (kind === 'uploads1' ? texts.get(key) : way),
    write: async (kind, key, text) => {
      if (kind === 'uploads1') texts.set(key, text);
    },
  };
  const change = (to: (note: Record<string, unknown>) => object): void => {
    for (const [key, text] of texts) texts.set(key, JSON.stringify(to(JSON.parse(text))));
  };
  return { records, change, text: () => [...texts.values()].join('') };
}

/** A run that is stopped when so many bytes have been read for sending. */
async function interrupted(host: string, records: Records, after: number): Promise<void> {
  const stop = new AbortController();
  let read = 0;
  const source = {
    ...sourceOf(blob),
    open: async function* () {
      for await (const piece of sourceOf(blob).open(signal)) {
        if (read >= after) stop.abort();
        read += piece.length;
        yield piece;
      }
    },
  };
  const client = stage.connect({ chunkBytes, records });
  const push = client.pushBlob(image(host), source, { signal: stop.signal });
  expect(await problemOf(push)).toMatchObject({ code: 'CANCELLED' });
}

/** The run after that: what came of it, and how many bytes it went on from. */
async function again(host: string, records: Records) {
  const resumed: Resumed[] = [];
  const client = stage.connect({ chunkBytes, records, onResume: (one) => resumed.push(one) });
  const outcome = await client.pushBlob(image(host), sourceOf(blob), { signal });
  expect(await collect(client.pullBlob(image(host), descriptorOf(blob), signal))).toEqual(blob);
  return { outcome, from: resumed[0]?.offset };
}

describe('an upload that an earlier run did not end', () => {
  test('goes on where the registry is, and leaves no note behind', async () => {
    const host = await stage.serveRegistry();
    const { records, text } = createNotes();
    await interrupted(host, records, 12_000);
    expect(JSON.parse(text())).toMatchObject({ place: expect.stringMatching(/^\/v2\/team\/api\/blobs\/uploads\//) });
    const { outcome, from = 0 } = await again(host, records);
    expect(outcome).toBe('sent');
    expect(from).toBeGreaterThanOrEqual(12_000);
    expect(text()).toBe('');
  });

  test('begins anew, silently, where the registry does not know it any more', async () => {
    const host = await stage.serveRegistry();
    const { records, change } = createNotes();
    await interrupted(host, records, 12_000);
    change((note) => ({ ...note, place: `/v2/team/api/blobs/uploads/${crypto.randomUUID()}` }));
    expect(await again(host, records)).toEqual({ outcome: 'sent', from: undefined });
  });

  test('begins anew where somebody else put other bytes into it', async () => {
    const host = await stage.serveRegistry();
    const { records, text } = createNotes();
    await interrupted(host, records, 8000);
    const { place } = JSON.parse(text());
    await patch(`http://${host}${place}`, 'not what was to come');
    const { outcome, from = 0 } = await again(host, records);
    expect(outcome).toBe('sent');
    expect(from % 1000).toBe(20);
  });

  test.each<[string, object]>([
    ['older than a day', { begunMs: Date.parse('2026-10-20T07:27:00Z') }],
    ['of a process that still runs', { pid: process.ppid }],
    ['that leads to another host', { place: '//127.0.0.1:1/v2/' }],
    ['that leads to another host by a backslash', { place: '/\\127.0.0.1:1/v2/' }],
    ['that is no place', { place: 'team/api' }],
    ['without a place', { place: 7 }],
  ])('is not looked for by a note %s', async (_, change) => {
    const host = await stage.serveRegistry();
    const notes = createNotes();
    await interrupted(host, notes.records, 12_000);
    notes.change((note) => ({ ...note, ...change }));
    expect(await again(host, notes.records)).toEqual({ outcome: 'sent', from: undefined });
  });
});

test.each([
  ['/u/1?_state=signed', true],
  ['/u/1?_state=signed&X-Amz-Signature=abc', false],
  ['/u/1?access_token=abc', false],
  ['/u/hunter-two', false],
])('a place %s is noted: %s', async (place, isNoted) => {
  const { host } = await stage.serve((heard, response, asking) => {
    const { method, headers } = heard;
    if (headers.authorization === undefined) return answer(response, 401, { 'www-authenticate': 'Basic realm="r"' });
    asking.resume().on('end', () => {
      if (method === 'PATCH') asking.socket.destroy();
      else response.writeHead(method === 'POST' ? 202 : 404, { location: place }).end();
    });
  });
  await stage.writeDockerConfig({ auths: { [host]: { auth: Buffer.from('me:hunter-two').toString('base64') } } });
  const { records, text } = createNotes();
  const client = stage.connect({ chunkBytes, records, retry: { attempts: 1 } });
  await problemOf(client.pushBlob(image(host), sourceOf(blob), { signal }));
  expect(text() !== '').toBe(isNoted);
});

test('an upload that cannot be reached any more is left for the next run, and one that is refused is not', async () => {
  for (const [status, isLeft] of [
    [503, true],
    [403, false],
  ] as const) {
    const { host, heard } = await stage.serve((one, response, asking) => {
      asking.resume().on('end', () => {
        const codes: Readonly<Record<string, number>> = { POST: 202, GET: 204, PATCH: status };
        const code = codes[one.method] ?? 404;
        response.writeHead(code, { location: '/u/1' }).end();
      });
    });
    const { records, text } = createNotes();
    await problemOf(stage.connect({ chunkBytes, records }).pushBlob(image(host), sourceOf(blob), { signal }));
    expect(text() !== '').toBe(isLeft);
    expect(heard.some(({ method }) => method === 'DELETE')).toBe(!isLeft);
  }
});

const patch = (url: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    request(url, { method: 'PATCH', headers: { 'content-length': body.length } }, (answer) => {
      answer.resume().on('end', () => resolve());
    })
      .on('error', reject)
      .end(body);
  });
