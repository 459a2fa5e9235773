import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Records } from '../../ports/records.ts';
import type { RegistryClient } from './client.ts';
import { image, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const KB = 1_000;
const chunkBytes = 4 * KB;

function createNotes(): Records {
  const texts = new Map<string, string>();
  return {
    read: async (kind, key) => texts.get(`${kind}/${key}`),
    write: async (kind, key, text) => void texts.set(`${kind}/${key}`, text),
  };
}

/** A registry that takes everything; `cut` says after which number of bytes on their way up it breaks a connection. */
async function serve({ cut = Number.POSITIVE_INFINITY, onPiece = (): unknown => undefined } = {}) {
  const pieces: string[] = [];
  let uploads = 0;
  const { host } = await stage.serve(({ method, path, headers }, response, request) => {
    if (method === 'HEAD' || method === 'GET') return void response.writeHead(404).end();
    uploads += 1;
    if (method === 'POST') return void response.writeHead(202, { location: `/u/${uploads}` }).end();
    const size = Number(headers['content-length']);
    if (size > 0) pieces.push(`${method} ${size / KB}`);
    let came = 0;
    request.on('data', (bytes) => {
      came += bytes.length;
      if (came > cut) request.socket.destroy();
    });
    request.on('end', () => {
      onPiece();
      response.writeHead(method === 'PUT' ? 201 : 202, { location: path }).end();
    });
  });
  return { host, taken: () => pieces.splice(0) };
}

const push = (client: RegistryClient, host: string, size: number): Promise<unknown> =>
  client.pushBlob(image(host), sourceOf(randomBytes(size)), { signal });

test('a larger piece is tried once, and what got through goes in one request, in the next run too', async () => {
  const { host, taken } = await serve();
  const records = createNotes();
  const client = stage.connect({ chunkBytes, records });
  await push(client, host, 10 * KB);
  expect(taken()).toEqual(['PATCH 4', 'PATCH 4', 'PATCH 2']);
  await push(client, host, 12 * KB);
  expect(taken()).toEqual(['PATCH 12']);
  const next = stage.connect({ chunkBytes, records });
  await push(next, host, 12 * KB);
  expect(taken()).toEqual(['PUT 12']);
  await push(next, host, 40 * KB);
  expect(taken()).toEqual(['PATCH 16', 'PATCH 16', 'PATCH 8']);
});

test('where the larger piece breaks off, the blob goes in small ones, and so does all in the next run', async () => {
  const { host, taken } = await serve({ cut: 6 * KB });
  const records = createNotes();
  const client = stage.connect({ chunkBytes, records });
  await push(client, host, 8 * KB);
  taken();
  await push(client, host, 12 * KB);
  expect(taken()).toEqual(['PATCH 12', 'PATCH 4', 'PATCH 4', 'PATCH 4']);
  const next = stage.connect({ chunkBytes, records });
  await push(next, host, 8 * KB);
  await push(next, host, 12 * KB);
  expect(taken()).toEqual(['PATCH 4', 'PATCH 4', 'PATCH 4', 'PATCH 4', 'PATCH 4']);
});

test('where what goes whole has become slow, it goes in pieces again', async () => {
  let slow = false;
  const { host, taken } = await serve({ onPiece: () => slow && stage.pass(60_000) });
  const records = createNotes();
  const client = stage.connect({ chunkBytes, records });
  await push(client, host, 8 * KB);
  await push(client, host, 12 * KB);
  slow = true;
  const next = stage.connect({ chunkBytes, records });
  taken();
  await push(next, host, 12 * KB);
  await push(next, host, 12 * KB);
  expect(taken()).toEqual(['PUT 12', 'PATCH 4', 'PATCH 4', 'PATCH 4']);
});
