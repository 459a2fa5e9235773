/**
 * Everything that decides an artifact's image, gathered: what the cache compares and `why` explains.
 *
 *     config, inputs with their digests, base digests, required images, environment that templates name  ─►  CacheKey
 *
 * Not in it: the tag, unless the config names it; the environment of a custom build's command, which Skaffold leaves
 * out too. Values that do not stand in the config as they are go in as hashes, since any of them may be a secret.
 */
import { resolve } from 'node:path';
import { formatPlatform } from '../image/platform.ts';
import { formatReference, parseReference } from '../image/reference.ts';
import {
  type CacheKey,
  cacheKeyOf,
  hashedValue,
  type KeyFields,
  settingFields,
  shownValue,
} from '../inputs/cache-key.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { PlannedArtifact } from '../plan/plan.ts';
import { type ArtifactJob, withSpec } from './artifact-job.ts';
import type { PipelinePorts } from './ports.ts';

type Ports = Pick<PipelinePorts, 'system' | 'tree' | 'fileDigests' | 'signal'>;

/** Another meaning of a field is another number. */
const FORMAT = '2';

/** @throws OrchestratorError INPUT_MISSING for a declared input that is not there, INPUT_INVALID, FILE_FAILED, CANCELLED. */
export async function readArtifactKey(planned: PlannedArtifact, job: ArtifactJob, ports: Ports): Promise<CacheKey> {
  const { kind, artifact, target, push, platforms, why } = planned;
  const spec = withSpec<unknown>(planned, (_, own) => own);
  const written = JSON.stringify([spec, artifact.hooks?.before ?? []]);
  const inputs = await withSpec(planned, (builder, own) => builder.inputs({ ...job, spec: own }, ports));
  const fields = {
    format: FORMAT,
    builder: kind,
    way: why,
    target: target.name,
    push: String(push),
    platforms: platforms.map(formatPlatform).join(','),
    ...(NAMES_THE_TAG.test(written) && { tag: job.target.tag }),
    ...settingFields(spec),
    ...(artifact.hooks?.before && settingFields(artifact.hooks.before, 'hooks.before')),
    ...environmentFields(written, job.env),
    ...Object.fromEntries([...(job.bases ?? [])].map(([name, digest]) => [`base ${name}`, digest])),
    ...Object.fromEntries([...(job.engineBases ?? [])].map(([name, id]) => [`base ${name}`, `engine image ${id}`])),
    ...requiredFields(job),
    ...valueFields(inputs, written),
    ...(await secretFields(planned, job, ports)),
  };
  return cacheKeyOf(fields, await ports.fileDigests.readSet(inputs.files, ports.signal));
}

const NAMES_THE_TAG = /\bIMAGE_(?:REPO|NAME|TAG)\b/;

/** The variables that templates name: as hashes, and only where they are set. */
function environmentFields(written: string, env: Readonly<Record<string, string>>): KeyFields {
  const templates = [...written.matchAll(/\{\{(.*?)\}\}/g)].map(([, inner = '']) => inner);
  const names = templates.flatMap((text) => [...text.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name));
  const set = [...new Set(names)].flatMap((name) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value === undefined ? [] : [[`env ${name}`, hashedValue(value)]];
  });
  return Object.fromEntries(set);
}

/** By digest: under another tag it is the same image. */
const requiredFields = ({ requires }: ArtifactJob): KeyFields =>
  Object.fromEntries(
    requires.map(({ alias, reference }) => {
      const parsed = parseReference(reference);
      if (!parsed.ok || parsed.value.digest === undefined) return [`requires ${alias}`, reference];
      const { name, digest } = parsed.value;
      return [`requires ${alias}`, formatReference({ name, digest })];
    }),
  );

/** What a builder says beside its files. */
function valueFields({ values, tree }: InputSet, written: string): KeyFields {
  const shown = Object.entries(values)
    // The settings are fields of their own.
    .filter(([name]) => name !== 'settings' && name !== 'builder')
    .map(([name, value]) => [
      `value ${name}`,
      isWritten(value, written) ? shownValue(name, value) : hashedValue(value),
    ]);
  return { ...Object.fromEntries(shown), ...(tree !== undefined && { tree }) };
}

const isWritten = (value: string, written: string): boolean => written.includes(JSON.stringify(value));

/** Build secrets: another token may give other packages. */
async function secretFields({ artifact }: PlannedArtifact, job: ArtifactJob, ports: Ports): Promise<KeyFields> {
  const secrets = artifact.docker?.secrets ?? [];
  const fields = secrets.map(async ({ id, src, env }) => {
    const value = src === undefined ? hashedValue(job.env[env ?? id] ?? '') : await digestOfSecret(src, job, ports);
    return [`secret ${id}`, value];
  });
  return Object.fromEntries(await Promise.all(fields));
}

/** The builder says what it thinks of one that is not there. */
async function digestOfSecret(src: string, job: ArtifactJob, { system, fileDigests, signal }: Ports): Promise<string> {
  const path = resolve(job.configDir ?? job.contextDir, src);
  if ((await system.files.stat(path))?.kind !== 'file') return 'absent';
  const [file] = await fileDigests.read([await system.files.realPath(path)], signal);
  return file === undefined ? 'absent' : hashedValue(file.digest);
}
