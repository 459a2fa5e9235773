/**
 * One artifact: its tag, its hooks, its image.
 *
 * A tag that is made of the inputs comes after `hooks.before`, because what the hooks make is input too; any other
 * tag comes first, so that the hooks know it. Of `layers`, whose hooks make what goes into the image, the hooks come
 * before the cache is asked; the others skip their hooks on a hit, as in Skaffold.
 */
import type { BuildContext, Built } from '../builders/builder.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { formatPlatform } from '../image/platform.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import type { InputSet } from '../inputs/input-set.ts';
import { closure } from '../lib/graph.ts';
import { meanwhile } from '../lib/meanwhile.ts';
import { buildStepId, type PlannedArtifact } from '../plan/plan.ts';
import { chooseTagger } from '../taggers/index.ts';
import type { TagJob } from '../taggers/tagger.ts';
import { withCache } from './artifact-cache.ts';
import {
  type ArtifactJob,
  type BuildResult,
  type BuildRun,
  contextDirOf,
  jobOf,
  withBases,
  withSpec,
} from './artifact-job.ts';
import { readArtifactKey } from './artifact-key.ts';
import { runHooks } from './hooks.ts';
import type { PipelinePorts } from './ports.ts';
import { withEffect } from './with-journal.ts';

type Ports = PipelinePorts;

/** Tags, runs the hooks and builds. @throws OrchestratorError of the tagger, the hooks and the builder. */
export async function buildArtifact(
  planned: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  run: BuildRun,
  ports: Ports,
): Promise<BuildResult> {
  const hooks = (when: 'before' | 'after', target: ImageReference): Promise<void> => {
    const list = planned.artifact.hooks?.[when];
    const work = () => runHooks(list, hookRunOf(planned, when, target, run), { ...ports, platform: run.platform });
    const isLong = when === 'before' && hasHooks(planned);
    return isLong ? meanwhile(work, () => makeReady(planned, run, ports), ports) : work();
  };

  const late = await tagsLate(planned, run, ports);
  if (late) await hooks('before', planned.target);
  const target = { ...planned.target, tag: await tagOf(planned, run, ports) };
  const found = await findPushed(planned, target, run, ports);
  if (found !== undefined) return found;
  const makesInputs = planned.kind === 'layers';
  if (!late && makesInputs) await hooks('before', target);
  const job = jobOf(planned, target, done, run, ports);
  // Anew each time: a Dockerfile that hooks make, or that is edited meanwhile, may name other bases.
  const jobNow = () => withBases(job, planned, run.lock, ports);
  const build = withCache(
    {
      artifact: planned.name,
      target,
      lookUp: run.cache,
      ...(job.tagLater !== undefined && { tagLater: job.tagLater }),
      readKey: async () => readArtifactKey(planned, await jobNow(), ports),
      ...(!late && !makesInputs && hasHooks(planned) && { prepare: () => hooks('before', target) }),
      finish: () => hooks('after', target),
    },
    ports,
  )(async (onInputsRead) => {
    if (needsListener(planned, done, ports)) await ports.embedded.listen();
    return runPushing(planned, await jobNow(), { ...ports, onInputsRead });
  });
  const { reference, cached } = await build();
  if (cached !== undefined && (makesInputs || late)) await hooks('after', target);
  const isById = unwrap(parseReference(reference)).digest === undefined;
  return {
    ...resultOf(planned, reference),
    ...(isById && { tag: target.tag }),
    ...(cached !== undefined && { how: 'cached', why: cached }),
  };
}

/** Before the build. */
export const hasHooks = ({ artifact }: PlannedArtifact): boolean => (artifact.hooks?.before ?? []).length > 0;

/** Whether the tag can only be known when the hooks have run. */
async function tagsLate(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<boolean> {
  if (run.tag !== undefined || !hasHooks(planned)) return false;
  return chooseTagger(run.tagPolicy).readsInputs(tagJobOf(planned, run, ports), ports);
}

/** `build.local.tryImportMissing`: what the registry has under this tag is taken for what would be built. */
async function findPushed(
  planned: PlannedArtifact,
  target: ImageReference,
  run: BuildRun,
  { registry, signal }: Ports,
): Promise<BuildResult | undefined> {
  if (!run.importMissing || !planned.push) return undefined;
  const found = await registry.resolve(target, signal);
  return found && { ...resultOf(planned, formatReference({ ...target, digest: found.digest })), how: 'found' };
}

/** Other programs reach the embedded registry through its port; `layers` needs none. */
const needsListener = (
  { kind, target, push, needs }: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  { embedded }: Ports,
): boolean =>
  kind !== 'layers' &&
  ((push && target.registry === embedded.host) ||
    needs.some((name) => done.get(name)?.reference.startsWith(`${embedded.host}/`)));

/** The reference that a build would give, without its digest. Reads, and changes nothing. */
export async function tagArtifact(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<BuildResult> {
  const tag = await tagOf(planned, run, ports);
  return resultOf(planned, formatReference({ name: planned.target.name, tag }));
}

/** The tag of an artifact; a tagger's notice is told. @throws OrchestratorError TAG_FAILED, USAGE_INVALID. */
export async function tagOf(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<string> {
  if (run.tag !== undefined) return checkedTag(planned, run.tag);
  const job = tagJobOf(planned, run, ports);
  const { tag, notice } = unwrap(await chooseTagger(run.tagPolicy).tag(job, ports));
  if (notice !== undefined) ports.emit({ type: 'notice', level: 'info', message: `${planned.name}: ${notice}` });
  return tag;
}

const tagJobOf = (planned: PlannedArtifact, run: BuildRun, ports: Ports): TagJob => ({
  artifact: planned.name,
  contextDir: contextDirOf(planned, run),
  env: ports.env,
  expand: run.expand,
  inputs: () => inputsOf(planned, run, ports),
  ownOutputs: run.ownOutputs,
  ...(run.tagPolicy !== undefined && { placeOf: (path) => run.placeOf(['build', 'tagPolicy', ...path]) }),
});

/** The inputs of an artifact and of all that it requires. */
function inputsOf(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<readonly InputSet[]> {
  const needs = new Map([...run.planned.values()].map((one) => [one.name, one.needs]));
  const names = closure(needs, [planned.name]);
  return Promise.all(
    names.flatMap((name) => {
      const one = run.planned.get(name);
      return one === undefined ? [] : [readInputs(one, run, ports)];
    }),
  );
}

/** The inputs of an artifact, before it is known what it stands on. @throws OrchestratorError INPUT_*, … */
export function readInputs(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<InputSet> {
  const job = {
    contextDir: contextDirOf(planned, run),
    configDir: run.configDir,
    env: ports.env,
    expand: run.expand,
    platforms: planned.platforms,
    artifact: planned.name,
    placeOf: planned.placeOf,
  };
  return withSpec(planned, (builder, spec) => builder.inputs({ ...job, spec }, ports));
}

/** What the builder can do before it knows what the hooks make. */
const makeReady = (planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<void> =>
  withSpec(planned, async (builder, spec) => {
    const { name: artifact, platforms, push, target } = planned;
    await builder.makeReady?.({ artifact, platforms, push, target, spec, expand: run.expand }, ports);
  });

type BuildPorts = Ports & Pick<BuildContext, 'onInputsRead'>;

const runBuilder = (planned: PlannedArtifact, job: ArtifactJob, ports: BuildPorts): Promise<Built> =>
  withSpec(planned, (builder, spec) =>
    builder.build({ ...job, spec }, { ...ports, step: buildStepId(planned.name), signal: ports.signal }),
  );

/** An engine, BuildKit or a command pushes the tag at a moment of its own; `layers` pushes through our own client. */
async function runPushing(planned: PlannedArtifact, job: ArtifactJob, ports: BuildPorts): Promise<Built> {
  const { name, tag, registry } = job.target;
  if (planned.kind === 'layers' || !job.push || registry === ports.embedded.host)
    return runBuilder(planned, job, ports);
  const effect = { kind: 'tag', name, tag } as const;
  return withEffect(
    effect,
    ports,
    () => runBuilder(planned, job, ports),
    ({ digest }) => ({ ...effect, ...(digest !== undefined && { digest }) }),
  );
}

function hookRunOf(planned: PlannedArtifact, when: 'before' | 'after', target: ImageReference, run: BuildRun) {
  return {
    title: `${planned.name}: hooks.${when}`,
    cwd: contextDirOf(planned, run),
    configDir: run.configDir,
    step: buildStepId(planned.name),
    env: {
      SKAFFOLD_IMAGE: formatReference(target),
      SKAFFOLD_PUSH_IMAGE: String(planned.push),
      SKAFFOLD_IMAGE_REPO: target.name,
      SKAFFOLD_IMAGE_TAG: target.tag ?? '',
      SKAFFOLD_BUILD_CONTEXT: contextDirOf(planned, run),
      PLATFORMS: planned.platforms.map(formatPlatform).join(','),
    },
  };
}

const resultOf = ({ name, artifact }: PlannedArtifact, reference: string): BuildResult => ({
  name,
  reference,
  ...(artifact.runtimeType !== undefined && { runtimeType: artifact.runtimeType }),
});

function checkedTag({ target }: PlannedArtifact, tag: string): string {
  if (!parseReference(formatReference({ name: target.name, tag })).ok)
    throw new OrchestratorError({
      code: 'USAGE_INVALID',
      message: `--tag "${tag}" is not a tag`,
      hint: 'A tag has 1 to 128 of a-z, A-Z, 0-9, "_", "." and "-", and does not begin with "." or "-".',
    });
  return tag;
}
