import { describe, expect, test } from 'vitest';
import { planEndpoint, type RegistrySettings } from './endpoint.ts';
import { checkRealm, mayConnect } from './realm.ts';

const endpoint = (host: string, settings: Partial<RegistrySettings> = {}) =>
  planEndpoint(host, { registries: [{ host, ...settings }], insecureRegistries: [] });

describe('checkRealm', () => {
  test.each([
    ['docker.io', 'https://auth.docker.io/token', {}],
    ['index.docker.io', 'https://auth.docker.io/token', {}],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth', {}],
    ['ghcr.io', 'https://ghcr.io/token', {}],
    ['r.example:5000', 'https://r.example/auth', {}],
    ['r.example', 'https://R.EXAMPLE:8443/auth?a=b', {}],
    ['localhost:5000', 'http://localhost:5000/token', {}],
    ['r.example', 'http://r.example/token', { insecure: true }],
    ['r.example', 'https://login.example/token', { realms: ['https://login.example'] }],
    ['r.example', 'https://login.example:444/token', { realms: ['https://login.example:444/'] }],
  ])('%s may name %s', (host, realm, settings) => {
    expect(checkRealm(realm, endpoint(host, settings))).toMatchObject({ ok: true });
  });

  test.each([
    ['ghcr.io', 'https://evil.example/token', {}, /neither on the host/],
    ['ghcr.io', 'https://ghcr.io.evil.example/token', {}, /neither/],
    ['ghcr.io', 'https://auth.docker.io/token', {}, /neither/],
    ['ghcr.io', 'http://ghcr.io/token', {}, /not https/],
    ['ghcr.io', 'https://169.254.169.254/latest', {}, /neither/],
    ['ghcr.io', 'https://127.0.0.1/token', {}, /neither/],
    ['ghcr.io', 'https://me:secret@ghcr.io/token', {}, /user name/],
    ['ghcr.io', 'file:///etc/passwd', {}, /not https/],
    ['ghcr.io', '/token', {}, /no URL/],
    ['ghcr.io', undefined, {}, /no URL/],
    ['localhost:5000', 'http://localhost:5001/token', {}, /not https/],
    ['localhost:5000', 'http://127.0.0.1:5000/token', {}, /not https/],
    ['r.example', 'http://r.example:81/token', { insecure: true }, /not https/],
    ['r.example', 'https://login.example:444/token', { realms: ['https://login.example'] }, /neither/],
    ['r.example', 'http://login.example/token', { realms: ['https://login.example'] }, /not https/],
  ])('%s may not name %s', (host, realm, settings, why) => {
    expect(checkRealm(realm, endpoint(host, settings))).toMatchObject({
      ok: false,
      problems: [{ code: 'REGISTRY_REALM_REFUSED', message: expect.stringMatching(why) }],
    });
  });

  test('the refusal names registry and realm, and nothing that was hidden in the realm', () => {
    const refused = checkRealm('https://me:secret@evil.example/token?password=secret#secret', endpoint('ghcr.io'));
    const [problem] = refused.ok ? [] : refused.problems;
    expect(problem?.message).toMatch(/ghcr\.io.*"https:\/\/evil\.example\/token"/);
    expect(problem?.message).not.toContain('secret');
  });
});

describe('mayConnect', () => {
  const own = { url: new URL('http://localhost:5000/token'), isListed: false };
  const other = { url: new URL('https://r.example/token'), isListed: false };
  const listed = { url: new URL('https://login.example/token'), isListed: true };
  const listedHere = { url: new URL('https://localhost:444/token'), isListed: true };

  test.each([
    ['the registry itself', own, 'localhost:5000', '127.0.0.1', true],
    ['the same host on another port', other, 'r.example:5000', '93.184.216.34', true],
    ['the same host on another port', other, 'r.example:5000', '127.0.0.1', false],
    ['the same host on another port', other, 'r.example:5000', '10.0.0.1', false],
    ['the same host on another port', other, 'r.example:5000', '169.254.169.254', false],
    ['a listed realm', listed, 'r.example', '10.0.0.1', true],
    ['a listed realm', listed, 'r.example', '127.0.0.1', false],
    ['a listed realm', listed, 'r.example', '169.254.169.254', false],
    ['a realm that is listed as this machine', listedHere, 'r.example', '127.0.0.1', true],
  ])('%s: %o of %s at %s: %s', (_, realm, host, address, allowed) => {
    expect(mayConnect(realm, endpoint(host), address)).toBe(allowed);
  });
});
