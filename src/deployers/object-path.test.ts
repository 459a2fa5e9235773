import { join, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FileKey, findKey, foldPath, formatPath, isObjectPath } from './object-path.ts';

const key = (namespace: string | undefined, kind: string, group: string, name: string): FileKey => ({
  namespace,
  kind,
  group,
  name,
});
/** Anything that a manifest can name, the nasty included. */
const part = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('.', '/', '_', '%', '~', '\\', '\n', '\u001b', ':', 'a', 'A', ' ') }),
  fc.constantFrom('', '.', '..', 'a/../../b', '%2E', '_cluster', '.git', 'a_b.c', 'CON'),
);
const keys = fc.record({
  namespace: fc.option(
    part.filter((text) => text !== ''),
    { nil: undefined },
  ),
  kind: part,
  group: part,
  name: part,
});

describe('formatPath', () => {
  test.each([
    [key('shop', 'Deployment', 'apps', 'web'), 'shop/Deployment.apps_web.yaml'],
    [key('shop', 'ConfigMap', '', 'web.conf'), 'shop/ConfigMap._web.conf.yaml'],
    [key(undefined, 'Namespace', '', 'shop'), '_cluster/Namespace._shop.yaml'],
    [
      key(undefined, 'ClusterRole', 'rbac.authorization.k8s.io', 'system:node'),
      '_cluster/ClusterRole.rbac.authorization.k8s.io_system%3Anode.yaml',
    ],
    [key('_cluster', 'Pod', '', 'a'), '%5Fcluster/Pod._a.yaml'],
    [key('..', 'Pod', '', '..'), '%2E%2E/Pod._...yaml'],
    [key('.git', 'Pod', '', 'a/../../b'), '%2Egit/Pod._a%2F..%2F..%2Fb.yaml'],
    [key('a', 'K.d_e', 'g_h', 'n_m'), 'a/K%2Ed%5Fe.g%5Fh_n_m.yaml'],
    [key('a', 'Pod', '', 'ü\u0000'), 'a/Pod._%C3%BC%00.yaml'],
  ])('%o lies at %s', (id, path) => {
    expect(formatPath(id)).toBe(path);
    expect(findKey(path)).toEqual(id);
  });

  test('a name that no file system takes is cut, and its end counts by a hash', () => {
    const long = (end: string): string => formatPath(key('a', 'Pod', '', `${'x'.repeat(252)}${end}`));
    expect(long('1')).toMatch(/^a\/Pod\._x{212}~[0-9a-f]{32}\.yaml$/);
    expect(long('1')).not.toBe(long('2'));
    expect(long('1')).toHaveLength('a/'.length + 255);
    expect(findKey(long('1'))).toBeUndefined();
    expect(formatPath(key('ü'.repeat(99), 'Pod', '', 'ü'.repeat(99)))).not.toMatch(/%.?~/);
  });

  test('what was written is read back', () => {
    fc.assert(
      fc.property(keys, (id) => {
        const path = formatPath(id);
        expect(path.includes('~') ? id : findKey(path)).toEqual(id);
      }),
    );
  });

  test('two objects never share a path', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        expect(formatPath(one) === formatPath(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  test('a path never leaves its folder, and fits every file system', () => {
    const long = part.map((text) => `${text}x`.repeat(60));
    fc.assert(
      fc.property(fc.oneof(keys, fc.record({ namespace: long, kind: long, group: long, name: long })), (id) => {
        const path = formatPath(id);
        const parts = path.split('/');
        expect(parts).toHaveLength(2);
        expect(parts.every((name) => name.length <= 255 && name !== '' && name !== '.' && name !== '..')).toBe(true);
        expect(join('/folder', path)).toBe(`/folder${sep}${path}`);
        expect(isObjectPath(path)).toBe(true);
      }),
    );
  });
});

describe('isObjectPath', () => {
  test.each([
    '../x/Pod._a.yaml',
    '../Pod._a.yaml',
    '/etc/Pod._a.yaml',
    'a/b/Pod._a.yaml',
    'a/..',
    './a.yaml',
    'a.yaml',
  ])('refuses %s', (path) => {
    expect(isObjectPath(path)).toBe(false);
    expect(findKey(path)).toBeUndefined();
  });
});

describe('findKey', () => {
  test.each(['a/Pod.yaml', 'a/Pod._%zz.yaml', 'a/Pod._%61.yaml', 'a/Pod._%E4.yaml', 'a.b/Pod._a.yaml', 'a/Pod._a.yml'])(
    'knows that %s is none of ours',
    (path) => {
      expect(findKey(path)).toBeUndefined();
    },
  );
});

test('names that differ in case only are one file to a volume that ignores case', () => {
  const [one, other] = ['Admin', 'admin'].map((name) => formatPath(key(undefined, 'ClusterRole', 'r', name)));
  expect(one).not.toBe(other);
  expect(foldPath(one ?? '')).toBe(foldPath(other ?? ''));
});
