/**
 * The `layers` builder: files on top of a base image, with no engine, no container and no root.
 *
 *     files ─► one layer each ─┐
 *     base ─► config, layers ──┴─► config, manifest [, index] ─► store ─► registry ─► name:tag@digest
 *
 * The same inputs give the same digest on every machine: nothing of its clock, users, umask, locale, paths, Node
 * version or CPU gets in. A file that changes while it is read makes the build start over, once.
 */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { collect, ok, unwrap } from '../errors/result.ts';
import { formatPlatform, type Platform, parsePlatform } from '../image/platform.ts';
import { formatReference, parseReference } from '../image/reference.ts';
import type { BuildContext, Builder, BuildJob, Built } from './builder.ts';
import type { LayersSpec } from './layers.schema.ts';
import { type Base, openBase } from './layers-base.ts';
import { extendConfig, parseSourceDate } from './layers-config.ts';
import type { PlatformImage } from './layers-image.ts';
import { listInputs } from './layers-inputs.ts';
import { type MadeLayer, makeLayer } from './layers-layer.ts';
import { isFor, platformVariables } from './layers-platforms.ts';
import { publishImages } from './layers-publish.ts';
import { makeLayersReady } from './layers-ready.ts';
import { createSending, type Sending } from './layers-send.ts';
import { placeOfEntry } from './layers-source.ts';

type Job = BuildJob<LayersSpec>;

export const layers: Builder<LayersSpec> = {
  kind: 'layers',

  explain(spec, { platforms }) {
    const named = collect(spec.files.flatMap((entry) => entry.platforms ?? []).map(parsePlatform));
    if (!named.ok) return named;
    const count = spec.files.length;
    const images = platforms.length > 1 ? `, an index of ${platforms.map(formatPlatform).join(', ')}` : '';
    return ok(`layers: ${count} ${count === 1 ? 'layer' : 'layers'} on ${spec.base}${images}, needs no engine`);
  },

  inputs: listInputs,

  async bases({ spec: { base }, requires }) {
    if (base === 'scratch' || base.startsWith('oci:')) return [];
    // The image of another artifact is named by its alias.
    return requires.some(({ alias }) => alias === base) ? [] : [{ name: base }];
  },

  makeReady: makeLayersReady,

  async build(job, context) {
    const mended = new Set<string>();
    for (;;) {
      try {
        return await buildOnce(job, context);
      } catch (error) {
        const [problem] = error instanceof OrchestratorError ? error.problems : [];
        const what = problem && REPAIRABLE[problem.code]?.(problem);
        if (problem === undefined || what === undefined || mended.has(what)) throw error;
        mended.add(what);
        const message = `${problem.message}; building ${job.artifact} again`;
        context.emit({ type: 'notice', level: 'warning', message, problem });
      }
    }
  },
};

/**
 * Another try may end well, once for each of what this names: the files have settled, and the blob that was damaged,
 * which the message names, has been set aside.
 */
const REPAIRABLE: Partial<Record<string, (problem: Problem) => string>> = {
  INPUT_CHANGED: () => 'inputs',
  STORE_DAMAGED: ({ message }) => message,
};

async function buildOnce(job: Job, context: BuildContext): Promise<Built> {
  const created = unwrap(parseSourceDate(job.env['SOURCE_DATE_EPOCH']));
  // A required artifact is named by its alias.
  const required = job.requires.find(({ alias }) => alias === job.spec.base);
  const locked = required === undefined ? job.bases?.get(job.spec.base) : undefined;
  const base = await openBase(
    required === undefined ? job.spec.base : withoutTag(required.reference),
    job.contextDir,
    context,
    locked,
  );
  if (base.name !== undefined) warnOfLinkedFolders(job, context);

  const platforms = inOrder(job.platforms.length > 0 ? job.platforms : [base.ownPlatform]);
  const sending = createSending(base, job.push ? job.target : undefined, context);
  try {
    const made = new Map<string, Promise<MadeLayer>>();
    const images: PlatformImage[] = [];
    for (const platform of platforms)
      images.push(await imageFor(platform, { base, created, made, sending }, job, context));
    context.onInputsRead?.();

    const push = !job.push ? 'no' : job.tagLater ? 'by digest' : 'tagged';
    const digest = await publishImages(images, base.name, sending, job.target, push, context);
    return { reference: formatReference({ ...job.target, digest }), digest, pushed: job.push };
  } finally {
    await sending.stop();
  }
}

/** The tag of a required artifact may change with every commit; what is built on it must change with its digest alone. */
function withoutTag(text: string): string {
  const { tag: _, ...reference } = unwrap(parseReference(text));
  return reference.digest === undefined ? text : formatReference(reference);
}

/** Each once, sorted: the order in which they were asked for is no part of the image. */
const inOrder = (platforms: readonly Platform[]): readonly Platform[] =>
  [...new Map(platforms.map((platform) => [formatPlatform(platform), platform]))]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, platform]) => platform);

interface Building {
  readonly base: Base;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Of all platforms. */
  readonly made: Map<string, Promise<MadeLayer>>;
  readonly sending: Sending;
}

async function imageFor(
  platform: Platform,
  { base, created, made, sending }: Building,
  job: Job,
  context: BuildContext,
): Promise<PlatformImage> {
  const { spec, artifact, contextDir, configDir } = job;
  const expand = (text: string): string => job.expand(text, platformVariables(platform));
  const { config, layers: baseLayers, digest } = await base.forPlatform(platform);
  sending.begin(baseLayers.map((descriptor) => ({ descriptor, ofBase: true })));
  const added: MadeLayer[] = [];
  for (const [index, entry] of spec.files.entries()) {
    if (!isFor(entry.platforms, platform)) continue;
    const at = `files[${index}]`;
    const src = expand(entry.src);
    const key = `${at} ${src}`;
    // What is the same on several platforms is made once.
    const layer =
      made.get(key) ??
      makeLayer(
        {
          artifact,
          entry,
          at,
          place: placeOfEntry(index, job),
          src,
          contextDir,
          ...(configDir !== undefined && { configDir }),
          compression: spec.compression,
          mtime: created,
        },
        { ...context, sendEarly: sending.early },
      );
    made.set(key, layer);
    const ready = await layer;
    sending.begin([{ descriptor: ready.descriptor, ofBase: false, early: ready.early }]);
    added.push(ready);
  }
  return {
    platform,
    config: extendConfig(config, baseLayers.length, added, { spec, expand, platform, created }),
    baseLayers,
    baseDigest: digest,
    layers: added.map(({ descriptor }) => descriptor),
  };
}

/** Folders that most bases have as links: a layer that holds them as folders takes the links away. */
const LINKED = /^\/(?:bin|sbin|lib|lib32|lib64|var\/run|var\/lock)(?:\/|$)/;

function warnOfLinkedFolders({ spec, artifact }: Job, { emit }: BuildContext): void {
  for (const { dest } of spec.files.filter((entry) => LINKED.test(entry.dest)))
    emit({
      type: 'notice',
      level: 'warning',
      message: `${artifact}: "${dest}" is below a folder that is a link in most images; write below /usr or /run instead`,
    });
}
