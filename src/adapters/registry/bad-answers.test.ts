import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { answer, descriptorOf, image, type Play, problemOf, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const text = `{"schemaVersion":2,"mediaType":"${mediaTypes.ociManifest}","config":{},"layers":[]}`;
const typed = { 'content-type': mediaTypes.ociManifest };
const blob = Buffer.from('0123456789');

describe('manifests', () => {
  const pull = async (play: Play, which = '1') => {
    const { host, heard } = await stage.serve(play);
    return { pulled: stage.connect().pullManifest(image(host, which), signal), host, heard };
  };
  const always =
    (headers: Record<string, string>, body = text): Play =>
    (_, response) =>
      answer(response, 200, headers, body);

  test.each([
    ['the header names another digest', { ...typed, 'docker-content-digest': digestOf('x') }, text, '1'],
    ['the header names no digest', { ...typed, 'docker-content-digest': 'sha256:beef' }, text, '1'],
    ['the bytes are not those of the digest', typed, text, digestOf('x')],
    [
      'bytes and header agree on another digest',
      { ...typed, 'docker-content-digest': digestOf(text) },
      text,
      digestOf('x'),
    ],
  ])('%s: DIGEST_MISMATCH', async (_, headers, body, which) => {
    const { pulled, host } = await pull(always(headers, body), which);
    expect(await problemOf(pulled)).toMatchObject({ code: 'DIGEST_MISMATCH', message: expect.stringContaining(host) });
  });

  test.each([
    ['sha256', digestOf(text)],
    ['sha512', digestOf(text, 'sha512')],
  ])('a header with the right %s digest names the manifest', async (_, digest) => {
    const { pulled } = await pull(always({ ...typed, 'docker-content-digest': digest }));
    expect((await pulled).descriptor).toEqual({ ...descriptorOf(Buffer.from(text), mediaTypes.ociManifest), digest });
  });

  test('an HTML page is no registry', async () => {
    const { pulled, host } = await pull(always({ 'content-type': 'text/html; charset=utf-8' }, '<html>Sign in'));
    expect(await problemOf(pulled)).toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `${host} is not a registry: got HTML from http://${host}/v2/team/api/manifests/1`,
    });
  });

  test('without end: not read to it', async () => {
    let sent = 0;
    const { pulled } = await pull((_, response) => {
      response.writeHead(200, typed);
      const chunk = Buffer.alloc(65_536, 32);
      const go = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', go);
      go();
    });
    expect(await problemOf(pulled)).toMatchObject({ code: 'IMAGE_INVALID' });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test('cut short: tried again, then DIGEST_MISMATCH', async () => {
    const { pulled, heard } = await pull((_, response) => {
      response.writeHead(200, { ...typed, 'content-length': String(text.length) });
      response.write(text.slice(0, 10), () => response.socket?.end());
    });
    expect(await problemOf(pulled)).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(heard).toHaveLength(5);
  });

  test('sent as one thing and calling itself another: IMAGE_INVALID', async () => {
    const { pulled } = await pull(always({ 'content-type': mediaTypes.ociIndex }));
    expect(await problemOf(pulled)).toMatchObject({ code: 'IMAGE_INVALID' });
  });

  test('sent as plain JSON: the text knows what it is', async () => {
    const { pulled } = await pull(always({ 'content-type': 'application/json' }));
    expect((await pulled).descriptor.mediaType).toBe(mediaTypes.ociManifest);
  });

  test.each([
    ['405', 405, {}],
    ['no digest', 200, { ...typed, 'content-length': '99' }],
    ['no type', 200, { 'docker-content-digest': digestOf(text), 'content-length': '99' }],
  ])('HEAD answered with %s: GET is asked, and kept to where HEAD is not there', async (_, status, headers) => {
    const { host, heard } = await stage.serve((one, response) =>
      one.method === 'HEAD' ? answer(response, status, headers) : answer(response, 200, typed, text),
    );
    const client = stage.connect();
    for (const which of ['1', '2'])
      expect((await client.resolve(image(host, which), signal))?.digest).toBe(digestOf(text));
    expect(heard.filter(({ method }) => method === 'HEAD')).toHaveLength(status === 405 ? 1 : 2);
  });

  test('HEAD that names another digest than was asked for: DIGEST_MISMATCH', async () => {
    const headers = { ...typed, 'content-length': '9', 'docker-content-digest': digestOf('x') };
    const { host } = await stage.serve((_, response) => answer(response, 200, headers));
    const problem = await problemOf(stage.connect().resolve(image(host, digestOf(text)), signal));
    expect(problem).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test.each([
    ['says another digest', { 'docker-content-digest': digestOf('x') }, 'DIGEST_MISMATCH'],
    ['says none and has another', {}, 'DIGEST_MISMATCH'],
  ])('a registry that stores a push and %s: %s', async (_, headers, code) => {
    const other = { ...typed, 'content-length': '9', 'docker-content-digest': digestOf('x') };
    const { host } = await stage.serve((one, response) =>
      one.method === 'PUT' ? answer(response, 201, headers as Record<string, string>) : answer(response, 200, other),
    );
    const bytes = Buffer.from(text);
    const manifest = { bytes, descriptor: descriptorOf(bytes, mediaTypes.ociManifest) };
    expect(await problemOf(stage.connect().pushManifest(image(host), manifest, signal))).toMatchObject({ code });
  });

  test('a tag that may not move is told with both digests; one that need not move is fine', async () => {
    const bytes = Buffer.from(text);
    const manifest = { bytes, descriptor: descriptorOf(bytes, mediaTypes.ociManifest) };
    for (const there of [digestOf('x'), manifest.descriptor.digest]) {
      const headers = { ...typed, 'content-length': '9', 'docker-content-digest': there };
      const refused = JSON.stringify({ errors: [{ code: 'TAG_INVALID', message: 'immutable' }] });
      const { host } = await stage.serve((one, response) =>
        one.method === 'PUT' ? answer(response, 400, {}, refused) : answer(response, 200, headers),
      );
      const push = stage.connect().pushManifest(image(host), manifest, signal);
      if (there === manifest.descriptor.digest) await push;
      else {
        const { code, message } = await problemOf(push);
        expect(code).toBe('REGISTRY_DENIED');
        expect(message).toContain(`is ${there} and may not become ${manifest.descriptor.digest}`);
      }
    }
  });
});

describe('blobs', () => {
  const pull = async (play: Play) => {
    const { host, heard } = await stage.serve(play);
    const seen: number[] = [];
    const pulled = (async () => {
      for await (const chunk of stage.connect().pullBlob(image(host), descriptorOf(blob), signal))
        seen.push(chunk.length);
    })();
    return { pulled, seen: () => seen.reduce((sum, one) => sum + one, 0), heard };
  };

  test.each([
    ['other bytes', '012345678X'],
    ['too few', '012345678'],
    ['too many', '0123456789X'],
    ['nothing', ''],
  ])('with %s: DIGEST_MISMATCH, and nobody got the whole of it', async (_, body) => {
    const { pulled, seen } = await pull((__, response) => answer(response, 200, {}, body));
    expect(await problemOf(pulled)).toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(seen()).toBeLessThan(blob.length);
  });

  test('without end: DIGEST_MISMATCH after as many bytes as it should have', async () => {
    const { pulled } = await pull((_, response) => {
      response.writeHead(200);
      const go = (): void => {
        while (!response.destroyed && response.write('0123456789'));
      };
      response.on('drain', go);
      go();
    });
    expect(await problemOf(pulled)).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test('that break off are gone on with from there', async () => {
    const { pulled, seen, heard } = await pull((one, response) => {
      if (one.headers.range === 'bytes=4-') return answer(response, 206, { 'content-range': 'bytes 4-9/10' }, '456789');
      response.writeHead(200, { 'content-length': '10' });
      response.write('0123', () => response.socket?.resetAndDestroy());
    });
    await pulled;
    expect(seen()).toBe(10);
    expect(heard.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=4-']);
  });

  test('of a registry without ranges start over', async () => {
    let count = 0;
    const { pulled, seen } = await pull((_, response) => {
      count += 1;
      if (count > 1) return answer(response, 200, {}, blob.toString());
      response.writeHead(200, { 'content-length': '10' });
      response.write('0123', () => response.socket?.destroy());
    });
    await pulled;
    expect(seen()).toBe(10);
  });

  test('whose range is another one are refused', async () => {
    const { pulled } = await pull((one, response) => {
      if (one.headers.range) return answer(response, 206, { 'content-range': 'bytes 3-9/10' }, '3456789');
      response.writeHead(200, { 'content-length': '10' });
      response.write('0123', () => response.socket?.destroy());
    });
    expect(await problemOf(pulled)).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test('a registry that stores another digest than was sent: DIGEST_MISMATCH', async () => {
    const { host } = await stage.serve((one, response) => {
      if (one.method === 'HEAD') return answer(response, 404);
      if (one.method === 'POST') return answer(response, 202, { location: '/u' });
      answer(response, 201, { 'docker-content-digest': digestOf('x') });
    });
    const push = stage.connect().pushBlob(image(host), sourceOf(blob), { signal });
    expect(await problemOf(push)).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});

describe('lists', () => {
  test.each([
    ['on another host', 'http://127.0.0.1:1/v2/team/api/tags/list', /on another host/],
    ['on themselves', '/v2/team/api/tags/list?n=1000', /no end/],
  ])('that go on %s end in an error', async (_, next, why) => {
    const { host } = await stage.serve((__, response) =>
      answer(response, 200, { link: `<${next}>; rel="next"` }, '{"tags":["a"]}'),
    );
    const problem = await problemOf(stage.connect().tags(image(host), signal));
    expect(problem).toMatchObject({ code: 'REGISTRY_FAILED', message: expect.stringMatching(why) });
  });

  test('go on page by page', async () => {
    const { host } = await stage.serve(({ path }, response) => {
      const page = Number(/last=(\d)/.exec(path)?.[1] ?? 0) + 1;
      const link = { link: `</v2/team/api/tags/list?n=1000&last=${page}>; rel="next"` };
      answer(response, 200, page < 3 ? link : {}, JSON.stringify({ tags: page === 2 ? null : [`v${page}`] }));
    });
    expect(await stage.connect().tags(image(host), signal)).toEqual(['v1', 'v3']);
  });

  test('of referrers come from the fallback tag where there is no API, and that is remembered', async () => {
    const subject = digestOf('subject');
    const entry = descriptorOf(Buffer.from('x'), mediaTypes.ociManifest);
    const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [entry] });
    const { host, heard } = await stage.serve(({ path }, response) =>
      path.endsWith(`/manifests/${subject.replace(':', '-')}`)
        ? answer(response, 200, { 'content-type': mediaTypes.ociIndex }, index)
        : answer(response, 404),
    );
    const client = stage.connect();
    for (const _ of [1, 2]) expect(await client.referrers(image(host), subject, signal)).toEqual([entry]);
    expect(heard.filter(({ path }) => path.includes('/referrers/'))).toHaveLength(1);
  });
});
