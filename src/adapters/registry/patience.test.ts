import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { answer, image, type Play, problemOf, signal, useStage } from './stage.cases.ts';

const stage = useStage();
const found = {
  ...{ 'content-type': mediaTypes.ociManifest, 'content-length': '9' },
  'docker-content-digest': digestOf('x'),
};

/** Plays the first part so many times, then all is well. */
const until = (times: number, first: Play): Play => {
  let count = 0;
  return (heard, response, request) => {
    count += 1;
    if (count <= times) first(heard, response, request);
    else answer(response, 200, found);
  };
};
const busy =
  (status: number, headers: Record<string, string> = {}): Play =>
  (_, response) =>
    answer(response, status, headers);
const reset: Play = (_, response) => void response.socket?.resetAndDestroy();

describe('what may pass is tried again', () => {
  test.each<[string, Play]>([
    ['500', busy(500)],
    ['502', busy(502)],
    ['503', busy(503)],
    ['504', busy(504)],
    ['a reset', reset],
    ['a close without an answer', (_, response) => void response.socket?.end()],
  ])('%s, four times', async (_, trouble) => {
    const { host, heard } = await stage.serve(until(4, trouble));
    const told: string[] = [];
    const client = stage.connect({ onRetry: ({ why, number }) => void told.push(`${number} ${why}`) });
    expect(await client.resolve(image(host), signal)).toMatchObject({ digest: digestOf('x') });
    expect(heard).toHaveLength(5);
    expect(told).toHaveLength(4);
  });

  test('the pauses grow, and are random', async () => {
    const { host } = await stage.serve(until(4, busy(503)));
    await stage.connect({ random: () => 0.5 }).resolve(image(host), signal);
    expect(stage.slept).toEqual([200, 400, 800, 1600]);
  });

  test('five times is enough', async () => {
    const { host, heard } = await stage.serve(busy(503));
    const problem = await problemOf(stage.connect().resolve(image(host), signal));
    expect(problem).toEqual({ code: 'REGISTRY_FAILED', message: `registry ${host} answered with status 503, 5 times` });
    expect(heard).toHaveLength(5);
  });

  test('nobody there is REGISTRY_UNREACHABLE', async () => {
    const problem = await problemOf(stage.connect().resolve(image('127.0.0.1:1'), signal));
    expect(problem).toMatchObject({ code: 'REGISTRY_UNREACHABLE', message: expect.stringMatching(/nobody listens/) });
  });

  test('a name that nobody knows is not asked for again', async () => {
    const client = stage.connect({
      lookup: (_, __, done) => done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []),
    });
    const problem = await problemOf(client.resolve(image('nowhere.example'), signal));
    expect(problem).toMatchObject({ code: 'REGISTRY_UNREACHABLE', message: expect.stringMatching(/not known$/) });
    expect(stage.slept).toEqual([]);
  });

  test('silence is an end too', async () => {
    const { host } = await stage.serve(() => undefined);
    const client = stage.connect({ idleMs: 30, retry: { attempts: 2 } });
    const problem = await problemOf(client.resolve(image(host), signal));
    expect(problem).toMatchObject({ code: 'REGISTRY_UNREACHABLE', message: expect.stringMatching(/0\.03 s, 2 times/) });
  });
});

describe('429 with Retry-After', () => {
  const asking = async (value: string) => {
    const { host, heard } = await stage.serve(until(1, busy(429, { 'retry-after': value })));
    return { outcome: stage.connect({ random: () => 0.5 }).resolve(image(host), signal), heard };
  };

  test.each([
    ['7', [7200]],
    ['Wed, 21 Oct 2026 07:28:30 GMT', [30_200]],
    ['0', [200]],
    ['Wed, 21 Oct 2026 07:27:00 GMT', [200]],
    ['-5', [200]],
    ['soon', [200]],
  ])('%s: waits %j ms', async (value, slept) => {
    const { outcome } = await asking(value);
    await outcome;
    expect(stage.slept).toEqual(slept);
  });

  test.each([
    ['61', /1 min 01 s/],
    ['31536000', /525600 min/],
    ['Thu, 21 Oct 2027 07:28:00 GMT', /525600 min/],
  ])('%s: is not waited for, and both limits are named', async (value, why) => {
    const { outcome, heard } = await asking(value);
    const { code, message } = await problemOf(outcome);
    expect([code, message]).toEqual(['REGISTRY_LIMITED', expect.stringMatching(why)]);
    expect(message).toMatch(/1 min 00 s is the limit here/);
    expect(stage.slept).toEqual([]);
    expect(heard).toHaveLength(1);
  });

  test('counts for everything that is asked of that registry', async () => {
    let isShut = false;
    const { host, heard } = await stage.serve((_, response) => {
      if (isShut) return answer(response, 200, found);
      isShut = true;
      answer(response, 429, { 'retry-after': '9' });
    });
    // Time stands still here, so everybody finds the gate shut for its whole length.
    const waits: number[] = [];
    const { createSystem } = await import('../system/system.ts');
    const clock = {
      ...{ now: () => new Date(0), monotonicMs: () => 0 },
      sleep: async (ms: number) => void waits.push(ms),
    };
    const client = stage.connect({ system: { ...createSystem(), clock } });
    await client.resolve(image(host), signal);
    await Promise.all(['2', '3'].map((tag) => client.resolve(image(host, tag), signal)));
    expect(waits).toEqual([9000, 9000, 9000, 9000]);
    expect(heard).toHaveLength(4);
  });
});

describe('a registry that takes two requests at once', () => {
  test('gets no more of them after a few refusals, all that is asked succeeds, and it is told once', async () => {
    let running = 0;
    const { host, heard } = await stage.serve((_, response) => {
      running += 1;
      const isTooMany = running > 2;
      response.on('close', () => {
        running -= 1;
      });
      setImmediate(() => (isTooMany ? answer(response, 429) : answer(response, 200, found)));
    });
    const told: unknown[] = [];
    const client = stage.connect({
      ...{ perHost: 8, retry: { attempts: 6 } },
      onLimit: (limited) => told.push(limited),
    });
    const asked = Array.from({ length: 40 }, (_, n) => client.resolve(image(host, `t${n}`), signal));
    await Promise.all(asked);
    expect(told).toEqual([{ host, atOnce: 4 }]);
    // Six of the first eight, two of the four that follow, and what one more at once tries out now and then.
    expect(heard.length - 40).toBeLessThanOrEqual(14);
  });
});

describe('cancelling', () => {
  test('ends what waits for an answer, and the socket with it', async () => {
    const stop = new AbortController();
    const closed = defer();
    const { host } = await stage.serve((_, __, request) => {
      request.socket.on('close', () => closed.resolve());
      stop.abort();
    });
    expect(await problemOf(stage.connect().resolve(image(host), stop.signal))).toMatchObject({ code: 'CANCELLED' });
    await closed.promise;
  });

  test('ends a download that is read', async () => {
    const stop = new AbortController();
    const { host } = await stage.serve((_, response) => {
      response.writeHead(200, { 'content-length': '9' });
      response.write('x');
    });
    const descriptor = { mediaType: 'a/b', digest: digestOf('x'), size: 9 };
    const read = (async () => {
      setImmediate(() => stop.abort());
      for await (const _ of stage.connect().pullBlob(image(host), descriptor, stop.signal));
    })();
    expect(await problemOf(read)).toMatchObject({ code: 'CANCELLED' });
  });

  test('needs no socket when it was before', async () => {
    const { host, heard } = await stage.serve(() => undefined);
    const problem = await problemOf(stage.connect().resolve(image(host), AbortSignal.abort()));
    expect(problem).toMatchObject({ code: 'CANCELLED' });
    expect(heard).toEqual([]);
  });
});

/** `Promise.withResolvers`, which Node 20 has not. */
function defer() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
