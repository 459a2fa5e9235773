import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRefusal, hostName, loopbackHosts, type Policy, type RequestHead } from './guard.ts';

const head: RequestHead = { host: 'localhost:5080', origin: undefined, authorization: undefined };
const open: Policy = { hosts: new Set(loopbackHosts) };
const locked: Policy = { ...open, password: 'pass:word' };
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('hostName', () => {
  test.each([
    ['localhost', 'localhost'],
    ['LocalHost:5080', 'localhost'],
    ['localhost.:5080', 'localhost'],
    ['127.0.0.1:1', '127.0.0.1'],
    ['[::1]:5080', '::1'],
    ['[::1]', '::1'],
    ['', undefined],
    [':5080', undefined],
    ['localhost:', undefined],
    ['localhost:5080:1', undefined],
    ['a@localhost', undefined],
    ['localhost/x', undefined],
    ['::1', undefined],
  ])('%j is called %j', (host, name) => {
    expect(hostName(host)).toBe(name);
  });
});

describe('findRefusal', () => {
  test.each(['localhost', '127.0.0.1:5080', '[::1]:5080'])('lets this machine in as %s', (host) => {
    expect(findRefusal({ ...head, host }, open)).toBeUndefined();
  });

  test.each([undefined, '', 'evil.example:5080', 'localhost.evil.example', '127.0.0.2', '0.0.0.0:5080'])(
    'refuses the name %j, which a page could have had rebound to us',
    (host) => {
      expect(findRefusal({ ...head, host }, open)?.status).toBe(403);
    },
  );

  test.each([
    ['10.0.0.5:5080', '10.0.0.5'],
    ['10.0.0.5:5080', '::ffff:10.0.0.5'],
    ['[fe80::1]', 'fe80::1'],
  ])('lets %s in where the client reached %s', (host, localAddress) => {
    expect(findRefusal({ ...head, host, localAddress }, open)).toBeUndefined();
    expect(findRefusal({ ...head, host: 'evil.example', localAddress }, open)?.status).toBe(403);
  });

  test.each(['https://evil.example', 'null', 'http://localhost:5080', ''])('refuses the origin %j', (origin) => {
    expect(findRefusal({ ...head, origin }, open)?.status).toBe(403);
  });

  test.each([
    undefined,
    'Basic',
    'Basic !!!',
    'Bearer x',
    basic('anna'),
    basic('anna:wrong'),
    basic('pass:word'),
    basic('anna:pass:word '),
  ])('asks for the password after %j', (authorization) => {
    const refusal = findRefusal({ ...head, authorization }, locked);
    expect(refusal).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic realm="orchestrator"' } });
    expect(JSON.stringify(refusal)).not.toContain('pass:word');
  });

  test.each(['anna:pass:word', ':pass:word'])('lets anybody in who knows the password: %s', (text) => {
    expect(findRefusal({ ...head, authorization: basic(text) }, locked)).toBeUndefined();
  });

  test('never throws, whatever the headers', () => {
    const text = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
    fc.assert(
      fc.property(text, text, text, (host, origin, authorization) => {
        findRefusal({ host, origin, authorization }, locked);
      }),
    );
  });
});
