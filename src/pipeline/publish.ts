/**
 * Images to more than one registry, as one transaction: content everywhere first, tags last.
 *
 *     built in a.example ─► b.example by digest ┐
 *                        └► c.example by digest ┴─ all whole? ─► tags, those that may be refused first
 *
 * Where anything fails, no tag is moved any more, and the error says which registry has what; running again sends only
 * what is missing. Tags that exist with another digest go first: only those can be refused for not being movable.
 * All of them are in the journal before the first one moves, so that a run that is killed in between can be told of.
 */
import { unwrap } from '../errors/result.ts';
import type { Step } from '../events/event.ts';
import { shortDigest } from '../image/digest.ts';
import { type ImageReference, parseReference } from '../image/reference.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { Plan, PlannedArtifact } from '../plan/plan.ts';
import { forgetReceipt, isPushed, writeReceipt } from './cached-image.ts';
import { copyImage } from './copy-image.ts';
import type { PipelinePorts } from './ports.ts';
import { incomplete, type PlaceState, type Target } from './publish-report.ts';
import { withStep } from './step.ts';

type Ports = Pick<
  PipelinePorts,
  'registry' | 'store' | 'engine' | 'records' | 'journal' | 'emit' | 'system' | 'signal'
>;

/** An image that was built, with its plan. */
export interface Published {
  readonly planned: PlannedArtifact;
  /** `name:tag@digest`. */
  readonly reference: string;
}

const STEP = 'publish';
/** Images that are copied at once. */
const AT_ONCE = 4;

/** The step, where any image goes to more than one place. */
export function publishSteps({ artifacts }: Plan): readonly Step[] {
  const some = artifacts.filter(isPublished);
  if (some.length === 0) return [];
  const places = new Set(some.flatMap(({ alsoPush }) => alsoPush.map(({ registry }) => registry)));
  return [{ id: STEP, title: `publish to ${[...places].join(', ')}`, needs: some.map(({ name }) => `build:${name}`) }];
}

/**
 * @throws OrchestratorError PUBLISH_INCOMPLETE with the state of every place; another code where that is not the
 *   registry's fault (DIGEST_MISMATCH, CANCELLED, NETWORK_REFUSED).
 */
export async function publishAll(built: readonly Published[], ports: Ports): Promise<void> {
  const wanted = built.filter(({ planned }) => isPublished(planned));
  if (wanted.length === 0) return;
  await withStep(STEP, ports, async () => {
    const groups = wanted.map(placesOf);
    const rest = await Promise.all(groups.map(async (places) => ((await isKnown(places, ports)) ? [] : places)));
    await moveTags(await bringContent(rest.flat(), ports), ports);
    await Promise.all(rest.flat().map(({ target }) => writeReceipt(target, target.digest, ports)));
    return { outcome: rest.flat().length === 0 ? 'cached' : 'done', result: `${groups.flat().length} places` };
  });
}

const isPublished = ({ push, alsoPush }: PlannedArtifact): boolean => push && alsoPush.length > 0;

/** A place, and where its image is already. */
interface Place {
  readonly artifact: string;
  readonly source: ImageReference;
  readonly target: Target;
}

function placesOf({ planned, reference }: Published): readonly Place[] {
  const source = unwrap(parseReference(reference));
  const { tag, digest } = source;
  if (tag === undefined || digest === undefined) throw new Error(`${reference} was pushed and has no tag or no digest`);
  return [source, ...planned.alsoPush].map(({ name, registry, repository }) => ({
    artifact: planned.name,
    source,
    target: { name, registry, repository, tag, digest },
  }));
}

/** Our own receipts are believed for a day, as they are for one place. */
const isKnown = async (places: readonly Place[], ports: Ports): Promise<boolean> =>
  (await Promise.all(places.map(({ target }) => isPushed(target, target.digest, ports)))).every(Boolean);

/** Every place is tried, so that one that fails costs the others nothing. */
async function bringContent(places: readonly Place[], ports: Ports): Promise<readonly PlaceState[]> {
  const states = new Map<Place, PlaceState>();
  await inParallel(
    places,
    AT_ONCE,
    async (place, signal) => {
      const failure = await bring(place, { ...ports, signal }).catch((error: unknown) => error);
      if (ports.signal.aborted) throw failure;
      states.set(place, { ...place, hasImage: failure === undefined, ...(failure !== undefined && { failure }) });
    },
    ports.signal,
  );
  const all = places.flatMap((place) => states.get(place) ?? []);
  if (all.every(({ failure }) => failure === undefined)) return all;
  throw incomplete(await Promise.all(all.map((state) => lookAtTag(state, ports))));
}

async function bring({ source, target }: Place, { emit, ...ports }: Ports): Promise<void> {
  if (source.name === target.name) return;
  await copyImage(target.digest, source, target, {
    ...ports,
    onProgress: (digest, done, total) =>
      emit({
        ...{ type: 'step.progress', step: STEP, part: `${target.name} ${shortDigest(digest)}`, unit: 'bytes' },
        ...{ done, total },
      }),
  });
}

/** One after the other: the first refusal stops the rest. */
async function moveTags(states: readonly PlaceState[], ports: Ports): Promise<void> {
  const looked = await Promise.all(states.map((state) => lookAtTag(state, ports)));
  const now = new Map(looked.map((state) => [state.target, state]));
  const rest = looked.filter(({ tagged, target }) => tagged !== target.digest);
  const inOrder = [
    ...rest.filter(({ tagged }) => tagged !== undefined),
    ...rest.filter(({ tagged }) => tagged === undefined),
  ];
  ports.journal.expect(inOrder.map(({ target: { name, tag, digest } }) => ({ kind: 'tag', name, tag, digest })));
  for (const state of inOrder) {
    try {
      await moveTag(state, ports);
    } catch (failure) {
      if (ports.signal.aborted) throw failure;
      now.set(state.target, { ...state, failure });
      throw incomplete([...now.values()]);
    }
    now.set(state.target, { ...state, tagged: state.target.digest });
  }
}

async function moveTag({ target }: PlaceState, ports: Ports): Promise<void> {
  const { registry, signal } = ports;
  await forgetReceipt(target, ports);
  const { tag: _, ...byDigest } = target;
  const { bytes, descriptor } = await registry.pullManifest(byDigest, signal);
  const { digest: __, ...byTag } = target;
  await registry.pushManifest(byTag, { bytes, descriptor }, signal);
}

/** What cannot be known is left open: it is for a report, or the move will tell. */
async function lookAtTag(state: PlaceState, { registry, signal }: Ports): Promise<PlaceState> {
  const { digest: _, ...byTag } = state.target;
  if (state.failure !== undefined && !state.hasImage) return state;
  const found = await registry.resolve(byTag, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  return { ...state, tagged: found?.digest };
}
