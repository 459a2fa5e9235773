import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createFetch, createOfflineFetch } from './fetch.ts';

const never = new AbortController().signal;

async function withServer<T>(listener: RequestListener, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const routes: RequestListener = (request, response) => {
  switch (request.url) {
    case '/moved':
      response.writeHead(302, { location: '/here?token=secret' }).end();
      return;
    case '/loop':
      response.writeHead(302, { location: '/loop' }).end();
      return;
    case '/cut':
      response.writeHead(200, { 'content-length': '100' });
      response.write('kind: Pod');
      response.socket?.destroySoon();
      return;
    case '/here?token=secret':
      response.end('kind: Pod\n');
      return;
    default:
      response.writeHead(404).end();
  }
};

test('reads a text, through a redirect', async () => {
  await withServer(routes, async (origin) => {
    expect(await createFetch().fetchText(`${origin}/moved`, never)).toBe('kind: Pod\n');
  });
});

test.each([
  ['/gone?token=secret', 'INPUT_MISSING'],
  ['/loop', 'FILE_FAILED'],
  ['/cut', 'FILE_FAILED'],
])('%s is %s, and the query is not in the message', async (path, code) => {
  await withServer(routes, async (origin) => {
    const failure = await createFetch()
      .fetchText(`${origin}${path}`, never)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ problems: [{ code }] });
    expect(String(failure)).not.toContain('secret');
  });
});

test('a password in the URL is refused and not repeated', async () => {
  const failure = await createFetch().fetchText('https://user:hunter2@example.org/x', never).catch(String);
  expect(failure).toContain('INPUT_INVALID');
  expect(failure).not.toContain('hunter2');
});

test('offline, nothing is asked', async () => {
  await expect(createOfflineFetch().fetchText('https://example.org/x', never)).rejects.toMatchObject({
    problems: [{ code: 'NETWORK_REFUSED' }],
  });
});
