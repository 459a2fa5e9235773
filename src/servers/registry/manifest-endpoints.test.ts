import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { maxManifestBytes } from '../../oci/image-manifest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { codeOf, useLoopback } from './loopback.cases.ts';

const registry = useLoopback();
const { ask } = registry;

const index = (fields: object = {}): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [], ...fields });
const put = (reference: string, body: string, query = '') =>
  ask('PUT', `/v2/a/manifests/${reference}${query}`, { body, headers: { 'content-type': mediaTypes.ociIndex } });

describe('a manifest', () => {
  test('is given back as it came, by tag and by digest; HEAD says the same without a body', async () => {
    const body = ` ${index()} `;
    const digest = digestOf(body);
    expect((await put('v1', body)).headers).toMatchObject({ location: `/v2/a/manifests/${digest}` });
    for (const reference of ['v1', digest]) {
      const got = await ask('GET', `/v2/a/manifests/${reference}`);
      expect([got.status, got.body]).toEqual([200, body]);
      const head = await ask('HEAD', `/v2/a/manifests/${reference}`);
      expect([head.status, head.body]).toEqual([200, '']);
      for (const { headers } of [got, head]) {
        expect(headers).toMatchObject({
          'content-type': mediaTypes.ociIndex,
          'content-length': String(body.length),
          'docker-content-digest': digest,
          'x-content-type-options': 'nosniff',
        });
      }
    }
  });

  test.each(['sha256', 'sha512'] as const)('put by its %s may bring many tags along', async (algorithm) => {
    const digest = digestOf(index(), algorithm);
    const reply = await put(digest, index(), '?tag=x&tag=Y&tag=z');
    expect([reply.status, reply.headers['oci-tag'], reply.headers['docker-content-digest']]).toEqual([
      201,
      'x, Y, z',
      digest,
    ]);
    for (const tag of ['x', 'Y', 'z']) {
      expect((await ask('HEAD', `/v2/a/manifests/${tag}`)).headers['docker-content-digest']).toBe(digest);
    }
  });

  test('as large as the specification asks for is taken, a larger one is refused, and the connection lives', async () => {
    const fill = (size: number) =>
      index({ annotations: { a: 'x'.repeat(size - index({ annotations: { a: '' } }).length) } });
    expect((await put('v1', fill(maxManifestBytes))).status).toBe(201);
    const refused = await put('v2', fill(maxManifestBytes + 1));
    expect([refused.status, codeOf(refused)]).toEqual([413, 'SIZE_INVALID']);
  });

  test('goes with all its tags when it goes by digest, and alone a tag goes alone', async () => {
    const digest = digestOf(index());
    for (const tag of ['x', 'y', 'z']) await put(tag, index());
    expect((await ask('DELETE', '/v2/a/manifests/x')).status).toBe(202);
    expect((await ask('HEAD', `/v2/a/manifests/${digest}`)).status).toBe(200);
    expect((await ask('DELETE', `/v2/a/manifests/${digest}`)).status).toBe(202);
    expect(JSON.parse((await ask('GET', '/v2/a/tags/list')).body).tags).toEqual([]);
    expect((await ask('DELETE', `/v2/a/manifests/${digest}`)).status).toBe(404);
  });
});

describe('referrers', () => {
  test('are listed for a subject that is not there yet, and by what they are', async () => {
    const subject = { mediaType: mediaTypes.ociManifest, digest: digestOf('later'), size: 5 };
    const path = `/v2/a/referrers/${subject.digest}`;
    expect(JSON.parse((await ask('GET', path)).body).manifests).toEqual([]);
    for (const artifactType of ['a/sbom', 'a/signature']) {
      const reply = await put(digestOf(index({ artifactType, subject })), index({ artifactType, subject }));
      expect(reply.headers['oci-subject']).toBe(subject.digest);
    }
    const all = await ask('GET', path);
    expect([JSON.parse(all.body).manifests.length, all.headers['oci-filters-applied']]).toEqual([2, undefined]);
    const some = await ask('GET', `${path}?artifactType=a%2Fsbom`);
    expect(some.headers).toMatchObject({ 'content-type': mediaTypes.ociIndex, 'oci-filters-applied': 'artifactType' });
    expect(JSON.parse(some.body)).toMatchObject({
      mediaType: mediaTypes.ociIndex,
      manifests: [{ artifactType: 'a/sbom' }],
    });
  });
});
