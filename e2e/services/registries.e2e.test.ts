/** Proves that the registries of the run are what the tests take them for. */
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { startDockerRegistry } from './docker-registry.ts';
import { ask, basicAuth } from './http.ts';
import { createFolder, requireService } from './provided.ts';
import { openRun } from './run.ts';
import { startTokenRegistry } from './token-registry.ts';

const services = inject('services');
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

describe.each(['registry', 'olareg'] as const)('%s', (name) => {
  test('holds the base images under the digests that the run names', async (context) => {
    const { url } = requireService(services[name], context);
    const images = requireService(services.images, context);
    for (const image of Object.values(images)) {
      const [repository, tag] = image.name.split(':');
      const answer = await ask(`${url}/v2/${repository}/manifests/${tag}`, {
        headers: { accept: `${OCI_INDEX}, application/vnd.oci.image.manifest.v1+json` },
      });
      expect(answer.headers['docker-content-digest']).toBe(image.digest);
    }
  });

  test('takes a copy made by crane', async (context) => {
    const { host } = requireService(services[name], context);
    const images = requireService(services.images, context);
    const { program } = requireService(services.crane, context);
    await execa(program, ['copy', `${host}/${images.multi.name}`, `${host}/smoke/copied:1`]);
    const { stdout } = await execa(program, ['digest', `${host}/smoke/copied:1`]);
    expect(stdout).toBe(images.multi.digest);
    const platforms = await execa(program, ['manifest', `${host}/smoke/copied:1`]);
    expect(platforms.stdout).toMatch(/"architecture":"amd64".*"architecture":"arm64"/);
  });

  test('is read by skopeo', async (context) => {
    const { host } = requireService(services[name], context);
    const images = requireService(services.images, context);
    const { program } = requireService(services.skopeo, context);
    const reference = `docker://${host}/${images.busybox.name}`;
    const { stdout } = await execa(program, ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', reference]);
    expect(stdout).toBe(images.busybox.digest);
  });
});

test('olareg answers the referrers API, docker-registry does not', async (context) => {
  const images = requireService(services.images, context);
  const path = `/v2/base/busybox/referrers/${images.busybox.digest}`;
  const known = await ask(`${requireService(services.olareg, context).url}${path}`);
  expect(known.status).toBe(200);
  expect(JSON.parse(known.text)).toMatchObject({ mediaType: OCI_INDEX });
  expect((await ask(`${requireService(services.registry, context).url}${path}`)).status).toBe(404);
});

test('the registry with a password answers 401, then 200', async (context) => {
  const { url, username, password } = requireService(services.passwordRegistry, context);
  const refused = await ask(`${url}/v2/`);
  expect(refused.status).toBe(401);
  expect(refused.headers['www-authenticate']).toMatch(/^Basic realm=/);
  const headers = { authorization: basicAuth(username, password) };
  expect((await ask(`${url}/v2/`, { headers })).status).toBe(200);
  const wrong = { authorization: basicAuth(username, `${password}?`) };
  expect((await ask(`${url}/v2/`, { headers: wrong })).status).toBe(401);
});

test('the registry with TLS is trusted through its CA only', async (context) => {
  const { url } = requireService(services.tlsRegistry, context);
  const { ca } = requireService(services.certificates, context);
  expect((await ask(`${url}/v2/`, { ca: await readFile(ca, 'utf8') })).status).toBe(200);
  await expect(ask(`${url}/v2/`)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

describe('registries that a test starts for itself', () => {
  test('one that asks for a client certificate', async (context) => {
    const files = requireService(services.certificates, context);
    requireService(services.registry, context);
    const { run, close } = await openRun('mutual', services.folders.logs);
    onTestFinished(close);
    const tls = { cert: files.serverCert, key: files.serverKey, ca: files.ca, clientCa: files.ca };
    const { facts } = await startDockerRegistry(run, { name: 'mutual', tls });
    const ca = await readFile(files.ca, 'utf8');
    const own = { cert: await readFile(files.clientCert, 'utf8'), key: await readFile(files.clientKey, 'utf8') };
    expect((await ask(`${facts.url}/v2/`, { ca, ...own })).status).toBe(200);
    await expect(ask(`${facts.url}/v2/`, { ca })).rejects.toMatchObject({
      // Go's version decides which of TLS's two alerts it is.
      code: expect.stringMatching(/^ERR_SSL_.*CERTIFICATE/),
    });
  });

  test('one with tokens whose realm speaks TLS', async (context) => {
    const certificates = requireService(services.certificates, context);
    requireService(services.tokenRegistry, context);
    const { run, close } = await openRun('tokens', services.folders.logs);
    onTestFinished(close);
    const { facts, stop } = await startTokenRegistry(run, certificates, { name: 'tokens', tls: true, lifetime: 60 });
    onTestFinished(stop);
    const ca = await readFile(certificates.ca, 'utf8');
    const refused = await ask(`${facts.url}/v2/`, { ca });
    expect(refused.headers['www-authenticate']).toContain(`realm="https://${facts.host}/token"`);
    const login = { authorization: basicAuth(facts.username, facts.password) };
    const given = await ask(`${facts.realm}?service=${facts.service}`, { ca, headers: login });
    const { token, expires_in } = JSON.parse(given.text) as { token: string; expires_in: number };
    expect(expires_in).toBe(60);
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(`${facts.url}/v2/`, { ca, headers })).status).toBe(200);
  });
});

describe('the registry with tokens', () => {
  test('sends to its realm and takes the token of that realm', async (context) => {
    const { url, realm, service, username, password } = requireService(services.tokenRegistry, context);
    const refused = await ask(`${url}/v2/team/api/tags/list`);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe(
      `Bearer realm="${realm}",service="${service}",scope="repository:team/api:pull"`,
    );

    const query = new URLSearchParams({ service, scope: 'repository:team/api:pull' });
    const given = await ask(`${realm}?${query}`, { headers: { authorization: basicAuth(username, password) } });
    const { token } = JSON.parse(given.text) as { token: string };
    // 404 comes after the check of the token: the repository is empty.
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(`${url}/v2/team/api/tags/list`, { headers })).status).toBe(404);
    expect((await ask(`${url}/v2/team/other/tags/list`, { headers })).status).toBe(401);
  });

  test('gives nobody more than pull below public/', async (context) => {
    const { url, realm, service } = requireService(services.tokenRegistry, context);
    const ofScope = async (scope: string) => {
      const { text } = await ask(`${realm}?${new URLSearchParams({ service, scope })}`);
      return { authorization: `Bearer ${(JSON.parse(text) as { token: string }).token}` };
    };
    const open = await ofScope('repository:public/x:pull');
    expect((await ask(`${url}/v2/public/x/tags/list`, { headers: open })).status).toBe(404);
    const push = await ofScope('repository:public/x:pull,push');
    expect((await ask(`${url}/v2/public/x/blobs/uploads/`, { method: 'POST', headers: push })).status).toBe(401);
  });

  test('takes an image from crane, by name and password', async (context) => {
    const { host, username, password } = requireService(services.tokenRegistry, context);
    const registry = requireService(services.registry, context);
    const images = requireService(services.images, context);
    const { program } = requireService(services.crane, context);
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const login = await createFolder({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) });

    const copy = ['copy', `${registry.host}/${images.busybox.name}`, `${host}/team/busybox:1`];
    await execa(program, copy, { env: { DOCKER_CONFIG: login } });
    const { stdout } = await execa(program, ['digest', `${host}/team/busybox:1`], { env: { DOCKER_CONFIG: login } });
    expect(stdout).toBe(images.busybox.digest);
    await expect(execa(program, ['digest', `${host}/team/busybox:1`])).rejects.toThrow(/UNAUTHORIZED/);
  });
});
