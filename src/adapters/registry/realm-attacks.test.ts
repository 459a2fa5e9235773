import { access } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import { answer, image, type Part, problemOf, signal, useStage } from './stage.cases.ts';

const stage = useStage();

/** A helper that leaves a trace when a credential is read. */
async function watchCredentials(): Promise<() => Promise<boolean>> {
  const trace = `${stage.home}/asked`;
  await stage.writeDockerConfig({ credsStore: 'watched' });
  await stage.writeProgram(
    `${stage.home}/bin/docker-credential-watched`,
    `touch ${trace}; echo '{"Username":"tess","Secret":"hunter2"}'`,
  );
  return () =>
    access(trace).then(
      () => true,
      () => false,
    );
}

const naming = async (realm: (own: Part) => string): Promise<Part> => {
  const own: Part = await stage.serve((heard, response) => {
    if (heard.path.startsWith('/token')) return answer(response, 200, {}, '{"token":"t0ken"}');
    const header = `Bearer realm="${realm(own)}",service="s",scope="repository:team/api:pull"`;
    answer(response, 401, { 'www-authenticate': header });
  });
  return own;
};

describe('a registry that names a token service which is not its own', () => {
  test.each([
    ['another port', (other: Part) => () => `http://${other.host}/token`],
    ['another name of the same machine', () => (own: Part) => `http://localhost:${own.port}/token`],
    ['another host', () => () => 'https://evil.example/token'],
    ['a metadata service', () => () => 'http://169.254.169.254/latest/meta-data'],
    ['a metadata service over TLS', () => () => 'https://169.254.169.254/latest/meta-data'],
    ['a private address', () => () => 'https://10.0.0.1/token'],
    ['a user name in the URL', () => (own: Part) => `http://me:pw@${own.host}/token`],
    ['no URL', () => () => 'token'],
  ])('%s: refused before a credential is read', async (_, realm) => {
    const wasAsked = await watchCredentials();
    const other = await stage.serve((__, response) => answer(response, 200, {}, '{"token":"t0ken"}'));
    const registry = await naming(realm(other));
    const { code, message } = await problemOf(stage.connect().resolve(image(registry.host), signal));
    expect(code).toBe('REGISTRY_REALM_REFUSED');
    expect(message).toContain(registry.host);
    expect(message).not.toContain('pw');
    expect(other.heard).toEqual([]);
    expect(await wasAsked()).toBe(false);
  });

  test.each([
    ['a listed name for loopback', '127.0.0.1', ['https://realm.example']],
    ['a listed name for a metadata service', '169.254.169.254', ['https://realm.example']],
    ['the name of the registry on another port, for loopback', '127.0.0.1', []],
    ['the name of the registry on another port, for a private address', '10.0.0.1', []],
  ])('%s: refused after DNS, before a credential is read', async (_, address, realms) => {
    const wasAsked = await watchCredentials();
    const registry = await naming(() => `https://${realms.length > 0 ? 'realm' : 'registry'}.example/token`);
    const host = `registry.example:${registry.port}`;
    let lookups = 0;
    const lookup: LookupFunction = (_hostname, _options, done) => {
      // The registry's own name leads to it; whoever asks once more gets what the attacker wants.
      lookups += 1;
      done(null, [{ address: lookups === 1 ? '127.0.0.1' : address, family: 4 }]);
    };
    const client = stage.connect({ registries: [{ host, insecure: true, realms }], lookup });
    const { code } = await problemOf(client.resolve(image(host), signal));
    expect(code).toBe('REGISTRY_REALM_REFUSED');
    expect(await wasAsked()).toBe(false);
  });

  test('a realm on the registry itself gets the login', async () => {
    const wasAsked = await watchCredentials();
    const registry = await naming((own) => `http://${own.host}/token?keep=1`);
    // It refuses the token too, so there is an error; what counts is who was asked for what.
    await problemOf(stage.connect().resolve(image(registry.host), signal));
    expect(await wasAsked()).toBe(true);
    const visit = registry.heard.find(({ path }) => path.startsWith('/token'));
    expect(visit?.path).toBe('/token?keep=1&service=s&scope=repository%3Ateam%2Fapi%3Apull');
    expect(visit?.headers.authorization).toBe(`Basic ${Buffer.from('tess:hunter2').toString('base64')}`);
  });
});

test('a token service that redirects is not followed', async () => {
  const wasAsked = await watchCredentials();
  const trap = await stage.serve((_, response) => answer(response, 200, {}, '{"token":"t0ken"}'));
  const registry = await stage.serve((heard, response) => {
    if (heard.path.startsWith('/token'))
      return answer(response, 307, { location: `http://${trap.host}/token?secret=s3cret` });
    answer(response, 401, { 'www-authenticate': `Bearer realm="http://${registry.host}/token",service="s"` });
  });
  const { code, message } = await problemOf(stage.connect().resolve(image(registry.host), signal));
  expect(code).toBe('REGISTRY_REDIRECT_REFUSED');
  expect(message).toContain(`http://${trap.host}/token;`);
  expect(message).not.toContain('s3cret');
  expect(trap.heard).toEqual([]);
  expect(await wasAsked()).toBe(true);
});

test.each([
  ['an HTML page', 200, { 'content-type': 'text/html' }, '<html>', /HTML page/],
  ['no token', 200, {}, '{}', /without a token/],
  ['a token that would break a header', 200, {}, '{"token":"a\\r\\nX: y"}', /without a token/],
  ['a token without end', 200, {}, `{"token":"${'a'.repeat(2_000_000)}"}`, /without a token/],
  ['an error', 404, {}, '', /status 404/],
])('a token service that answers with %s is said to', async (_, status, headers, body, why) => {
  const registry = await stage.serve((heard, response) => {
    if (heard.path.startsWith('/token')) return answer(response, status, headers as Record<string, string>, body);
    answer(response, 401, { 'www-authenticate': `Bearer realm="http://${registry.host}/token",service="s"` });
  });
  const problem = await problemOf(stage.connect().resolve(image(registry.host), signal));
  expect(problem).toMatchObject({ code: 'REGISTRY_FAILED', message: expect.stringMatching(why) });
});
