import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
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
const blob = Buffer.from('blob');
const login = Buffer.from('tess:pw1234').toString('base64');

/** A registry that wants a login and sends blobs' readers elsewhere. */
async function sendingTo(location: (own: Part) => string): Promise<Part> {
  const own: Part = await stage.serve((heard, response) => {
    if (heard.headers.authorization === undefined)
      return answer(response, 401, { 'www-authenticate': 'Basic realm="r"' });
    answer(
      response,
      heard.path === '/moved' ? 200 : 307,
      { location: location(own) },
      heard.path === '/moved' ? 'blob' : '',
    );
  });
  await stage.writeDockerConfig({ auths: { [own.host]: { auth: login } } });
  return own;
}
const pull = (registry: Part, client = stage.connect()) =>
  collect(client.pullBlob(image(registry.host), descriptorOf(blob), signal));

describe('a blob that is somewhere else', () => {
  test('is fetched from another host without the login', async () => {
    const store = await stage.serve((_, response) => answer(response, 200, {}, 'blob'));
    const registry = await sendingTo(() => `http://${store.host}/b?sig=1`);
    expect(await pull(registry)).toEqual(blob);
    expect(store.heard).toMatchObject([{ path: '/b?sig=1' }]);
    expect(store.heard[0]?.headers.authorization).toBeUndefined();
  });

  test('is fetched from the same origin with it', async () => {
    expect(await pull(await sendingTo(() => '/moved'))).toEqual(blob);
  });

  test('a store that sends us back does not get to use the login', async () => {
    const store: Part = await stage.serve((_, response) =>
      answer(response, 307, { location: `http://${registry.host}/moved` }),
    );
    const registry = await sendingTo(() => `http://${store.host}/`);
    expect(await problemOf(pull(registry))).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' });
    expect(registry.heard.filter(({ path }) => path === '/moved').map(({ headers }) => headers.authorization)).toEqual([
      undefined,
    ]);
  });

  test('a store that wants a login of its own ends it', async () => {
    const challenge = { 'www-authenticate': 'Basic realm="store"' };
    const store = await stage.serve((_, response) => answer(response, 401, challenge));
    const registry = await sendingTo(() => `http://${store.host}/b?sig=s3cret`);
    const { code, message } = await problemOf(pull(registry));
    expect([code, message]).toEqual(['REGISTRY_UNAUTHORIZED', expect.stringContaining(`http://${store.host}/b,`)]);
    expect(message).not.toContain('s3cret');
    expect(store.heard).toHaveLength(1);
  });

  test('wrong bytes from there are wrong bytes', async () => {
    const store = await stage.serve((_, response) => answer(response, 200, {}, 'BLOB'));
    const registry = await sendingTo(() => `http://${store.host}/`);
    expect(await problemOf(pull(registry))).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test.each([
    ['for ever', (own: Part) => `http://${own.host}/again`, 'REGISTRY_FAILED'],
    ['to a metadata service', () => 'http://169.254.169.254/latest', 'REGISTRY_REDIRECT_REFUSED'],
    ['to a file', () => 'file:///etc/passwd', 'REGISTRY_REDIRECT_REFUSED'],
    ['with a user name', () => 'http://me:pw@127.0.0.1:1/', 'REGISTRY_REDIRECT_REFUSED'],
    ['nowhere', () => '', 'REGISTRY_REDIRECT_REFUSED'],
  ])('a redirect %s ends in an error', async (how, location, code) => {
    const registry = await sendingTo(location);
    expect((await problemOf(pull(registry))).code).toBe(how === 'nowhere' ? 'REGISTRY_FAILED' : code);
  });

  test('a name for a metadata service is refused after DNS', async () => {
    const registry = await sendingTo(({ port }) => `http://inner.example:${port}/moved`);
    const lookup: LookupFunction = (_hostname, _options, done) =>
      done(null, [{ address: '169.254.169.254', family: 4 }]);
    expect(await problemOf(pull(registry, stage.connect({ lookup })))).toMatchObject({
      code: 'REGISTRY_REDIRECT_REFUSED',
      message: expect.stringContaining('169.254.169.254, a link-local address'),
    });
  });
});

describe('an upload that is to go elsewhere', () => {
  const uploadingTo = async (location: () => string): Promise<Part> => {
    const own: Part = await stage.serve((heard, response) => {
      if (heard.headers.authorization === undefined)
        return answer(response, 401, { 'www-authenticate': 'Basic realm="r"' });
      if (heard.method === 'HEAD') return answer(response, 404);
      answer(response, 202, { location: location() });
    });
    await stage.writeDockerConfig({ auths: { [own.host]: { auth: login } } });
    return own;
  };

  test('is refused', async () => {
    const other = await stage.serve((_, response) => answer(response, 201));
    const registry = await uploadingTo(() => `http://${other.host}/u?_state=s3cret`);
    const push = stage.connect().pushBlob(image(registry.host), sourceOf(blob), { signal });
    const { code, message } = await problemOf(push);
    expect([code, message]).toEqual(['REGISTRY_REDIRECT_REFUSED', expect.stringContaining(`http://${other.host}/u`)]);
    expect(message).not.toContain('s3cret');
    expect(other.heard).toEqual([]);
  });

  test('goes there without the login where the config allows it', async () => {
    const other = await stage.serve((_, response) => answer(response, 201));
    const registry = await uploadingTo(() => `http://${other.host}/u?_state=a%2Fb`);
    const client = stage.connect({ registries: [{ host: registry.host, uploadHosts: [other.host] }] });
    expect(await client.pushBlob(image(registry.host), sourceOf(blob), { signal })).toBe('sent');
    expect(other.heard).toMatchObject([{ method: 'PUT', path: expect.stringMatching(/^\/u\?_state=a%2Fb&digest=/) }]);
    expect(other.heard[0]?.headers.authorization).toBeUndefined();
  });

  test('what is written follows no redirect', async () => {
    const other = await stage.serve((_, response) => answer(response, 201));
    const registry = await stage.serve((heard, response) =>
      heard.method === 'HEAD' ? answer(response, 404) : answer(response, 307, { location: `http://${other.host}/` }),
    );
    const push = stage.connect().pushBlob(image(registry.host), sourceOf(blob), { signal });
    expect(await problemOf(push)).toMatchObject({ code: 'REGISTRY_REDIRECT_REFUSED' });
    expect(other.heard).toEqual([]);
  });

  test.each(['', 'http://'])('a Location that says %j is no place', async (location) => {
    const registry = await stage.serve((heard, response) =>
      heard.method === 'HEAD' ? answer(response, 404) : answer(response, 202, location === '' ? {} : { location }),
    );
    const push = stage.connect().pushBlob(image(registry.host), sourceOf(blob), { signal });
    expect(await problemOf(push)).toMatchObject({ code: 'REGISTRY_FAILED' });
  });
});
