import { parseFamiliarName } from '@swimlane/docker-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { digestOf } from './digest.ts';
import {
  baseName,
  canonicalName,
  formatReference,
  parseReference,
  repositoryOf,
  sanitizeName,
  withDigest,
  withTag,
} from './reference.ts';

const hex = 'a'.repeat(64);

describe('parseReference', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx'],
    ['index.docker.io/nginx', 'docker.io/library/nginx'],
    ['docker.io/library/nginx', 'docker.io/library/nginx'],
    ['Docker.io/nginx', 'docker.io/library/nginx'],
    ['x/y', 'docker.io/x/y'],
    ['x.y/z', 'x.y/z'],
    ['localhost/x', 'localhost/x'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['localhost:5000', 'docker.io/library/localhost'], // no slash: a tag, as Docker reads it
    ['Reg.Test/app/web:2.0', 'reg.test/app/web'],
    ['[::1]:5000/x', '[::1]:5000/x'],
    ['[FE80::1]/x:v1', '[fe80::1]/x'],
    ['a_b.example.com/x', 'a_b.example.com/x'],
    [`ghcr.io/a/b:v1@sha256:${hex}`, 'ghcr.io/a/b'],
    [`a@sha512:${hex}${hex}`, 'docker.io/library/a'],
    [`a/b:${hex}`, 'docker.io/a/b'],
  ])('%s names %s', (text, name) => {
    const reference = unwrap(parseReference(text));
    expect(canonicalName(reference)).toBe(name);
    expect(formatReference(reference)).toBe(text);
  });

  test.each([
    ['Team/api', /"Team" may hold only/],
    ['reg.test/App/web', /"App" may hold only/],
    ['api:', /tag "" is empty/],
    ['api:a/b', /"api:a" is not a registry host/],
    ['api:a b', /" " at character 2/],
    [`api:${'a'.repeat(129)}`, /has 129 characters/],
    ['api:-a', /begins with "-"/],
    ['api@sha256:beef', /"sha256:beef" is not sha256: and 64/],
    [`api@sha256:${hex.toUpperCase()}`, /lower-case hex/],
    [`api@sha384:${hex}${hex.slice(32)}`, /is not sha256/],
    ['api@', /"" is not sha256/],
    ['a@b@c', /more than one "@"/],
    [' api', /" api" may hold only/],
    ['', /no name/],
    [':v1', /no name/],
    [hex, /image id/],
    ['docker.io/', /"" may hold only/],
    ['/a', /"" may hold only/],
    ['a//b', /"" may hold only/],
    ['a..b/c', /"a..b" is not a registry host/],
    ['-a.b/c', /"-a.b" is not a registry host/],
    ['my_reg:5000/c', /"my_reg:5000" is not a registry host/],
    ['reg.test:/c', /"reg.test:" is not a registry host/],
    ['reg.test:65536/c', /"65536" is not a port/],
    ['[:::]/c', /"\[:::\]" is not a registry host/],
    ['[::1/c', /"\[::1" is not a registry host/],
    ['a___b', /"a___b" may hold only/],
    ['a.-b', /"a.-b" may hold only/],
    [`reg.test/${'a'.repeat(256)}`, /path has 256 characters/],
    ['a\nb', /image "a\\nb"/],
  ])('rejects %j and says why', (text, why) => {
    expect(parseReference(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'IMAGE_REFERENCE_INVALID', message: expect.stringMatching(why) }],
    });
  });

  test('the limit of 255 counts the path alone, as Docker counts it now', () => {
    expect(parseReference(`registry.example.com/${'a'.repeat(255)}`).ok).toBe(true);
  });
});

const lower = fc.stringMatching(/^[a-z0-9]{1,4}$/);
const component = fc
  .tuple(lower, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--'), lower), { maxLength: 2 }))
  .map(([head, tail]) => head + tail.flat().join(''));
const dns = fc.tuple(lower, lower).map((labels) => labels.join('.'));
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const host = fc
  .tuple(fc.oneof(dns, fc.constant('localhost'), fc.ipV4(), fc.constantFrom('docker.io', 'index.docker.io')), port)
  .map(([name, number]) => (number === undefined ? name : `${name}:${number}`));
const name = fc
  .tuple(fc.option(host, { nil: undefined }), fc.array(component, { minLength: 1, maxLength: 3 }))
  .map(([first, parts]) => [...(first === undefined ? [] : [first]), ...parts].join('/'));
const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,9}$/);
const digest = fc
  .tuple(fc.string(), fc.constantFrom('sha256' as const, 'sha512' as const))
  .map(([text, algorithm]) => digestOf(text, algorithm));
const written = fc
  .tuple(name, fc.option(tag, { nil: undefined }), fc.option(digest, { nil: undefined }))
  .map(([base, label, sum]) => base + (label === undefined ? '' : `:${label}`) + (sum === undefined ? '' : `@${sum}`));

/**
 * The port of distribution/reference, as [canonical name, tag, digest]; undefined where it refuses. A host with "_" it
 * reports as a part of the path, hence the joined name.
 */
function askOracle(text: string): readonly (string | undefined)[] | undefined {
  try {
    const { domain, repository, tag: label, digest: sum } = parseFamiliarName(text);
    return [domain ? `${domain}/${repository}` : repository, label, sum];
  } catch {
    return undefined;
  }
}

function askOurs(text: string): readonly (string | undefined)[] | undefined {
  const parsed = parseReference(text);
  if (!parsed.ok) return undefined;
  return [canonicalName(parsed.value), parsed.value.tag, parsed.value.digest];
}

describe('for any text', () => {
  test('what is read and written again is the same text', () => {
    fc.assert(
      fc.property(written, (text) => {
        expect(formatReference(unwrap(parseReference(text)))).toBe(text);
      }),
    );
  });

  test('valid references mean what distribution says they mean', () => {
    fc.assert(
      fc.property(written, (text) => {
        expect(askOurs(text)).toEqual(askOracle(text));
      }),
    );
  });

  test('near misses are refused where distribution refuses them', () => {
    // Short, because the oracle's expression needs exponential time to refuse.
    const noise = fc.string({ unit: fc.constantFrom('a', '0', '.', '_', '-', ':', '/', '@', ' ', '\n'), maxLength: 6 });
    fc.assert(
      fc.property(noise, (text) => {
        fc.pre(!/:0+\//.test(text)); // theirs takes port 0
        expect(askOurs(text)).toEqual(askOracle(text));
      }),
      { numRuns: 500 },
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseReference(text).ok === 'boolean'));
  });
});

test('a tag that replaces another leaves the digest', () => {
  const reference = withDigest(unwrap(parseReference('a/b:v1')), digestOf('x'));
  expect(formatReference(unwrap(withTag(reference, 'v2')))).toBe(`a/b:v2@${digestOf('x')}`);
  expect(withTag(reference, 'v/2')).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('"/"') }],
  });
});

test('the base name is the last part of the path', () => {
  expect(baseName(unwrap(parseReference('ghcr.io/team/api:v1')))).toBe('api');
  expect(baseName(unwrap(parseReference('nginx')))).toBe('nginx');
});

test('a repository is made of a registry and a path, and a registry that is none is refused', () => {
  expect(unwrap(repositoryOf('localhost:5080', 'team/api')).name).toBe('localhost:5080/team/api');
  expect(canonicalName(unwrap(repositoryOf('index.docker.io', 'nginx')))).toBe('docker.io/library/nginx');
  expect(repositoryOf('registry', 'api')).toMatchObject({ ok: false });
});

test.each([
  ['ko://Example.com/Cmd/App', 'example.com/cmd/app'],
  ['Foo/Bar:Tag', 'foo/bar:Tag'],
  ['HOST:5000/Foo', 'host:5000/foo'],
  ['plain', 'plain'],
])('sanitizing %s gives %s', (text, clean) => {
  expect(sanitizeName(text)).toBe(clean);
});
