import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import { formatRoute, parseRoute, type Route } from './routes.ts';

const digest = digestOf('one');
const long = digestOf('one', 'sha512');

describe('parseRoute', () => {
  test.each<[string, Route]>([
    ['/v2', { kind: 'ping' }],
    ['/v2/', { kind: 'ping' }],
    ['/v2/_catalog', { kind: 'catalog' }],
    [`/v2/a/blobs/${digest}`, { kind: 'blob', repository: 'a', digest }],
    [`/v2/a/blobs/${digest.replace(':', '%3A')}`, { kind: 'blob', repository: 'a', digest }],
    [`/v2/a/b/blobs/${long}`, { kind: 'blob', repository: 'a/b', digest: long }],
    ['/v2/a/blobs/uploads/', { kind: 'uploads', repository: 'a' }],
    ['/v2/a/blobs/uploads', { kind: 'uploads', repository: 'a' }],
    ['/v2/a/blobs/uploads/x-1', { kind: 'upload', repository: 'a', id: 'x-1' }],
    ['/v2/a/blobs/uploads/manifests/v1', { kind: 'manifest', repository: 'a/blobs/uploads', reference: 'v1' }],
    ['/v2/a/manifests/V_1.2', { kind: 'manifest', repository: 'a', reference: 'V_1.2' }],
    [`/v2/a/manifests/${long}`, { kind: 'manifest', repository: 'a', reference: long }],
    ['/v2/tags/tags/list', { kind: 'tags', repository: 'tags' }],
    [`/v2/a/referrers/${digest}`, { kind: 'referrers', repository: 'a', digest }],
  ])('%s is a route', (path, route) => {
    expect(parseRoute(path)).toEqual({ ok: true, route });
  });

  test.each([
    ['', undefined],
    ['/', undefined],
    ['/v1/', undefined],
    ['v2/', undefined],
    ['/v2/a', undefined],
    ['/v2/a/b/c', undefined],
    ['/v2/tags/list', undefined],
    ['/v2/A/tags/list', 'NAME_INVALID'],
    ['/v2/a//tags/list', 'NAME_INVALID'],
    ['/v2/../tags/list', 'NAME_INVALID'],
    ['/v2/a%2Fb/tags/list', 'NAME_INVALID'],
    ['/v2/%/tags/list', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(256)}/tags/list`, 'NAME_INVALID'],
    ['/v2/a/manifests/', 'TAG_INVALID'],
    ['/v2/a/manifests/.x', 'TAG_INVALID'],
    ['/v2/a/manifests/a%2Fb', 'TAG_INVALID'],
    ['/v2/a/manifests/sha256:bad', 'DIGEST_INVALID'],
    ['/v2/a/blobs/latest', 'DIGEST_INVALID'],
    ['/v2/a/blobs/md5:d41d8cd98f00b204e9800998ecf8427e', 'DIGEST_INVALID'],
    ['/v2/a/referrers/v1', 'DIGEST_INVALID'],
    ['/v2/a/blobs/uploads/..', 'BLOB_UPLOAD_UNKNOWN'],
    ['/v2/a/blobs/uploads/a%2Fb', 'BLOB_UPLOAD_UNKNOWN'],
  ])('refuses %j', (path, code) => {
    const parsed = parseRoute(path);
    expect(parsed.ok ? parsed : parsed.refusal.code).toBe(code);
  });

  test('never throws, whatever the path', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseRoute(`/v2/${text}`).ok === 'boolean'));
  });
});

test('a route that was written is read back', () => {
  const repository = fc.stringMatching(/^[a-z0-9]{1,9}(?:(?:[.]|_|__|-{1,3}|[/])[a-z0-9]{1,9}){0,5}$/);
  const digests = fc.constantFrom(digest, long);
  const tag = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/);
  const route: fc.Arbitrary<Route> = fc.oneof(
    fc.record({ kind: fc.constantFrom('tags', 'uploads'), repository }),
    fc.record({ kind: fc.constantFrom('blob', 'referrers'), repository, digest: digests }),
    fc.record({ kind: fc.constant('manifest'), repository, reference: fc.oneof(tag, digests) }),
    fc.record({ kind: fc.constant('upload'), repository, id: fc.uuid() }),
  );
  fc.assert(
    fc.property(route, (one) => {
      expect(parseRoute(formatRoute(one))).toEqual({ ok: true, route: one });
    }),
  );
});
