/**
 * What a program's words about a registry mean. Engines and builders pass on as prose what the registry answered.
 *
 *     "denied: requested access to the resource is denied"  ─► REGISTRY_DENIED
 *
 * Pure. Source: the OCI distribution-spec's error codes, in the words of dockerd 20.10, podman 4.3 and BuildKit 0.29.
 */
import type { Problem, ProblemCode } from '../errors/problem.ts';
import { plainLine } from '../lib/terminal-text.ts';

/** The first that fits counts. */
const words: readonly (readonly [RegExp, ProblemCode])[] = [
  [
    /no basic auth credentials|unauthorized|authentication required|incorrect username or password|\b401\b/i,
    'REGISTRY_UNAUTHORIZED',
  ],
  [/denied|forbidden|insufficient_scope|\b403\b/i, 'REGISTRY_DENIED'],
  [/toomanyrequests|too many requests|\b429\b/i, 'REGISTRY_LIMITED'],
  [/manifest unknown|name unknown|not found|does not exist|no such image|image not known/i, 'REGISTRY_NOT_FOUND'],
  [
    /connection refused|connection reset|no such host|timeout|TLS handshake|x509:|gave HTTP response|deadline exceeded|no route to host|network is unreachable|\bEOF\b/i,
    'REGISTRY_UNREACHABLE',
  ],
];

/** @param reason The program's words. @param what What it was doing, e.g. `the engine could not push x:1`. */
export const registryProblem = (reason: string, what: string): Problem => {
  // A repository may be called "team/denied": names and URLs are not the registry's words.
  const said = reason.replace(/\S*\/\S*/g, ' ');
  return {
    code: words.find(([pattern]) => pattern.test(said))?.[1] ?? 'REGISTRY_FAILED',
    message: `${what}: ${plainLine(reason.replace(/\s+/g, ' ').trim())}`,
  };
};
