/**
 * Which HTTP proxy a request goes through, by the variables that everybody knows.
 *
 *     HTTPS_PROXY=http://proxy:3128  NO_PROXY=.corp.example,10.0.0.0/8
 *     https://ghcr.io ─► http://proxy:3128        https://r.corp.example ─► directly
 *
 * Pure. Source: Go's net/http ProxyFromEnvironment, which Docker and Skaffold follow: lower case wins, loopback is
 * never proxied, a name in NO_PROXY stands for its subdomains too. Left out: SOCKS and ALL_PROXY.
 */
import { BlockList, isIP } from 'node:net';
import { OrchestratorError } from '../../errors/problem.ts';
import { isLoopbackHost } from './addresses.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, or undefined when it is reached directly.
 *
 * @throws OrchestratorError USAGE_INVALID when the variable holds no http or https URL; its value is not repeated.
 */
export function findProxy(url: URL, env: Env): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = env[name] ?? env[name.toUpperCase()];
  if (value === undefined || value === '' || isLoopbackHost(url.host)) return undefined;
  if (isExcluded(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol))
    throw new OrchestratorError({
      code: 'USAGE_INVALID',
      message: `${name.toUpperCase()} is not the http or https URL of a proxy`,
      hint: 'Write http://HOST:PORT.',
    });
  return proxy;
}

/** The `Proxy-Authorization` for the user name and password in a proxy's URL; none where it has none. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function isExcluded(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(/[\s,]+/)
    .filter((rule) => rule !== '')
    .some((rule) => rule === '*' || fits(rule.toLowerCase(), host, port));
}

function fits(rule: string, host: string, port: string): boolean {
  const [, net = '', bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(rule) ?? [];
  if (bits !== undefined) return isIP(host) !== 0 && isIP(net) === isIP(host) && isInside(host, net, Number(bits));
  const [, name = rule, onlyPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(rule) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const plain = name.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
  if (plain.startsWith('.')) return host.endsWith(plain);
  return host === plain || (isIP(host) === 0 && host.endsWith(`.${plain}`));
}

function isInside(host: string, net: string, bits: number): boolean {
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  if (bits > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(net, bits, family);
  return list.check(host, family);
}
