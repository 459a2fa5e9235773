/**
 * A client of toxiproxy's JSON API: byte and socket faults between a client and a real service.
 *
 *     await withProxy(toxiproxy.url, { upstream: registry.host, toxics: [{ type: 'reset_peer' }] }, async (proxy) => {
 *       … proxy.host is 127.0.0.1:PORT and leads to the registry, badly
 *     });
 *
 * Source: toxiproxy 2.5's README. Trap: `timeout` ends at once where the upstream closes first
 * (`Connection: close`); keep connections alive there.
 */
import { ask } from '../services/http.ts';

/** Bytes are counted per connection, `rate` is in kB/s, times are in ms. */
type ToxicKind =
  | { readonly type: 'latency'; readonly attributes: { readonly latency: number; readonly jitter?: number } }
  | { readonly type: 'bandwidth'; readonly attributes: { readonly rate: number } }
  | { readonly type: 'slow_close'; readonly attributes: { readonly delay: number } }
  /** Silence, then a close; 0: silence for ever. */
  | { readonly type: 'timeout'; readonly attributes: { readonly timeout: number } }
  | { readonly type: 'reset_peer'; readonly attributes?: { readonly timeout: number } }
  | {
      readonly type: 'slicer';
      readonly attributes: { readonly average_size: number; readonly size_variation?: number; readonly delay?: number };
    }
  | { readonly type: 'limit_data'; readonly attributes: { readonly bytes: number } };

export type Toxic = ToxicKind & {
  /** `downstream` (default): on what the service answers; `upstream`: on what it is sent. */
  readonly stream?: 'downstream' | 'upstream';
  /** Share of connections that it hits, 0 to 1; default 1. */
  readonly toxicity?: number;
};

export interface Proxy {
  /** `127.0.0.1:PORT` to connect to. */
  readonly host: string;
  /** Adds a toxic; open connections feel it too. Returns its name. */
  add(toxic: Toxic): Promise<string>;
  remove(name: string): Promise<void>;
  /** False: connections are refused, open ones cut. */
  enable(enabled: boolean): Promise<void>;
}

export interface ProxySettings {
  /** `127.0.0.1:PORT` of the real service. */
  readonly upstream: string;
  readonly toxics?: readonly Toxic[];
}

let count = 0;

/**
 * Runs `use` with a proxy in front of `upstream`, and takes the proxy away afterwards.
 *
 * @param api URL of toxiproxy's API.
 * @throws What `use` throws, or an Error with toxiproxy's own words.
 */
export async function withProxy<T>(
  api: string,
  { upstream, toxics = [] }: ProxySettings,
  use: (proxy: Proxy) => Promise<T>,
): Promise<T> {
  count += 1;
  // Test files run in several processes against one toxiproxy.
  const name = `p${process.pid}-${count}`;
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await ask(`${api}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    if (answer.status >= 300) throw new Error(`toxiproxy ${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text ? JSON.parse(answer.text) : {};
  };

  const { listen } = await call('POST', '/proxies', { name, upstream, listen: '127.0.0.1:0', enabled: true });
  const proxy: Proxy = {
    host: String(listen),
    add: async ({ type, attributes = {}, stream = 'downstream', toxicity = 1 }) => {
      const made = await call('POST', `/proxies/${name}/toxics`, { type, attributes, stream, toxicity });
      return String(made['name']);
    },
    remove: async (toxic) => void (await call('DELETE', `/proxies/${name}/toxics/${toxic}`)),
    enable: async (enabled) => void (await call('POST', `/proxies/${name}`, { enabled })),
  };
  try {
    for (const toxic of toxics) await proxy.add(toxic);
    return await use(proxy);
  } finally {
    await call('DELETE', `/proxies/${name}`);
  }
}
