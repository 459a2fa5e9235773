import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { answer, image, type Part, problemOf, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
const auth = (pair: string): { auth: string } => ({ auth: Buffer.from(pair).toString('base64') });
const there = { 'docker-content-digest': `sha256:${'a'.repeat(64)}`, 'content-length': '10' };
const manifest = { ...there, 'content-type': 'application/vnd.oci.image.manifest.v1+json' };

/** Wants one of these headers. */
const wanting = async (challenge: (own: Part) => string, ...good: string[]): Promise<Part> => {
  const own: Part = await stage.serve((heard, response) => {
    if (good.includes(heard.headers.authorization ?? '')) return answer(response, 200, manifest);
    answer(response, 401, { 'www-authenticate': challenge(own) });
  });
  return own;
};

/** Gives tokens t1, t2, … to those who have one of these headers. */
async function withTokens(
  isGood: (authorization: string, part: Part) => boolean,
  logins: readonly string[],
  more = '',
) {
  let given = 0;
  const part: Part = await stage.serve((heard, response) => {
    if (heard.path.startsWith('/token')) {
      const login = heard.headers.authorization ?? '';
      if (!logins.includes(login)) return answer(response, 401);
      given += 1;
      return answer(response, 200, {}, `{"token":"t${given}"${more}}`);
    }
    if (isGood(heard.headers.authorization ?? '', part)) return answer(response, 200, manifest);
    const challenge = `Bearer realm="http://${part.host}/token",service="s",scope="repository:team/api:pull"`;
    answer(response, 401, { 'www-authenticate': challenge });
  });
  return { part, given: () => given };
}

describe('the Basic scheme', () => {
  test('sends name and password once it was asked, and from then on', async () => {
    const registry = await wanting(() => 'Basic realm="r"', basic('tess:pw1234'));
    await stage.writeDockerConfig({ auths: { [registry.host]: auth('tess:pw1234') } });
    const client = stage.connect();
    for (const tag of ['1', '2']) expect(await client.resolve(image(registry.host, tag), signal)).toBeDefined();
    expect(registry.heard.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true, true]);
  });

  test('tries the next login where one is refused, and says which were tried', async () => {
    const registry = await wanting(() => 'Basic realm="r"', basic('tess:right'));
    const file = `${stage.home}/auth.json`;
    const entry = (pair: string) => JSON.stringify({ auths: { [registry.host]: auth(pair) } });
    await writeFile(file, entry('tess:wrong'));
    await stage.writeDockerConfig({ auths: { [registry.host]: auth('tess:right') } });
    const env = { REGISTRY_AUTH_FILE: file };
    expect(await stage.connect({ env }).resolve(image(registry.host), signal)).toBeDefined();

    await stage.writeDockerConfig({ auths: { [registry.host]: auth('tess:stale') } });
    const { code, message } = await problemOf(stage.connect({ env }).resolve(image(registry.host), signal));
    expect(code).toBe('REGISTRY_UNAUTHORIZED');
    expect(message).toContain(`${file} or ${stage.home}/.docker/config.json`);
    expect(message).not.toMatch(/wrong|stale/);
  });

  test('a credential for another port is not used', async () => {
    const registry = await wanting(() => 'Basic realm="r"', basic('tess:pw1234'));
    await stage.writeDockerConfig({ auths: { '127.0.0.1:1': auth('tess:pw1234'), '127.0.0.1': auth('tess:pw1234') } });
    const { message } = await problemOf(stage.connect().resolve(image(registry.host), signal));
    expect(message).toMatch(/wants a login, and none was found/);
    expect(registry.heard.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});

describe('the Bearer scheme', () => {
  test('one token serves all that it covers, and one visit serves all who wait', async () => {
    const { part, given } = await withTokens((header) => header === 'Bearer t1', [basic('tess:pw1234')]);
    await stage.writeDockerConfig({ auths: { [part.host]: auth('tess:pw1234') } });
    const client = stage.connect();
    await Promise.all(Array.from({ length: 8 }, (_, n) => client.resolve(image(part.host, `v${n}`), signal)));
    await client.resolve(image(part.host, 'later'), signal);
    expect(given()).toBe(1);
    expect(part.heard.at(-1)?.headers.authorization).toBe('Bearer t1');
  });

  test('a token that is refused is renewed once', async () => {
    let good = 'Bearer t1';
    const { part, given } = await withTokens((header) => header === good, ['']);
    const client = stage.connect();
    await client.resolve(image(part.host), signal);
    good = 'Bearer t2';
    await Promise.all(['1', '2', '3'].map((tag) => client.resolve(image(part.host, tag), signal)));
    expect(given()).toBe(2);
  });

  test('a registry that refuses every token is a loop, and the scope is named', async () => {
    const { part, given } = await withTokens(() => false, ['']);
    const { code, message } = await problemOf(stage.connect().resolve(image(part.host), signal));
    expect([code, message]).toEqual(['REGISTRY_UNAUTHORIZED', expect.stringContaining('repository:team/api:pull')]);
    expect(given()).toBe(2);
  });

  test('a registry that asks for more with every answer is a loop too', async () => {
    let count = 0;
    const part: Part = await stage.serve((heard, response) => {
      if (heard.path.startsWith('/token')) return answer(response, 200, {}, '{"token":"t"}');
      count += 1;
      const scope = `repository:team/api:pull repository:x${count}:pull`;
      answer(response, 401, { 'www-authenticate': `Bearer realm="http://${part.host}/token",scope="${scope}"` });
    });
    expect(await problemOf(stage.connect().resolve(image(part.host), signal))).toMatchObject({
      code: 'REGISTRY_UNAUTHORIZED',
    });
    expect(count).toBeLessThan(10);
  });

  test('a token is renewed before it expires', async () => {
    const { part, given } = await withTokens((header) => header !== '', [''], ',"expires_in":100');
    const client = stage.connect();
    await client.resolve(image(part.host), signal);
    stage.pass(80_000);
    await client.resolve(image(part.host), signal);
    expect(given()).toBe(1);
    stage.pass(15_000);
    await client.resolve(image(part.host), signal);
    expect(given()).toBe(2);
  });

  test('an identity token is exchanged by POST, never sent to the registry', async () => {
    const bodies: string[] = [];
    const part: Part = await stage.serve((heard, response, request) => {
      if (!heard.path.startsWith('/token')) {
        if (heard.headers.authorization === 'Bearer acc') return answer(response, 200, manifest);
        return answer(response, 401, { 'www-authenticate': `Bearer realm="http://${part.host}/token",service="s"` });
      }
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(body);
        response.end('{"access_token":"acc"}');
      });
    });
    await stage.writeDockerConfig({ auths: { [part.host]: { identitytoken: 'id&token' } } });
    expect(await stage.connect().resolve(image(part.host), signal)).toBeDefined();
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toEqual({
      ...{ grant_type: 'refresh_token', client_id: 'orchestrator', service: 's' },
      ...{ scope: 'repository:team/api:pull', refresh_token: 'id&token' },
    });
    expect(part.heard.some(({ headers }) => JSON.stringify(headers).includes('id&token'))).toBe(false);
  });

  test('a registry token is used as it is', async () => {
    const registry = await wanting((own) => `Bearer realm="http://${own.host}/token"`, 'Bearer mine');
    await stage.writeDockerConfig({ auths: { [registry.host]: { registrytoken: 'mine' } } });
    expect(await stage.connect().resolve(image(registry.host), signal)).toBeDefined();
  });

  test('a mount that may not look into the neighbour becomes an upload', async () => {
    const part: Part = await stage.serve((heard, response) => {
      if (heard.path.startsWith('/token'))
        return answer(response, heard.path.includes('secret') ? 401 : 200, {}, '{"token":"t"}');
      if (heard.headers.authorization === undefined)
        return answer(response, 401, { 'www-authenticate': `Bearer realm="http://${part.host}/token"` });
      if (heard.method === 'HEAD') return answer(response, 404);
      if (heard.method === 'POST') return answer(response, 202, { location: '/v2/team/api/blobs/uploads/1' });
      answer(response, 201);
    });
    const mountFrom = [image(part.host, '1', 'secret/base')];
    const push = stage.connect().pushBlob(image(part.host), sourceOf(Buffer.from('x')), { mountFrom, signal });
    expect(await push).toBe('sent');
    expect(part.heard.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      '/v2/team/api/blobs/uploads/',
    ]);
  });
});

test.each([
  ['Negotiate abc', /way to log in that is not known/],
  ['', /way to log in that is not known/],
])('a registry that asks by %j cannot be satisfied', async (header, why) => {
  const registry = await stage.serve((_, response) => answer(response, 401, { 'www-authenticate': header }));
  const problem = await problemOf(stage.connect().resolve(image(registry.host), signal));
  expect(problem).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED', message: expect.stringMatching(why) });
});

test('what a registry says never carries a login of ours to a person', async () => {
  const registry = await stage.serve((heard, response) => {
    const sent = heard.headers.authorization;
    if (sent === undefined) return answer(response, 401, { 'www-authenticate': 'Basic realm="r"' });
    const message = `denied for ${sent} (${Buffer.from(sent.slice(6), 'base64').toString()})`;
    answer(response, 403, {}, JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
  });
  await stage.writeDockerConfig({ auths: { [registry.host]: auth('tess:canary-77') } });
  const { code, message } = await problemOf(stage.connect().tags(image(registry.host), signal));
  expect([code, message]).toEqual(['REGISTRY_DENIED', expect.stringMatching(/DENIED denied for Basic \[hidden\]/)]);
  expect(message).not.toMatch(/canary|dGVzcz/);
});
