/**
 * Texts from the web, for manifests that are named by URL: GET over http and https, a few redirects, a cap on size.
 * Carries no credentials; user info in a URL is refused, because it would end in logs and shell histories.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { OrchestratorError, type ProblemCode } from '../../errors/problem.ts';
import type { Fetch } from '../../ports/fetch.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 5;
/** Without a byte for this long, the server is taken for dead. */
const IDLE_MS = 30_000;

export function createFetch(): Fetch {
  return {
    async fetchText(address, signal) {
      let url = parseUrl(address);
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        const answer = await get(url, signal);
        if (typeof answer === 'string') return answer;
        const next = parseUrl(new URL(answer.location, url).href);
        if (url.protocol === 'https:' && next.protocol !== 'https:')
          throw failed('FILE_FAILED', url, `redirects from https to ${next.protocol.slice(0, -1)}`);
        url = next;
      }
      throw failed('FILE_FAILED', url, `redirects more than ${MAX_REDIRECTS} times`);
    },
  };
}

/** What offline runs get: every call is refused. */
export const createOfflineFetch = (): Fetch => ({
  fetchText: (address) =>
    Promise.reject(
      new OrchestratorError({ code: 'NETWORK_REFUSED', message: `${shownUrl(parseUrl(address))} is on the network` }),
    ),
});

function parseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new OrchestratorError({
      code: 'INPUT_INVALID',
      message: 'a manifest is named by what is no http or https URL',
    });
  if (url.username !== '' || url.password !== '')
    throw failed('INPUT_INVALID', url, 'carries a user name or a password in the URL');
  return url;
}

function get(url: URL, signal: AbortSignal): Promise<string | { readonly location: string }> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { signal, timeout: IDLE_MS, headers: { accept: '*/*' } }, (answer) => {
      const status = answer.statusCode ?? 0;
      const { location } = answer.headers;
      if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
        answer.resume();
        resolve({ location });
      } else if (status < 200 || status > 299) {
        answer.resume();
        reject(failed(status === 404 || status === 410 ? 'INPUT_MISSING' : 'FILE_FAILED', url, `answers ${status}`));
      } else {
        readText(answer, url).then(resolve, (error: unknown) => reject(translate(error, url, signal)));
      }
    });
    outgoing.on('timeout', () => outgoing.destroy(failed('TIMED_OUT', url, `was silent for ${IDLE_MS / 1000} s`)));
    outgoing.on('error', (error) => reject(translate(error, url, signal)));
    outgoing.end();
  });
}

async function readText(answer: http.IncomingMessage, url: URL): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw failed('FILE_FAILED', url, `is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  if (!answer.complete) throw failed('FILE_FAILED', url, 'ended before all of it came');
  return Buffer.concat(chunks).toString('utf8');
}

function translate(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof OrchestratorError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
  return failed('FILE_FAILED', url, `cannot be read (${code})`);
}

/** Without user info and query: either may hold a secret. */
const shownUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

const failed = (code: ProblemCode, url: URL, what: string): OrchestratorError =>
  new OrchestratorError({ code, message: `${shownUrl(url)} ${what}` });
