/** Proves the toxics that the tests rely on, in front of a real docker-registry. */
import { expect, inject, test } from 'vitest';
import { ask } from '../services/http.ts';
import { requireService } from '../services/provided.ts';
import { withProxy } from './toxiproxy.ts';

const services = inject('services');

test('without a toxic the registry answers through it', async (context) => {
  const { url } = requireService(services.toxiproxy, context);
  const { host } = requireService(services.registry, context);
  await withProxy(url, { upstream: host }, async (proxy) => {
    expect(proxy.host).not.toBe(host);
    expect((await ask(`http://${proxy.host}/v2/`)).status).toBe(200);
  });
});

test('resets, and lets go when the toxic is removed', async (context) => {
  const { url } = requireService(services.toxiproxy, context);
  const { host: upstream } = requireService(services.registry, context);
  await withProxy(url, { upstream }, async (proxy) => {
    const toxic = await proxy.add({ type: 'reset_peer' });
    await expect(ask(`http://${proxy.host}/v2/`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await proxy.remove(toxic);
    expect((await ask(`http://${proxy.host}/v2/`)).status).toBe(200);
  });
});

test('stops after some bytes, delays, and refuses', async (context) => {
  const { url } = requireService(services.toxiproxy, context);
  const { host: upstream } = requireService(services.registry, context);
  const toxics = [{ type: 'limit_data', attributes: { bytes: 50 } }] as const;
  await withProxy(url, { upstream, toxics }, async (proxy) => {
    await expect(ask(`http://${proxy.host}/v2/`)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
  const slow = [{ type: 'latency', attributes: { latency: 300 } }] as const;
  await withProxy(url, { upstream, toxics: slow }, async (proxy) => {
    const started = performance.now();
    expect((await ask(`http://${proxy.host}/v2/`)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(290);
    await proxy.enable(false);
    await expect(ask(`http://${proxy.host}/v2/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('is gone after its use, also when that fails', async (context) => {
  const { url } = requireService(services.toxiproxy, context);
  const { host: upstream } = requireService(services.registry, context);
  let left = '';
  const failing = withProxy(url, { upstream }, async ({ host }) => {
    left = host;
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  await expect(ask(`http://${left}/v2/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
