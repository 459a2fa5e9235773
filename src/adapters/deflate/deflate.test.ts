import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gzipPiece } from '../../oci/gzip.ts';
import { createDeflate } from './deflate.ts';

const { signal } = new AbortController();
const pieces = Array.from({ length: 12 }, (_, index) => Buffer.alloc(700_000 + index, `piece ${index} of a layer\n`));
const expected = pieces.map((piece) => Buffer.from(gzipPiece(piece)));
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deflate-'));
  const bundle = await rolldown({ input: join(import.meta.dirname, 'worker.ts'), platform: 'node' });
  await bundle.write({ file: join(folder, 'worker.cjs'), format: 'cjs' });
  await bundle.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function compressAll(workerFile: string | undefined, threads: number): Promise<readonly Buffer[]> {
  const deflate = createDeflate({ threads, ...(workerFile !== undefined && { workerFile }) });
  try {
    return await Promise.all(pieces.map(async (piece) => Buffer.from(await deflate.compress(piece, signal))));
  } finally {
    await deflate.close();
  }
}

describe('the same bytes come', () => {
  test('from this thread', async () => {
    expect(await compressAll(undefined, 2)).toEqual(expected);
  });

  test.each([1, 2, 5])('from %i workers out of a CommonJS bundle', async (threads) => {
    expect(await compressAll(join(folder, 'worker.cjs'), threads)).toEqual(expected);
  });

  test('where the worker is missing', async () => {
    expect(await compressAll(join(folder, 'no.cjs'), 2)).toEqual(expected);
  });

  test('where the worker dies over a piece', async () => {
    const file = join(folder, 'dies.cjs');
    writeFileSync(file, "require('node:worker_threads').parentPort.on('message', () => process.exit(1));");
    let isDead = false;
    process.once('worker', (worker) => worker.once('exit', () => (isDead = true)));
    const deflate = createDeflate({ workerFile: file, threads: 2 });
    while (!isDead) expect(await Promise.all(pieces.map((piece) => deflate.compress(piece, signal)))).toEqual(expected);
    await deflate.close();
  });
});

describe('workers', () => {
  test.each<[string, number, number]>([
    ['none for the first 2 MiB', 4, 0],
    ['one for little more', 12, 1],
    ['two where much is given', 60, 2],
  ])('%s', async (_, count, workers) => {
    let started = 0;
    const onStart = () => (started += 1);
    process.on('worker', onStart);
    const deflate = createDeflate({ workerFile: join(folder, 'worker.cjs'), threads: 3 });
    const piece = new Uint8Array(512 * 1024);
    await Promise.all(Array.from({ length: count }, () => deflate.compress(piece, signal)));
    await deflate.close();
    process.off('worker', onStart);
    expect(started).toBe(workers);
  });

  test('are not started once all is closed, whatever is still under way', async () => {
    let started = 0;
    const onStart = () => (started += 1);
    process.on('worker', onStart);
    const deflate = createDeflate({ workerFile: join(folder, 'worker.cjs'), threads: 2 });
    const all = pieces.map((piece) => deflate.compress(piece, signal));
    const closed = deflate.close();
    all.push(deflate.compress(new Uint8Array(9), signal));
    await closed;
    await Promise.all(all);
    process.off('worker', onStart);
    expect(started).toBe(1);
  });

  test('take part once they have started, and so does this thread', async () => {
    const file = join(folder, 'says.cjs');
    writeFileSync(
      file,
      "require('node:worker_threads').parentPort.on('message', (_) => { " +
        "require('node:worker_threads').parentPort.postMessage(new Uint8Array(1)); });",
    );
    const deflate = createDeflate({ workerFile: file, threads: 2 });
    const lengths = new Set<number>();
    while (lengths.size < 2)
      for (const { length } of await Promise.all(pieces.map((piece) => deflate.compress(piece, signal))))
        lengths.add(length === 1 ? 1 : 2);
    await deflate.close();
  });

  test('have the next piece when one is done', async () => {
    const file = join(folder, 'pairs.cjs');
    // Says nothing to one piece alone.
    writeFileSync(
      file,
      "const { parentPort } = require('node:worker_threads'); let one = false; parentPort.on('message', () => { " +
        'if (one) for (const length of [1, 2]) parentPort.postMessage(new Uint8Array(length)); one = !one; });',
    );
    const online = new Promise((resolve) => process.once('worker', (worker) => worker.once('online', resolve)));
    const deflate = createDeflate({ workerFile: file, threads: 2 });
    await deflate.makeReady?.();
    await online;
    const packed = await Promise.all([0, 0].map((_) => deflate.compress(new Uint8Array(9), signal)));
    expect(packed.map(({ length }) => length)).toEqual([1, 2]);
    await deflate.close();
  });

  test.each([
    ['starts one', 3, 1],
    ['starts none where one thread is all', 1, 0],
  ])('asked to be ready %s', async (_, threads, workers) => {
    let started = 0;
    const onStart = () => (started += 1);
    process.on('worker', onStart);
    const deflate = createDeflate({ workerFile: join(folder, 'worker.cjs'), threads });
    await deflate.makeReady?.();
    await deflate.makeReady?.();
    await deflate.close();
    process.off('worker', onStart);
    expect(started).toBe(workers);
  });
});

test('the caller keeps its bytes', async () => {
  const deflate = createDeflate({ workerFile: join(folder, 'worker.cjs'), threads: 1 });
  const before = pieces.map((piece) => Buffer.from(piece));
  await Promise.all(pieces.map((piece) => deflate.compress(piece, signal)));
  expect(pieces.every((piece, index) => before[index]?.equals(piece))).toBe(true);
  await deflate.close();
});

test('an abort ends it', async () => {
  const deflate = createDeflate({ threads: 1 });
  await expect(deflate.compress(Buffer.alloc(1), AbortSignal.abort())).rejects.toMatchObject({
    problems: [{ code: 'CANCELLED' }],
  });
});
