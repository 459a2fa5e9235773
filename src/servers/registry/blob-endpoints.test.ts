import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf, hexOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { codeOf, useLoopback } from './loopback.cases.ts';

const registry = useLoopback();
const { ask, pushBlob } = registry;

describe('content', () => {
  test('that was damaged on disk is a miss, is set aside, and is told', async () => {
    const digest = await pushBlob('content');
    await writeFile(join(registry.root, 'blobs', 'sha256', hexOf(digestOf('content'))), 'contenu');
    const reply = await ask('GET', `/v2/a/blobs/${digest}`);
    expect([reply.status, codeOf(reply)]).toEqual([404, 'BLOB_UNKNOWN']);
    expect(registry.notified).toMatchObject([{ code: 'STORE_DAMAGED' }]);
    expect(await readdir(join(registry.root, 'damaged'))).toHaveLength(1);
    await pushBlob('content');
    expect((await ask('GET', `/v2/a/blobs/${digest}`)).body).toBe('content');
  });

  test('that is damaged far inside is never sent whole', async () => {
    const content = 'x'.repeat(1_000_000);
    const digest = await pushBlob(content);
    await writeFile(join(registry.root, 'blobs', 'sha256', hexOf(digestOf(content))), `${content.slice(0, -1)}y`);
    await expect(ask('GET', `/v2/a/blobs/${digest}`)).rejects.toThrow();
    expect(registry.notified).toMatchObject([{ code: 'STORE_DAMAGED' }]);
  });

  test('comes in parts', async () => {
    const digest = await pushBlob('0123456789');
    const part = await ask('GET', `/v2/a/blobs/${digest}`, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const none = await ask('GET', `/v2/a/blobs/${digest}`, { headers: { range: 'bytes=10-' } });
    expect([none.status, none.headers['content-range']]).toEqual([416, 'bytes */10']);
  });

  test('of another repository is mounted, and not shown where it is not', async () => {
    const digest = await pushBlob('content');
    expect((await ask('HEAD', `/v2/b/blobs/${digest}`)).status).toBe(404);
    const missing = await ask('POST', `/v2/b/blobs/uploads/?mount=${digest}&from=c`);
    expect([missing.status, missing.headers.range]).toEqual([202, '0-0']);
    expect((await ask('POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`)).status).toBe(201);
    expect((await ask('GET', `/v2/b/blobs/${digest}`)).body).toBe('content');
  });
});

describe('tags', () => {
  test('come in pages that point at the next one', async () => {
    const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] });
    const headers = { 'content-type': mediaTypes.ociIndex };
    for (const tag of ['b', 'C', 'a']) await ask('PUT', `/v2/a/manifests/${tag}`, { body: index, headers });
    const first = await ask('GET', '/v2/a/tags/list?n=2');
    expect(JSON.parse(first.body)).toEqual({ name: 'a', tags: ['C', 'a'] });
    expect(first.headers['link']).toBe('</v2/a/tags/list?n=2&last=a>; rel="next"');
    const second = await ask('GET', '/v2/a/tags/list?n=2&last=a');
    expect([JSON.parse(second.body).tags, second.headers['link']]).toEqual([['b'], undefined]);
    const none = await ask('GET', '/v2/a/tags/list?n=0');
    expect([JSON.parse(none.body).tags, none.headers['link']]).toEqual([[], undefined]);
    expect(JSON.parse((await ask('GET', '/v2/_catalog')).body)).toEqual({ repositories: ['a'] });
  });
});
