/**
 * What kind of place an IP address is, so that a stranger's server cannot point us into the inner network.
 *
 *     93.184.216.34 public   10.0.0.7 private   127.0.0.1 loopback   169.254.169.254 link-local
 *
 * Pure. Source: RFC 6890 and the IANA special-purpose address registries; RFC 6052 for IPv4 inside IPv6.
 */
import { BlockList, isIP } from 'node:net';

export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local' | 'reserved';

type Subnet = readonly [net: string, prefix: number];
const v4: Readonly<Record<Exclude<AddressKind, 'public'>, readonly Subnet[]>> = {
  // 0.0.0.0/8 means this host to a connecting socket.
  loopback: [
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
  ],
  'link-local': [['169.254.0.0', 16]],
  private: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
    ['198.18.0.0', 15],
  ],
  reserved: [
    ['192.0.0.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
};
const v6: Readonly<Record<Exclude<AddressKind, 'public'>, readonly Subnet[]>> = {
  loopback: [['::', 127]],
  'link-local': [['fe80::', 10]],
  private: [
    ['fc00::', 7],
    ['fec0::', 10],
  ],
  reserved: [
    ['ff00::', 8],
    ['2002::', 16],
    ['2001::', 32],
    ['100::', 64],
  ],
};
// v6 first: a BlockList with IPv4 rules answers for IPv4-mapped addresses too, which is what is wanted.
const lists = (['loopback', 'link-local', 'private', 'reserved'] as const).map((kind) => {
  const list = new BlockList();
  for (const [net, prefix] of v4[kind]) list.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of v6[kind]) list.addSubnet(net, prefix, 'ipv6');
  return { kind, list };
});

/** The kind of an IPv4 or IPv6 address without brackets; what is none is `reserved`. */
export function classifyAddress(address: string): AddressKind {
  const plain = address.replace(/%.*$/, '');
  const version = isIP(plain);
  if (version === 0) return 'reserved';
  const embedded = version === 6 ? embeddedIpv4(plain) : undefined;
  if (embedded !== undefined) return classifyAddress(embedded);
  return lists.find(({ list }) => list.check(plain, version === 6 ? 'ipv6' : 'ipv4'))?.kind ?? 'public';
}

/** Whether a server may send us on: as far inside as it stands itself, and never to link-local addresses. */
export function mayLeadTo(from: AddressKind, to: AddressKind): boolean {
  if (to === 'public') return true;
  if (to === 'private') return from === 'private' || from === 'loopback';
  return to === 'loopback' && from === 'loopback';
}

/** Whether a host of an image's name is this machine: `localhost`, 127.0.0.0/8, `[::1]`, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  const name = hostnameOf(host).toLowerCase();
  return name === 'localhost' || (isIP(name) !== 0 && classifyAddress(name) === 'loopback');
}

/** The name or address of `HOST[:PORT]`, without brackets. */
export const hostnameOf = (host: string): string =>
  host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '');

/** `64:ff9b::7f00:1` and `::ffff:7f00:1` are 127.0.0.1 behind a translator. */
function embeddedIpv4(address: string): string | undefined {
  const normal = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, groups] = /^(?:64:ff9b::|::ffff:)([0-9a-f:]+)$/.exec(normal) ?? [];
  if (groups === undefined) return undefined;
  const [low = '0', high = '0'] = groups.split(':').toReversed();
  const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
