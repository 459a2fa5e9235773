/** Uploads to a registry behind something that resets each connection after so many bytes. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { image, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();

describe('where every connection is cut after so many bytes', () => {
  /** Drops an upload with all it holds when a request of it is cut, and knows it by a signed offset: as distribution 2.8. */
  async function playCutting(limit: number) {
    const held = new Map<string, Buffer>();
    const sent = new WeakMap<object, number>();
    const counts = { bytes: 0, cuts: 0 };
    const stored = new Set<string>();
    const part = await stage.serve(({ method, path, headers }, response, request) => {
      const id = path.replace(/[?].*/, '');
      const before = held.get(id);
      const isRight = before !== undefined && path.includes(`_state=${before.length}`);
      const chunks: Buffer[] = before ? [before] : [];
      if (headers['content-length'] !== '0' && method !== 'GET' && method !== 'HEAD') held.delete(id);
      request.on('data', (chunk) => {
        chunks.push(chunk);
        counts.bytes += chunk.length;
        const total = (sent.get(request.socket) ?? 0) + chunk.length;
        sent.set(request.socket, total);
        if (total <= limit) return;
        counts.cuts += 1;
        request.socket.resetAndDestroy();
      });
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const place = (at: string, size: number) => ({ location: `${at}?_state=${size}`, range: `0-${size - 1}` });
        const isStored = (): boolean => [...stored].some((digest) => decodeURIComponent(path).includes(digest));
        if (method === 'HEAD') return void response.writeHead(isStored() ? 200 : 404).end();
        if (method === 'POST') {
          const at = `/u/${crypto.randomUUID()}`;
          held.set(at, Buffer.alloc(0));
          return void response.writeHead(202, { location: `${at}?_state=0` }).end();
        }
        if (!isRight) return void response.writeHead(404).end();
        held.set(id, bytes);
        if (method === 'PUT') {
          stored.add(digestOf(bytes));
          return void response.writeHead(isStored() ? 201 : 400).end();
        }
        response.writeHead(method === 'GET' ? 204 : 202, place(id, bytes.length)).end();
      });
    });
    return { host: part.host, counts };
  }
  const chunkBytes = 2 ** 20;
  const many = [1, 2, 3, 4].map(() => randomBytes(3_300_000));

  test.each([
    ['after more than a piece', 3_200_000],
    ['after a piece and a bit', 1_100_000],
    ['after less than a piece', 400_000],
  ])('%s, several blobs arrive, with one piece sent again for each cut at most', async (_, limit) => {
    for (const blobs of [many.slice(0, 1), many]) {
      const { host, counts } = await playCutting(limit);
      const client = stage.connect({ chunkBytes });
      const push = (one: Buffer): Promise<string> => client.pushBlob(image(host), sourceOf(one), { signal });
      expect(await Promise.all(blobs.map(push))).toEqual(blobs.map(() => 'sent'));
      expect(await Promise.all(blobs.map(push))).toEqual(blobs.map(() => 'present'));
      expect(counts.bytes).toBeLessThanOrEqual(3_300_000 * blobs.length + counts.cuts * chunkBytes);
    }
  });

  test('a blob that would go in one request goes in pieces', async () => {
    const { host, counts } = await playCutting(400_000);
    expect(await stage.connect().pushBlob(image(host), sourceOf(randomBytes(3_300_000)), { signal })).toBe('sent');
    expect(counts.cuts).toBeGreaterThan(1);
  });
});
