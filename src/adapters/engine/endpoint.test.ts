import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../system/files.ts';
import { findEndpoint } from './endpoint.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orc-endpoint-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (path: string, text: string | object): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), typeof text === 'string' ? text : JSON.stringify(text));
};
const find = (env: Readonly<Record<string, string>> = {}) =>
  findEndpoint({ files: createFiles(), env, home }, new AbortController().signal);
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const writeContext = (name: string, docker: object): void =>
  write(`.docker/contexts/meta/${idOf(name)}/meta.json`, { Name: name, Endpoints: { docker } });
const unreachable = (message: RegExp) => ({
  problems: [{ code: 'ENGINE_UNREACHABLE', message: expect.stringMatching(message) }],
});

describe('DOCKER_HOST', () => {
  test.each([
    ['unix:///a/b.sock', { kind: 'socket', path: '/a/b.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://10.0.0.1', { kind: 'tcp', host: '10.0.0.1', port: 2375, tls: undefined }],
    ['10.0.0.1:99', { kind: 'tcp', host: '10.0.0.1', port: 99, tls: undefined }],
    ['tcp://[::1]:99', { kind: 'tcp', host: '::1', port: 99, tls: undefined }],
    ['https://e.example', { kind: 'tcp', host: 'e.example', port: 2376, tls: { skipVerify: false } }],
  ])('%s', async (host, endpoint) => {
    expect(await find({ DOCKER_HOST: host })).toEqual({ ...endpoint, from: 'DOCKER_HOST' });
  });

  test('with certificates of a folder', async () => {
    write('certs/ca.pem', 'CA');
    write('certs/key.pem', 'KEY');
    const env = { DOCKER_HOST: 'tcp://e.example', DOCKER_CERT_PATH: join(home, 'certs') };
    expect(await find(env)).toMatchObject({ port: 2375, tls: undefined });
    expect(await find({ ...env, DOCKER_TLS_VERIFY: '1' })).toMatchObject({
      port: 2376,
      tls: { ca: 'CA', key: 'KEY', skipVerify: false },
    });
  });

  test.each([
    ['ftp://x', /DOCKER_HOST is not an address: "ftp:\/\/x"/],
    ['tcp://', /not an address/],
    ['tcp://me:secret@:1', /not an address: "tcp:\/\/:1"$/],
    ['ssh://me@host', /ssh:\/\/ address, which is not supported/],
  ])('refuses %s', async (host, message) => {
    await expect(find({ DOCKER_HOST: host })).rejects.toMatchObject(unreachable(message));
  });
});

describe('a Docker context', () => {
  test('is named by the environment, else by the config', async () => {
    write('.docker/config.json', { currentContext: 'one' });
    writeContext('one', { Host: 'unix:///one.sock' });
    writeContext('two', { Host: 'tcp://two:1', SkipTLSVerify: true });
    write(`.docker/contexts/tls/${idOf('two')}/docker/ca.pem`, 'CA');
    expect(await find()).toEqual({ kind: 'socket', path: '/one.sock', from: 'Docker context "one"' });
    expect(await find({ DOCKER_CONTEXT: 'two' })).toMatchObject({ host: 'two', tls: { ca: 'CA', skipVerify: true } });
    expect(await find({ DOCKER_CONTEXT: 'two', DOCKER_HOST: 'unix:///h.sock' })).toMatchObject({ path: '/h.sock' });
  });

  test('that nobody knows is said', async () => {
    await expect(find({ DOCKER_CONTEXT: 'gone' })).rejects.toMatchObject(unreachable(/"gone" is not known/));
  });
});

test('without any of these the first socket is taken, or all that were looked for are named', async () => {
  const runtime = join(home, 'run');
  write('run/podman/podman.sock', '');
  const found = await find({ XDG_RUNTIME_DIR: runtime }).catch(() => undefined);
  // A machine with an engine of its own has that one first.
  const sockets = ['/var/run/docker.sock', join(runtime, 'podman/podman.sock')];
  expect(sockets).toContain(found?.kind === 'socket' ? found.path : undefined);
});
