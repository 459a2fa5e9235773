/**
 * The blobs of an image on their way to where the image goes, each as soon as it is there.
 *
 *     base's layers ─► begin ─┐                         the registry answers
 *     layer made ────► begin ─┼─► some at once ─► finish    while the next layer
 *     config, at the end ─────┘                             is read and compressed
 *
 * A layer that is made anew begins to be sent while it is compressed, and so does the config, as far as that goes without
 * knowing it. Each is sent once, however often it is begun. After a failure nothing new starts and what runs is aborted.
 */
import type { Emit, StepId } from '../events/event.ts';
import { type Digest, shortDigest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import { createLimit } from '../lib/limit.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';
import type { EarlyBlob, Registry } from '../ports/registry.ts';
import type { Base } from './layers-base.ts';
import type { ImageBlob } from './layers-image.ts';

export interface SendPorts {
  readonly store: Store;
  readonly registry: Registry;
  readonly emit: Emit;
  readonly step: StepId;
  readonly signal: AbortSignal;
}

export interface Sending {
  /** For a layer that no registry is known to have: where its bytes can go while it is made, for {@link begin}. */
  early(): Promise<EarlyBlob | undefined>;
  /** Fails later, in {@link Sending.finish}. */
  begin(blobs: readonly ImageBlob[]): void;
  /** Ends when all that was begun is there, or with the first failure and nothing left running. */
  finish(): Promise<void>;
  /** Aborts what is still under way, and waits for it. */
  stop(): Promise<void>;
}

/** Blobs that are sent or fetched at once. */
const AT_ONCE = 12;

/** @param target Undefined: nothing is pushed, and what the base lacks here is fetched. */
export function createSending(base: Base, target: ImageReference | undefined, ports: SendPorts): Sending {
  const stop = new AbortController();
  const signal = AbortSignal.any([ports.signal, stop.signal]);
  const limit = createLimit(AT_ONCE);
  const begun = new Map<Digest, Promise<void>>();
  const failures: unknown[] = [];
  const early: EarlyBlob[] = [];
  /** For the config of an image with a new layer. */
  let spare: EarlyBlob | undefined;
  const beginEarly = async (): Promise<EarlyBlob | undefined> => {
    const one = target && (await ports.registry.beginBlob?.(target, signal));
    if (one !== undefined) early.push(one);
    return one;
  };

  const bring = async (blob: ImageBlob): Promise<void> => {
    if (failures.length > 0 || stop.signal.aborted) return;
    try {
      const { descriptor } = blob;
      const isConfig = descriptor.mediaType === mediaTypes.ociConfig;
      if (target !== undefined)
        await send(isConfig ? { ...blob, early: spare } : blob, base, target, { ...ports, signal });
      else if (blob.ofBase) await base.fetchLayer(blob.descriptor, signal);
    } catch (error) {
      failures.push(error);
      stop.abort(error);
    }
  };

  return {
    async early() {
      const one = await beginEarly();
      spare ??= await beginEarly();
      return one;
    },
    begin(blobs) {
      for (const blob of blobs)
        if (!begun.has(blob.descriptor.digest))
          begun.set(
            blob.descriptor.digest,
            limit(() => bring(blob)),
          );
    },
    async finish() {
      await Promise.all(begun.values());
      if (failures.length > 0) throw failures[0];
    },
    async stop() {
      await Promise.all(early.map((one) => one.drop()));
      stop.abort();
      await Promise.all(begun.values());
    },
  };
}

async function send(
  { descriptor, ofBase, early }: ImageBlob,
  base: Base,
  target: ImageReference,
  { store, registry, emit, step, signal }: SendPorts,
): Promise<void> {
  const mountable = ofBase && base.repository?.registry === target.registry ? [base.repository] : [];
  await registry.pushBlob(
    target,
    {
      descriptor,
      isVerified: true,
      open: async function* (stop, lending) {
        if (ofBase) await base.fetchLayer(descriptor, stop);
        yield* store.blobs.read(descriptor.digest, { ...lending, signal: stop });
      },
    },
    {
      early,
      mountFrom: mountable,
      onProgress: (done) =>
        emit({
          type: 'step.progress',
          step,
          part: shortDigest(descriptor.digest),
          done,
          total: descriptor.size,
          unit: 'bytes',
        }),
      signal,
    },
  );
}
