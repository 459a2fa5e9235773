/**
 * A stage for the client's tests: servers on loopback that play a part, a home folder with a Docker config, a clock
 * that does not make anybody wait.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { asDigest, type Digest, digestOf } from '../../image/digest.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { BlobSource } from '../../ports/registry.ts';
import type { Clock, System } from '../../ports/system.ts';
import { createRegistryServer } from '../../servers/registry/server.ts';
import { createStore } from '../blobs/store.ts';
import { createSystem } from '../system/system.ts';
import { createRegistryClient, type RegistryClient } from './client.ts';
import type { RegistryClientOptions } from './options.ts';

export const signal: AbortSignal = new AbortController().signal;

export interface Heard {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Part {
  readonly host: string;
  readonly port: number;
  readonly heard: readonly Heard[];
}

export type Play = (heard: Heard, response: ServerResponse, request: IncomingMessage) => void;

export interface Stage {
  readonly home: string;
  readonly project: string;
  /** Every pause so far, ms. */
  readonly slept: readonly number[];
  /** Lets so much time pass, ms. */
  pass(ms: number): void;
  /** A server that answers as `play` does, having read the request. */
  serve(play: Play): Promise<Part>;
  /** Our own registry, empty. */
  serveRegistry(): Promise<string>;
  connect(options?: Partial<RegistryClientOptions>): RegistryClient;
  writeDockerConfig(config: object): Promise<void>;
  /** A program in a folder of PATH. */
  writeProgram(path: string, script: string): Promise<void>;
}

export function useStage(): Stage {
  let root = '';
  let closers: (() => Promise<unknown>)[] = [];
  let slept: number[] = [];
  let elapsed = 0;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'orc-stage-'));
    await Promise.all(
      ['home/.docker', 'home/bin', 'project'].map((name) => mkdir(join(root, name), { recursive: true })),
    );
    [closers, slept, elapsed] = [[], [], 0];
    vi.stubEnv('PATH', `${join(home(), 'bin')}:${process.env['PATH']}`);
  });
  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
    await rm(root, { recursive: true, force: true });
  });

  const home = (): string => join(root, 'home');
  const clock: Clock = {
    now: () => new Date('2026-10-21T07:28:00Z'),
    monotonicMs: () => elapsed,
    sleep: async (ms, stop) => {
      stop.throwIfAborted();
      slept.push(ms);
      elapsed += ms;
    },
  };
  const system = (): System => ({ ...createSystem(), clock });

  return {
    get home() {
      return home();
    },
    get project() {
      return join(root, 'project');
    },
    get slept() {
      return slept;
    },
    pass: (ms) => {
      elapsed += ms;
    },
    serve: async (play) => {
      const heard: Heard[] = [];
      const server = createServer((request, response) => {
        const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
        heard.push(one);
        play(one, response, request);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(async () => {
        server.closeAllConnections();
        server.close();
      });
      const { port } = server.address() as AddressInfo;
      return { host: `127.0.0.1:${port}`, port, heard };
    },
    serveRegistry: async () => {
      const server = createRegistryServer({
        store: createStore(join(root, 'store')),
        port: 0,
        notify: () => undefined,
      });
      const { port } = await server.listen(signal);
      closers.push(() => server.close());
      return `127.0.0.1:${port}`;
    },
    connect: (options = {}) => {
      const env = { PATH: process.env['PATH'], HOME: home() };
      const client = createRegistryClient({
        ...{ system: system(), env, home: home(), projectFolder: join(root, 'project') },
        ...{ random: () => 0, idleMs: 5_000, connectMs: 5_000, commitMs: 5_000 },
        ...options,
      });
      closers.push(() => client.close());
      return client;
    },
    writeDockerConfig: (config) => writeFile(join(home(), '.docker/config.json'), JSON.stringify(config)),
    writeProgram: (path, script) => writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
  };
}

/** `HOST/team/api`, with a tag or a digest. */
export function image(host: string, which: string = '1', repository = 'team/api'): ImageReference {
  const digest = asDigest(which);
  const name = `${host}/${repository}`;
  return { name, registry: host, repository, ...(digest ? { digest } : { tag: which }) };
}

export const descriptorOf = (bytes: Uint8Array, mediaType: string = mediaTypes.ociLayer): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

/** The bytes in chunks, under their own digest unless another is given. */
export const sourceOf = (bytes: Uint8Array, digest: Digest = digestOf(bytes)): BlobSource => ({
  descriptor: { ...descriptorOf(bytes), digest },
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
  },
});

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Reads a request to its end before the answer. */
export const answer = (
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): void => {
  response.req.resume().on('end', () => response.writeHead(status, headers).end(body));
};

export const problemOf = async (promise: Promise<unknown>): Promise<{ code: string; message: string }> => {
  try {
    await promise;
  } catch (error) {
    const { problems } = error as { readonly problems?: readonly { code: string; message: string }[] };
    if (problems?.[0]) return problems[0];
    throw error;
  }
  throw new Error('it did not fail');
};
