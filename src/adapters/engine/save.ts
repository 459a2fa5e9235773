/** `docker save`: an image as a tar. Source: Docker Engine API v1.41, ImageGet. */
import { addAbortSignal, type Readable } from 'node:stream';
import type { Client } from './client.ts';
import { translate } from './failure.ts';

/** @throws OrchestratorError LOAD_FAILED, ENGINE_UNREACHABLE, CANCELLED. */
export async function* saveImage(
  { docker }: Client,
  reference: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let response: Readable | undefined;
  try {
    response = addAbortSignal(signal, await open(docker, `/images/${reference}/get`, signal));
    yield* response as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw translate(error, { signal, place: `to save ${reference}`, code: 'LOAD_FAILED' });
  } finally {
    response?.destroy();
  }
}

const open = ({ modem }: Client['docker'], path: string, abortSignal: AbortSignal): Promise<Readable> =>
  new Promise((resolve, reject) => {
    const statusCodes = { 200: true, 404: 'not found', 500: 'server error' };
    // It is the response of node:http, whatever the type says.
    const done = (error: unknown, data: unknown): void => (error ? reject(error) : resolve(data as Readable));
    modem.dial({ path, method: 'GET', isStream: true, abortSignal, statusCodes }, done);
  });
