/**
 * A connection to the engine that was found: dockerode with everything said, so that it guesses nothing from the
 * environment of the process.
 */
import { Agent } from 'node:https';
import type Docker from 'dockerode';
import { createDeadline } from '../../lib/deadline.ts';
import { isObject } from '../../oci/descriptor-json.ts';
import type { EngineInfo } from '../../ports/engine.ts';
import { type Endpoint, type EndpointRoom, findEndpoint } from './endpoint.ts';
import { translate } from './failure.ts';

export interface Client {
  readonly docker: Docker;
  readonly info: EngineInfo;
}

/** The version that the requests are written for; engines that know only newer ones get their oldest. */
const API_VERSION = '1.41';
/** A socket that accepts and says nothing is no engine. */
const ANSWER_MS = 15_000;

/** @throws OrchestratorError ENGINE_UNREACHABLE, CANCELLED. */
export async function connect(room: EndpointRoom, signal: AbortSignal): Promise<Client> {
  const endpoint = await findEndpoint(room, signal);
  const { default: Docker } = await import('dockerode');
  const { signal: abortSignal, end } = createDeadline(ANSWER_MS, signal);
  try {
    const said = await getJson(new Docker(settingsOf(endpoint)), '/version', abortSignal);
    const { info, apiVersion } = readVersion(said);
    return { docker: new Docker({ ...settingsOf(endpoint), version: `v${apiVersion}` }), info };
  } catch (error) {
    throw translate(error, { signal, place: showEndpoint(endpoint), code: 'ENGINE_UNREACHABLE' });
  } finally {
    end();
  }
}

/** A GET that can be aborted; dockerode's own calls for this cannot all. */
export const getJson = (docker: Docker, path: string, abortSignal: AbortSignal): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const statusCodes = { 200: true, 404: 'not found', 500: 'server error' };
    const done = (error: unknown, data: unknown): void => (error ? reject(error) : resolve(data));
    docker.modem.dial({ path, method: 'GET', abortSignal, statusCodes }, done);
  });

export const showEndpoint = (endpoint: Endpoint): string => {
  const address = endpoint.kind === 'socket' ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
  return address === endpoint.from ? address : `${address} (${endpoint.from})`;
};

function settingsOf(endpoint: Endpoint): Docker.DockerOptions {
  // Undefined on purpose: what is left out, dockerode takes from the environment of the process.
  const nothing = { host: undefined, socketPath: undefined, ca: undefined, cert: undefined, key: undefined };
  if (endpoint.kind === 'socket') return withoutGuesses({ ...nothing, socketPath: endpoint.path, protocol: 'http' });
  const { host, port, tls } = endpoint;
  if (tls === undefined) return withoutGuesses({ ...nothing, host, port, protocol: 'http' });
  const { skipVerify, ...pem } = tls;
  const agent = new Agent({ ...pem, rejectUnauthorized: !skipVerify });
  return withoutGuesses({ ...nothing, ...pem, host, port, protocol: 'https', agent });
}

/** Its types know no undefined, which is a value to its constructor. */
const withoutGuesses = (settings: object): Docker.DockerOptions => settings as Docker.DockerOptions;

function readVersion(said: unknown): { readonly info: EngineInfo; readonly apiVersion: string } {
  const { Version, ApiVersion, MinAPIVersion, Os, Arch, Components } = isObject(said) ? said : {};
  const highest = textOf(ApiVersion) ?? API_VERSION;
  const lowest = textOf(MinAPIVersion) ?? '1.12';
  const apiVersion = isOlder(highest, API_VERSION) ? highest : isOlder(API_VERSION, lowest) ? lowest : API_VERSION;
  const parts = Array.isArray(Components) ? Components : [];
  const isPodman = parts.some((part) => isObject(part) && /podman/i.test(String(part['Name'])));
  const platform = `${textOf(Os) ?? 'linux'}/${textOf(Arch) ?? 'amd64'}`;
  return { info: { version: textOf(Version) ?? '', apiVersion: highest, platform, isPodman }, apiVersion };
}

/** Whether API version a comes before b: `1.9` before `1.41`. */
function isOlder(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA < majorB || (majorA === majorB && minorA < minorB);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
