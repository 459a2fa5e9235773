/** A registry of ours on loopback, fresh for each test, and a client that sends paths as they are (`fetch` would tidy them). */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect } from 'vitest';
import { createStore } from '../../adapters/blobs/store.ts';
import type { Problem } from '../../errors/problem.ts';
import { type Digest, digestOf } from '../../image/digest.ts';
import { createRegistryServer, type Listening, type RegistryServer } from './server.ts';

export interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Loopback {
  /** Folder of the store. */
  readonly root: string;
  readonly server: RegistryServer;
  readonly at: Listening;
  /** What the registry told its user. */
  readonly notified: readonly Problem[];
  ask(method: string, path: string, options?: RequestOptions & { readonly body?: Uint8Array | string }): Promise<Reply>;
  /** Puts a blob into repository `a`. */
  pushBlob(content: string): Promise<Digest>;
  /** Starts an upload in repository `a` and gives its path. */
  startUpload(): Promise<string>;
  /** Another server over the same folder, as another process would be. */
  restart(): Promise<void>;
}

export const signal: AbortSignal = new AbortController().signal;

export const codeOf = (reply: Reply): unknown => JSON.parse(reply.body).errors[0].code;

/** Registers the hooks; the result is filled before each test. */
export function useLoopback(): Loopback {
  let root = '';
  let server: RegistryServer;
  let at: Listening;
  let notified: Problem[] = [];

  const start = async (): Promise<void> => {
    server = createRegistryServer({ store: createStore(root), port: 0, notify: (problem) => notified.push(problem) });
    at = await server.listen(signal);
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'orc-registry-'));
    notified = [];
    await start();
  });
  afterEach(async () => {
    await server.close();
    await rm(root, { recursive: true, force: true });
  });

  const ask: Loopback['ask'] = (method, path, { body, ...options } = {}) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: at.port, method, path, agent: false, ...options });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const { statusCode: status, headers } = response;
        text(response).then((read) => resolve({ status, headers, body: read }), reject);
      });
      sent.end(body);
    });

  return {
    get root() {
      return root;
    },
    get server() {
      return server;
    },
    get at() {
      return at;
    },
    get notified() {
      return notified;
    },
    ask,
    async pushBlob(content) {
      const digest = digestOf(content);
      const { status } = await ask('POST', `/v2/a/blobs/uploads/?digest=${digest}`, { body: content });
      expect(status).toBe(201);
      return digest;
    },
    startUpload: async () => (await ask('POST', '/v2/a/blobs/uploads/')).headers.location ?? '',
    async restart() {
      await server.close();
      await start();
    },
  };
}
