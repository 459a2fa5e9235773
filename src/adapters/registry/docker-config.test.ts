import { describe, expect, test } from 'vitest';
import { findSources, parseDockerConfig } from './docker-config.ts';

const auth = Buffer.from('me:pass:word').toString('base64');
const me = { credential: { kind: 'password', username: 'me', password: 'pass:word' } };
const at = (registry: string, repository = 'team/api') => ({ registry, repository });

describe('findSources', () => {
  test.each([
    ['a host', { auths: { 'ghcr.io': { auth } } }, 'ghcr.io', [me]],
    ['upper case', { auths: { 'GHCR.io': { auth } } }, 'ghcr.io', [me]],
    ['a port', { auths: { 'r.example:5000': { auth } } }, 'r.example:5000', [me]],
    ['another port', { auths: { 'r.example:5000': { auth } } }, 'r.example', []],
    ['no port', { auths: { 'r.example': { auth } } }, 'r.example:5000', []],
    ["Docker Hub's old key", { auths: { 'https://index.docker.io/v1/': { auth } } }, 'docker.io', [me]],
    ['a URL', { auths: { 'https://r.example/v2/': { auth } } }, 'r.example', [me]],
    ['two fields', { auths: { 'r.example': { username: 'me', password: 'pass:word' } } }, 'r.example', [me]],
    [
      'an identity token',
      { auths: { 'r.example': { auth, identitytoken: 'it' } } },
      'r.example',
      [{ credential: { kind: 'identity', token: 'it' } }],
    ],
    [
      'a registry token',
      { auths: { 'r.example': { registrytoken: 'rt' } } },
      'r.example',
      [{ credential: { kind: 'bearer', token: 'rt' } }],
    ],
    ['an empty entry', { auths: { 'r.example': {} } }, 'r.example', []],
    ['no user name', { auths: { 'r.example': { auth: 'OnNlY3JldA==' } } }, 'r.example', []],
    ['a store', { credsStore: 'desktop' }, 'ghcr.io', [{ helper: 'desktop', server: 'ghcr.io' }]],
    [
      'a store for Docker Hub',
      { credsStore: 'desktop' },
      'docker.io',
      [{ helper: 'desktop', server: 'https://index.docker.io/v1/' }],
    ],
    [
      'a helper of its own before the store, and then the entry',
      { credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud' }, auths: { 'gcr.io': { auth } } },
      'gcr.io',
      [{ helper: 'gcloud', server: 'gcr.io' }, me],
    ],
    ['nothing', {}, 'ghcr.io', []],
    ['nonsense', { auths: [], credHelpers: 'x', credsStore: 5 }, 'ghcr.io', []],
  ])('reads %s', (_, config, registry, sources) => {
    expect(findSources(config, at(registry), false)).toEqual(sources);
  });

  test('the most special key of an auth file counts', () => {
    const entry = (token: string) => ({ registrytoken: token });
    const config = { auths: { 'r.example': entry('all'), 'r.example/team': entry('team') } };
    const token = (repository: string) => findSources(config, at('r.example', repository), false);
    expect(token('team/api')).toEqual([{ credential: { kind: 'bearer', token: 'team' } }]);
    expect(token('teams/api')).toEqual([{ credential: { kind: 'bearer', token: 'all' } }]);
  });

  test('what was stored for https does not go to a plain registry', () => {
    const config = { auths: { 'https://r.example': { auth } } };
    expect(findSources(config, at('r.example'), true)).toEqual([]);
    expect(findSources({ auths: { 'r.example': { auth } } }, at('r.example'), true)).toEqual([me]);
  });
});

test('a file that is no JSON is named, and nothing of it is repeated', () => {
  const parse = () => parseDockerConfig(Buffer.from('{"auth": "secret"'), '/home/me/.docker/config.json');
  expect(parse).toThrow('INPUT_INVALID: /home/me/.docker/config.json is not a JSON object');
});
