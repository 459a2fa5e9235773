import { describe, expect, test } from 'vitest';
import { findProxy, proxyAuthorization } from './proxy.ts';

const both = { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'plain:8080' };

describe('findProxy', () => {
  test.each([
    ['https://ghcr.io/v2/', both, 'http://proxy:3128/'],
    ['http://ghcr.io/v2/', both, 'http://plain:8080/'],
    ['https://ghcr.io/v2/', { ...both, https_proxy: 'https://lower:1' }, 'https://lower:1/'],
    ['https://ghcr.io/v2/', {}, undefined],
    ['https://ghcr.io/v2/', { HTTPS_PROXY: '' }, undefined],
    ['https://localhost:5000/v2/', both, undefined],
    ['http://127.0.0.1:5000/v2/', both, undefined],
    ['http://[::1]:5000/v2/', both, undefined],
  ])('%s with %j goes through %s', (url, env, proxy) => {
    expect(findProxy(new URL(url), env)?.href).toBe(proxy);
  });

  test.each([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['a.example', 'https://r.a.example', true],
    ['.a.example', 'https://r.a.example', true],
    ['.a.example', 'https://a.example', false],
    ['*.a.example', 'https://r.a.example', true],
    ['a.example', 'https://ba.example', false],
    ['x, A.EXAMPLE ,y', 'https://a.example', true],
    ['a.example:443', 'https://a.example', true],
    ['a.example:444', 'https://a.example', false],
    ['10.0.0.0/8', 'https://10.9.8.7', true],
    ['10.0.0.0/8', 'https://11.9.8.7', false],
    ['10.0.0.0/99', 'https://10.9.8.7', false],
    ['10.9.8.7', 'https://10.9.8.7', true],
    ['9.8.7', 'https://10.9.8.7', false],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['[fd00::1]:443', 'https://[fd00::1]', true],
    ['', 'https://a.example', false],
  ])('NO_PROXY=%j leaves %s alone: %s', (noProxy, url, direct) => {
    expect(findProxy(new URL(url), { ...both, NO_PROXY: noProxy }) === undefined).toBe(direct);
  });

  test.each(['socks5://me:secret@p:1', 'http://me:secret@:::'])('refuses %s without repeating it', (value) => {
    const find = () => findProxy(new URL('https://ghcr.io'), { HTTPS_PROXY: value });
    expect(find).toThrow(/USAGE_INVALID: HTTPS_PROXY/);
    expect(find).not.toThrow(/secret/);
  });
});

test.each([
  ['http://proxy:1', undefined],
  ['http://me:p%40ss@proxy:1', `Basic ${Buffer.from('me:p@ss').toString('base64')}`],
])('the proxy %s gets %s', (url, header) => {
  expect(proxyAuthorization(new URL(url))).toBe(header);
});
