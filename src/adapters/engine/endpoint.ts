/**
 * Where the engine listens, as the Docker CLI finds it, and podman's sockets after Docker's own.
 *
 *     DOCKER_HOST ─► DOCKER_CONTEXT ─► currentContext of config.json ─► the first socket that is there
 *
 * Source: docker/cli, `resolveContextName`, `cli/context/store` (a context's folder is the sha256 of its name)
 * and `opts/hosts.go`. Not read: ssh:// hosts.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../oci/descriptor-json.ts';
import type { Files } from '../../ports/system.ts';

export interface EngineTls {
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly skipVerify: boolean;
}

export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string; readonly from: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls: EngineTls | undefined;
      /** For people: what named it. */
      readonly from: string;
    };

export interface EndpointRoom {
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
}

/** @throws OrchestratorError ENGINE_UNREACHABLE that says which setting is wrong, or which sockets were looked for. */
export async function findEndpoint(room: EndpointRoom, signal: AbortSignal): Promise<Endpoint> {
  const { env } = room;
  const host = env['DOCKER_HOST'];
  if (host) {
    const wantsTls = Boolean(env['DOCKER_TLS_VERIFY']);
    const folder = env['DOCKER_CERT_PATH'] || configFolder(room);
    const tls = wantsTls ? await readTls(folder, false, room.files, signal) : undefined;
    return parseHost(host, tls, 'DOCKER_HOST');
  }
  const context = env['DOCKER_CONTEXT'] || (await currentContext(room, signal));
  if (context !== undefined && context !== 'default') return readContext(context, room, signal);
  return firstSocket(room);
}

export const configFolder = ({ env, home }: Pick<EndpointRoom, 'env' | 'home'>): string =>
  env['DOCKER_CONFIG'] || join(home, '.docker');

async function currentContext(room: EndpointRoom, signal: AbortSignal): Promise<string | undefined> {
  const config = await readJson(join(configFolder(room), 'config.json'), room.files, signal);
  const name = config?.['currentContext'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

async function readContext(name: string, room: EndpointRoom, signal: AbortSignal): Promise<Endpoint> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configFolder(room), 'contexts');
  const meta = await readJson(join(contexts, 'meta', id, 'meta.json'), room.files, signal);
  const endpoints = meta?.['Endpoints'];
  const docker = isObject(endpoints) ? endpoints['docker'] : undefined;
  if (!isObject(docker) || typeof docker['Host'] !== 'string')
    throw unreachable(`the Docker context "${name}" is not known`, 'Run "docker context ls" to see which are.');
  const folder = join(contexts, 'tls', id, 'docker');
  const skipVerify = docker['SkipTLSVerify'] === true;
  const hasTls = skipVerify || (await room.files.stat(folder)) !== undefined;
  const tls = hasTls ? await readTls(folder, skipVerify, room.files, signal) : undefined;
  return parseHost(docker['Host'], tls, `Docker context "${name}"`);
}

async function firstSocket({ files, env, home }: EndpointRoom): Promise<Endpoint> {
  const runtime = env['XDG_RUNTIME_DIR'];
  const paths = [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
  for (const path of paths)
    if ((await files.stat(path).catch(() => undefined)) !== undefined) return { kind: 'socket', path, from: path };
  throw unreachable(`there is no socket of a container engine at ${paths.join(', ')}`);
}

function parseHost(text: string, tls: EngineTls | undefined, from: string): Endpoint {
  if (text.startsWith('unix://')) {
    const path = text.slice('unix://'.length) || '/var/run/docker.sock';
    return { kind: 'socket', path, from };
  }
  const full = (text.includes('://') ? text : `tcp://${text}`).replace(/^tcp:/, 'http:');
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol === 'ssh:')
    throw unreachable(
      `${from} is an ssh:// address, which is not supported`,
      'Forward the socket: ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST, and DOCKER_HOST=unix:///tmp/engine.sock.',
    );
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw unreachable(
      `${from} is not an address: "${text.replace(/\/\/[^/@]*@/, '//')}"`,
      'Write unix:///PATH or tcp://HOST:PORT.',
    );
  const isTls = tls !== undefined || url.protocol === 'https:';
  return {
    kind: 'tcp',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isTls ? 2376 : 2375) : Number(url.port),
    tls: tls ?? (isTls ? { skipVerify: false } : undefined),
    from,
  };
}

/** Each file only where it is there: a client certificate is not needed everywhere. */
async function readTls(folder: string, skipVerify: boolean, files: Files, signal: AbortSignal): Promise<EngineTls> {
  const read = async (name: string): Promise<string | undefined> => {
    const path = join(folder, name);
    return (await files.stat(path)) === undefined ? undefined : files.readText(path, signal);
  };
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), skipVerify };
}

async function readJson(path: string, files: Files, signal: AbortSignal): Promise<JsonObject | undefined> {
  return (await files.stat(path)) === undefined ? undefined : parseJsonObject(await files.readBytes(path, signal));
}

const unreachable = (message: string, hint?: string): OrchestratorError =>
  new OrchestratorError({ code: 'ENGINE_UNREACHABLE', message, ...(hint !== undefined && { hint }) });
