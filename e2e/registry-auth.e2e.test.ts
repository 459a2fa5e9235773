/** Logins against registries that really check them. */
import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { mediaTypes } from '../src/oci/media-types.ts';
import type { Registry } from '../src/ports/registry.ts';
import { connect, hashOf, image, imageOf, problemOf, randomLayer, signal, sourceOf } from './registry-client.cases.ts';
import { startDockerRegistry } from './services/docker-registry.ts';
import { createFolder, requireService } from './services/provided.ts';
import { openRun } from './services/run.ts';
import { startTokenRegistry } from './services/token-registry.ts';

const services = inject('services');
const base64 = (username: string, password: string): string =>
  Buffer.from(`${username}:${password}`).toString('base64');

/** Pushes an image and pulls it again. */
async function roundTrip(client: Registry, host: string, repository: string): Promise<void> {
  const layer = randomLayer(200_000);
  const { manifest, config } = imageOf([layer]);
  const at = image(host, repository, '1');
  await client.pushBlob(at, sourceOf(layer), { signal });
  await client.pushBlob(at, sourceOf(config, mediaTypes.ociConfig), { signal });
  await client.pushManifest(at, manifest, signal);
  expect(await client.resolve(at, signal)).toEqual(manifest.descriptor);
  const { digest, size } = sourceOf(layer).descriptor;
  expect(await hashOf(client.pullBlob(at, { mediaType: 'a/b', digest, size }, signal))).toBe(digest);
}

describe('a registry with a password', () => {
  test('takes the login of the Docker config', async (context) => {
    const { host, username, password } = requireService(services.passwordRegistry, context);
    const client = await connect({}, { auths: { [host]: { auth: base64(username, password) } } });
    await roundTrip(client, host, 'auth/config');
  });

  test('takes the login of a credential helper', async (context) => {
    const { host, username, password } = requireService(services.passwordRegistry, context);
    const script = `#!/bin/sh\nread server\n[ "$server" = "${host}" ] || exit 1\necho '${JSON.stringify({ Username: username, Secret: password })}'\n`;
    const folder = await createFolder({ 'docker-credential-e2e': script });
    await chmod(join(folder, 'docker-credential-e2e'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
    const client = await connect({}, { credHelpers: { [host]: 'e2e' } });
    await roundTrip(client, host, 'auth/helper');
  });

  test('refuses a wrong password and nobody, and the password is in no message', async (context) => {
    const { host, username } = requireService(services.passwordRegistry, context);
    const wrong = await connect({}, { auths: { [host]: { auth: base64(username, 'canary-4711') } } });
    const refused = await problemOf(wrong.resolve(image(host, 'auth/wrong', '1'), signal));
    expect(refused).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED', message: expect.stringContaining('config.json') });
    expect(JSON.stringify(refused)).not.toMatch(/canary|Y2FuYXJ5/);
    const nobody = await connect();
    expect(await problemOf(nobody.resolve(image(host, 'auth/wrong', '1'), signal))).toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
      message: expect.stringContaining('none was found'),
    });
  });
});

describe('a registry with tokens', () => {
  test('takes a login, mounts across repositories, and lets nobody push', async (context) => {
    const { host, username, password } = requireService(services.tokenRegistry, context);
    const client = await connect({}, { auths: { [host]: { auth: base64(username, password) } } });
    await roundTrip(client, host, 'auth/token');
    const layer = randomLayer(1000);
    await client.pushBlob(image(host, 'auth/token', '1'), sourceOf(layer), { signal });
    const mountFrom = [image(host, 'auth/token', '1')];
    expect(await client.pushBlob(image(host, 'auth/mounted', '1'), sourceOf(layer), { mountFrom, signal })).toBe(
      'mounted',
    );

    const nobody = await connect();
    const refused = await problemOf(nobody.pushBlob(image(host, 'auth/token', '1'), sourceOf(layer), { signal }));
    expect(refused).toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
      message: expect.stringContaining('repository:auth/token:pull,push'),
    });
  });

  test('lets nobody pull what is public', async (context) => {
    const { host, username, password } = requireService(services.tokenRegistry, context);
    const owner = await connect({}, { auths: { [host]: { auth: base64(username, password) } } });
    await roundTrip(owner, host, 'public/image');
    const nobody = await connect();
    expect(await nobody.resolve(image(host, 'public/image', '1'), signal)).toBeDefined();
    expect(await problemOf(nobody.resolve(image(host, 'auth/token', '1'), signal))).toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
  });

  test('exchanges an identity token', async (context) => {
    const { host, username, service } = requireService(services.tokenRegistry, context);
    const identitytoken = `refresh-${username}-${service}`;
    const client = await connect({}, { auths: { [host]: { identitytoken } } });
    await roundTrip(client, host, 'auth/identity');
  });

  test('whose tokens live for a second is asked for new ones', async (context) => {
    const certificates = requireService(services.certificates, context);
    requireService(services.tokenRegistry, context);
    const { run, close } = await openRun('short-tokens', services.folders.logs);
    onTestFinished(close);
    const { facts, stop } = await startTokenRegistry(run, certificates, { name: 'short', tls: true, lifetime: 1 });
    onTestFinished(stop);
    const { host, username, password } = facts;
    const client = await connect(
      { registries: [{ host, caFile: certificates.ca }], chunkBytes: 65_536 },
      { auths: { [host]: { auth: base64(username, password) } } },
    );
    await roundTrip(client, host, 'auth/short');
  });
});

describe('a registry with TLS', () => {
  test('is believed through the authority of the config only', async (context) => {
    const { host } = requireService(services.tlsRegistry, context);
    const { ca } = requireService(services.certificates, context);
    await roundTrip(await connect({ registries: [{ host, caFile: ca }] }), host, 'tls/image');
    const stranger = await connect({ registries: [{ host, insecure: false }] });
    expect(await problemOf(stranger.resolve(image(host, 'tls/image', '1'), signal))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('certificate'),
    });
  });

  test('that wants a client certificate gets it', async (context) => {
    const files = requireService(services.certificates, context);
    requireService(services.registry, context);
    const { run, close } = await openRun('mutual-client', services.folders.logs);
    onTestFinished(close);
    const tls = { cert: files.serverCert, key: files.serverKey, ca: files.ca, clientCa: files.ca };
    const { facts, stop } = await startDockerRegistry(run, { name: 'mutual-client', tls });
    onTestFinished(stop);
    const { host } = facts;
    const own = { host, caFile: files.ca, certFile: files.clientCert, keyFile: files.clientKey };
    await roundTrip(await connect({ registries: [own] }), host, 'mutual/image');
    const without = await connect({ registries: [{ host, caFile: files.ca }] });
    expect(await problemOf(without.resolve(image(host, 'mutual/image', '1'), signal))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
  });
});
