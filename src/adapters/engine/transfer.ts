/** Push and pull by the engine. Source: Docker Engine API v1.41, ImagePush and ImageCreate. */
import { setTimeout } from 'node:timers/promises';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { asDigest, type Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts';
import { registryProblem } from '../../oci/registry-words.ts';
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
  await againWhenCut(progress, () =>
    transfer(shown, 'push', progress, async () => {
      const stream = await docker.getImage(name).push({ tag, authconfig, abortSignal: progress.signal });
      const report = createReport(progress);
      await follow(stream, progress.signal, (message) => {
        if (message.error !== undefined) throw registryError(message.error, 'push', shown);
        digest = digestIn(message) ?? digest;
        report(message);
      });
    }),
  );
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

/** Engines send a layer again whose connection was cut, and not a manifest. What arrived is not sent again. */
const PAUSES_MS = [200, 800];
const CUT = /connection re(?:set|fused)|broken pipe|\bEOF\b/;

async function againWhenCut({ onLine, signal }: EngineProgress, push: () => Promise<void>): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await push();
    } catch (error) {
      if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
      const { code, message } = error.problems[0];
      if (code !== 'REGISTRY_UNREACHABLE' || !CUT.test(message)) throw error;
      onLine?.(`${message}; again in ${pauseMs} ms`);
      await setTimeout(pauseMs, undefined, { signal }).catch(() => stopIfAborted(signal));
    }
  }
  return push();
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

const registryError = (reason: string, verb: 'push' | 'pull', shown: string): OrchestratorError =>
  new OrchestratorError(registryProblem(reason, `the engine could not ${verb} ${shown}`));
