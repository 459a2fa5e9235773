import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { canonicalName, parseReference } from './reference.ts';
import { isWithin, parseRepositoryPrefix } from './repository-prefix.ts';

const holds = (prefix: string, image: string): boolean =>
  isWithin(unwrap(parseReference(image)), unwrap(parseRepositoryPrefix(prefix)));

test.each([
  ['ghcr.io', 'ghcr.io/team/api:1', true],
  ['ghcr.io/team', 'ghcr.io/team/api', true],
  ['ghcr.io/team', 'ghcr.io/team', true],
  ['ghcr.io/team/', 'ghcr.io/team/a/b', true],
  ['ghcr.io/team', 'ghcr.io/teamwork/api', false],
  ['ghcr.io/team', 'ghcr.io/te/am', false],
  ['ghcr.io', 'ghcr.io.evil.example/team/api', false],
  ['ghcr.io', 'ghcr.io:443/team/api', false],
  ['localhost:5000', 'localhost:5000/a', true],
  ['localhost:500', 'localhost:5000/a', false],
  ['GHCR.io/team', 'ghcr.io/team/api', true],
  ['docker.io/library', 'nginx', true],
  ['docker.io/library/nginx', 'nginx:1@sha256:'.concat('a'.repeat(64)), true],
  ['docker.io/library/nginx', 'nginxinc/nginx', false],
  ['docker.io/nginx', 'nginx', false],
  ['docker.io/team', 'team/api', true],
  ['index.docker.io', 'nginx', true],
  ['docker.io', 'quay.io/docker.io/nginx', false],
])('%s holds %s: %s', (prefix, image, expected) => {
  expect(holds(prefix, image)).toBe(expected);
});

describe('what is no prefix', () => {
  test.each([
    '',
    '/',
    'nginx',
    'team/api',
    'ghcr.io/',
    'ghcr.io/team:1',
    'ghcr.io/*',
    'https://ghcr.io',
    'ghcr.io//a',
    'ghcr.io/Team',
  ])('%s', (text) => {
    const parsed = parseRepositoryPrefix(text);
    expect(parsed.ok ? parsed.value : parsed.problems[0].code).toBe(
      text === 'ghcr.io/' ? 'ghcr.io' : 'IMAGE_REFERENCE_INVALID',
    );
  });
});

test('each cut of a name between its parts holds it, and no other cut does', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,5}$/);
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), fc.nat(), (parts, at) => {
      const image = `reg.example/${parts.join('/')}`;
      const name = canonicalName(unwrap(parseReference(image)));
      const cut = name.slice(0, 'reg.example'.length + (at % (parts.join('/').length + 2)));
      const atBound = name === cut || name[cut.length] === '/';
      if (!cut.endsWith('/')) expect(holds(cut, image)).toBe(atBound);
    }),
  );
});
