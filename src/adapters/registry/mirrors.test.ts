import { expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import {
  answer,
  collect,
  descriptorOf,
  image,
  type Part,
  problemOf,
  signal,
  sourceOf,
  useStage,
} from './stage.cases.ts';

const stage = useStage();
const blob = Buffer.from('0123456789');
const text = `{"schemaVersion":2,"config":{},"layers":[]}`;

/** Answers every pull, or everything with the status. */
const place = (status = 200, body = blob.toString()): Promise<Part> =>
  stage.serve((heard, response) => {
    if (status !== 200) return answer(response, status);
    if (heard.path.includes('/manifests/'))
      return answer(response, 200, { 'content-type': mediaTypes.ociManifest }, text);
    answer(response, 200, {}, body);
  });
const withMirrors = (host: string, ...mirrors: string[]) =>
  stage.connect({ registries: [{ host, mirrors }], retry: { attempts: 1 } });

test('the first mirror that has it serves it, and the registry is not asked', async () => {
  const [registry, without, mirror] = [await place(), await place(404), await place()];
  const client = withMirrors(registry.host, without.host, `${mirror.host}/proxy/hub`);
  const { descriptor } = await client.pullManifest(image(registry.host), signal);
  expect(descriptor.digest).toBe(digestOf(text));
  expect(await collect(client.pullBlob(image(registry.host), descriptorOf(blob), signal))).toEqual(blob);
  expect(await client.resolve(image(registry.host), signal)).toMatchObject({ digest: digestOf(text) });
  expect(without.heard.length).toBeGreaterThan(2);
  expect(mirror.heard[0]?.path).toBe('/v2/proxy/hub/team/api/manifests/1');
  expect(registry.heard).toEqual([]);
});

test.each([404, 403, 429, 500])('mirrors that answer %i are passed over', async (status) => {
  const [registry, mirror] = [await place(), await place(status)];
  const client = withMirrors(registry.host, mirror.host);
  expect(await collect(client.pullBlob(image(registry.host), descriptorOf(blob), signal))).toEqual(blob);
});

test('a mirror that cannot be reached is asked once in a run', async () => {
  const registry = await place();
  const client = stage.connect({ registries: [{ host: registry.host, mirrors: ['127.0.0.1:1'] }] });
  for (const _ of [1, 2, 3]) await client.pullManifest(image(registry.host), signal);
  expect(stage.slept).toHaveLength(4);
});

test('a mirror with wrong bytes is not passed over', async () => {
  const [registry, mirror] = [await place(), await place(200, 'x123456789')];
  const pull = collect(
    withMirrors(registry.host, mirror.host).pullBlob(image(registry.host), descriptorOf(blob), signal),
  );
  const problem = await problemOf(pull);
  expect(problem).toMatchObject({ code: 'DIGEST_MISMATCH', message: expect.stringContaining(mirror.host) });
  expect(registry.heard).toEqual([]);
});

test('where nobody has it, the registry speaks and the mirrors are the causes', async () => {
  const [registry, mirror] = [await place(403), await place(500)];
  const pull = withMirrors(registry.host, mirror.host).pullManifest(image(registry.host), signal);
  expect(await problemOf(pull)).toMatchObject({
    code: 'REGISTRY_DENIED',
    because: [{ code: 'REGISTRY_FAILED', message: expect.stringContaining(mirror.host) }],
  });
});

test('what is pushed goes to the registry', async () => {
  const [registry, mirror] = [await stage.serveRegistry(), await place()];
  const client = withMirrors(registry, mirror.host);
  expect(await client.pushBlob(image(registry), sourceOf(blob), { signal })).toBe('sent');
  expect(await client.hasBlob(image(registry), digestOf(blob), signal)).toBe(true);
  expect(mirror.heard).toEqual([]);
});
