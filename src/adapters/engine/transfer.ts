/**
 * Push and pull by the engine, and what its registry errors mean. They come as prose: dockerd and podman pass on what
 * the registry said, so the words of the OCI distribution-spec's error codes are looked for first.
 */
import { OrchestratorError, type Problem, type ProblemCode } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { asDigest, type Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { EngineProgress } from '../../ports/engine.ts';
import type { Client } from './client.ts';
import { authFor, type FindCredential } from './credentials.ts';
import { reasonOf, translate } from './failure.ts';
import { follow } from './follow.ts';
import type { Message } from './messages.ts';

export async function pushImage(
  { docker }: Client,
  reference: ImageReference,
  progress: EngineProgress,
  findCredential: FindCredential,
): Promise<Digest> {
  const { name, tag = 'latest' } = reference;
  const shown = formatReference({ name, tag });
  const authconfig = await authFor(reference, findCredential, progress.signal);
  let digest: Digest | undefined;
  await transfer(shown, 'push', progress, async () => {
    const stream = await docker.getImage(name).push({ tag, authconfig, abortSignal: progress.signal });
    const report = createReport(progress);
    await follow(stream, progress.signal, (message) => {
      if (message.error !== undefined) throw registryError(message.error, 'push', shown);
      digest = digestIn(message) ?? digest;
      report(message);
    });
  });
  if (digest !== undefined) return digest;
  throw new OrchestratorError({ code: 'REGISTRY_FAILED', message: `the engine pushed ${shown} and told no digest` });
}

export async function pullImage(
  { docker }: Client,
  text: string,
  progress: EngineProgress,
  findCredential: FindCredential,
): Promise<void> {
  const reference = unwrap(parseReference(text));
  const authconfig = await authFor(reference, findCredential, progress.signal);
  await transfer(text, 'pull', progress, async () => {
    const stream = await docker.createImage({
      authconfig,
      fromImage: reference.name,
      tag: reference.digest ?? reference.tag ?? 'latest',
      abortSignal: progress.signal,
    });
    const report = createReport(progress);
    await follow(stream, progress.signal, (message) => {
      if (message.error !== undefined) throw registryError(message.error, 'pull', text);
      report(message);
    });
  });
}

async function transfer(
  shown: string,
  verb: 'push' | 'pull',
  { signal }: EngineProgress,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = translate(error, { signal, place: `to ${verb} ${shown}`, code: 'REGISTRY_FAILED' });
    throw failure.problems[0].code === 'REGISTRY_FAILED' && failure !== error
      ? registryError(reasonOf(error), verb, shown)
      : failure;
  }
}

/** dockerd: `{"aux":{"Tag":"1","Digest":"sha256:…"}}`. podman: `{"status":"1: digest: sha256:… size: 740"}`. */
function digestIn({ aux, status }: Message): Digest | undefined {
  if (typeof aux?.['Digest'] === 'string') return asDigest(aux['Digest']);
  return asDigest(/ digest: (sha256:[0-9a-f]{64}) size: /.exec(status ?? '')?.[1] ?? '');
}

/** Bytes of each layer; a layer that is done or was there counts in full. */
function createReport({ onLine, onProgress }: EngineProgress): (message: Message) => void {
  const totals = new Map<string, number>();
  return ({ id, status, current, total }) => {
    if (id === undefined) {
      if (status !== undefined && status !== '') onLine?.(status);
      return;
    }
    if (current !== undefined) {
      // Compressed on the way, a layer may turn out larger than its own total.
      const all = total === undefined || total <= 0 ? undefined : Math.max(total, current);
      if (all !== undefined) totals.set(id, all);
      onProgress?.(id, current, all);
    } else if (/^(?:Pushed|Layer already exists|Mounted from|Pull complete|Already exists)/.test(status ?? '')) {
      const all = totals.get(id) ?? 0;
      onProgress?.(id, all, all);
    }
  };
}

const REASONS: readonly (readonly [RegExp, ProblemCode])[] = [
  [
    /no basic auth credentials|unauthorized|authentication required|incorrect username or password/i,
    'REGISTRY_UNAUTHORIZED',
  ],
  [/denied|forbidden|insufficient_scope|\b403\b/i, 'REGISTRY_DENIED'],
  [/toomanyrequests|too many requests|\b429\b/i, 'REGISTRY_LIMITED'],
  [/manifest unknown|name unknown|not found|does not exist|no such image/i, 'REGISTRY_NOT_FOUND'],
  [
    /connection refused|no such host|i\/o timeout|TLS handshake|x509:|gave HTTP response|deadline exceeded|no route to host|network is unreachable|\bEOF\b/i,
    'REGISTRY_UNREACHABLE',
  ],
];

/** @param reason The engine's words. */
export function registryError(reason: string, verb: 'push' | 'pull', shown: string): OrchestratorError {
  const code = REASONS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'REGISTRY_FAILED';
  const problem: Problem = { code, message: `the engine could not ${verb} ${shown}: ${plainLine(reason.trim())}` };
  return new OrchestratorError(problem);
}
