/**
 * What a server says about who may come in: the `WWW-Authenticate` header.
 *
 *     Bearer realm="https://auth.docker.io/token",service="registry.docker.io", Basic realm="e2e"
 *     scheme parameters …                                                       next challenge
 *
 * Pure. Source: RFC 9110, 11.2 to 11.6.1 (challenge, auth-param, token68) and 5.6 (token, quoted-string).
 * Linear in the header's length; headers over 16 KiB are refused.
 */
import { err, ok, type Result } from '../errors/result.ts';

export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. A challenge that names one twice is refused: nobody could say which counts. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The one opaque value that some schemes carry in place of parameters. */
  readonly token68?: string;
}

const LIMIT = 16_384;
const SPACE = /[ \t]*/y;
const COMMAS = /[ \t]*(?:,[ \t]*)*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Reads every challenge of a header; several headers are joined by a comma first, as RFC 9110 allows.
 *
 * @returns The challenges in their order, or one REGISTRY_FAILED problem that names the place. Never throws.
 */
export function parseChallenges(header: string): Result<readonly Challenge[]> {
  if (header.length > LIMIT) return bad(`${header.length} characters, more than ${LIMIT}`);
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found !== null) at = pattern.lastIndex;
    return found?.[1] ?? found?.[0];
  };

  for (take(COMMAS); at < header.length; take(COMMAS)) {
    const scheme = take(TOKEN);
    if (scheme === undefined) return bad(`no scheme at character ${at + 1}`);
    const token68 = take(SPACE) === '' ? undefined : take(TOKEN68);
    const parameters: Record<string, string> = Object.create(null);
    while (token68 === undefined && at < header.length) {
      const start = at;
      take(COMMAS);
      const name = take(TOKEN);
      // A token without "=" is the scheme of the next challenge.
      if (name === undefined || take(EQUALS) === undefined) {
        at = start;
        break;
      }
      const value = header[at] === '"' ? take(QUOTED)?.replace(/\\(.)/g, '$1') : take(TOKEN);
      if (value === undefined) return bad(`no value of "${name}" at character ${at + 1}`);
      if (name.toLowerCase() in parameters) return bad(`"${name}" stands twice`);
      parameters[name.toLowerCase()] = value;
    }
    challenges.push({ scheme: scheme.toLowerCase(), parameters, ...(token68 !== undefined && { token68 }) });
    take(SPACE);
    if (at < header.length && header[at] !== ',') return bad(`no comma at character ${at + 1}`);
  }
  return ok(challenges);
}

/** Writes one challenge; {@link parseChallenges} reads it back. Values hold no control characters. */
export function formatChallenge({ scheme, parameters, token68 }: Challenge): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  const rest = token68 ?? list.join(',');
  return rest === '' ? scheme : `${scheme} ${rest}`;
}

const bad = (why: string): Result<never> =>
  err({ code: 'REGISTRY_FAILED', message: `the WWW-Authenticate header of the registry cannot be read: ${why}` });
