import { expect, test } from 'vitest';
import { type AddressKind, classifyAddress, hostnameOf, isLoopbackHost, mayLeadTo } from './addresses.ts';

test.each([
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1::1', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['0.0.0.0', 'loopback'],
  ['::1', 'loopback'],
  ['::', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b::5db8:d822', 'public'],
  ['169.254.169.254', 'link-local'],
  ['::ffff:169.254.169.254', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd00::1', 'private'],
  ['224.0.0.1', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['2002:7f00:1::', 'reserved'],
  ['example.com', 'reserved'],
])('%s is %s', (address, kind) => {
  expect(classifyAddress(address)).toBe(kind);
});

test.each([
  ['localhost', true],
  ['LOCALHOST:5000', true],
  ['127.0.0.1:5000', true],
  ['127.8.9.1', true],
  ['[::1]:5000', true],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1:5000', false],
])('%s is this machine: %s', (host, here) => {
  expect(isLoopbackHost(host)).toBe(here);
});

test.each([
  ['ghcr.io', 'ghcr.io'],
  ['ghcr.io:443', 'ghcr.io'],
  ['[::1]:5000', '::1'],
])('the name of %s is %s', (host, name) => {
  expect(hostnameOf(host)).toBe(name);
});

test.each<[AddressKind, readonly AddressKind[]]>([
  ['public', ['public']],
  ['private', ['public', 'private']],
  ['loopback', ['public', 'private', 'loopback']],
  ['link-local', ['public']],
  ['reserved', ['public']],
])('a server at a %s address may lead to %j', (from, allowed) => {
  const all: readonly AddressKind[] = ['public', 'private', 'loopback', 'link-local', 'reserved'];
  expect(all.filter((to) => mayLeadTo(from, to))).toEqual(allowed);
});
