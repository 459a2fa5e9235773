/** Flags → what the pipeline is asked for. */
import { resolve } from 'node:path';
import { parseResourceSelector } from '../config/resource-selector.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { err, ok, type Result, unwrap } from '../errors/result.ts';
import type { Step } from '../events/event.ts';
import type { BuildRequest } from '../pipeline/build-project.ts';
import type { ApplyRequest } from '../pipeline/cluster/apply.ts';
import type { ClusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import type { DiffRequest } from '../pipeline/cluster/diff.ts';
import type { SetRequest } from '../pipeline/cluster/inventory.ts';
import type { SetHome, UndoRequest } from '../pipeline/cluster/revision/undo.ts';
import type { DigestSource } from '../pipeline/digests.ts';
import type { HandOverRequest } from '../pipeline/hand-over.ts';
import { readNamedFile } from '../pipeline/named-file.ts';
import type { ImagesRequest } from '../pipeline/own-images.ts';
import type { RenderRequest } from '../pipeline/render-project.ts';
import type { FlagValues } from './flags.ts';
import { goneOf, leaseRequestOf } from './patience.ts';
import { durationOf, refuse } from './usage.ts';
import type { Wiring } from './wiring.ts';

export function buildRequestOf(flags: FlagValues, { machine, base }: Wiring, command: string): BuildRequest {
  const files = [flags['file-output'], flags['build-artifacts'], flags.output, flags['plan-out'], flags.plan];
  const outputs = files.filter((file) => file !== undefined);
  return {
    command,
    select: flags['build-image'] ?? [],
    platforms: flags.platform ?? [],
    singlePlatform: flags['disable-multi-platform-build'] ?? false,
    push: flags.push ?? (flags.load === true ? false : undefined),
    load: flags.load ?? false,
    defaultRepo: flags['default-repo'],
    tag: flags.tag,
    concurrency: concurrencyOf(flags['build-concurrency']),
    dryRun: flags['dry-run'] ?? false,
    refresh: flags.refresh,
    cache: (flags['cache-artifacts'] ?? true) && flags.rebuild !== true,
    rebuild: flags.rebuild ?? false,
    hostPlatform: machine.platform,
    os: machine.os,
    cpus: machine.cpus,
    ownOutputs: outputs.map((file) => resolve(base.workDir, file)),
  };
}

/** `--label a=b,c`: a key alone has an empty value. */
export const labelsOf = (flags: FlagValues): Readonly<Record<string, string>> =>
  Object.fromEntries((flags.label ?? []).map((text) => unwrap(parseLabel(text))));

function parseLabel(text: string): Result<readonly [string, string]> {
  const [key = '', ...rest] = text.split('=');
  const value = rest.join('=');
  const name = key.slice(key.indexOf('/') + 1);
  const fits = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
  if (fits.test(name) && (value === '' || fits.test(value))) return ok([key, value]);
  return err({ code: 'USAGE_INVALID', message: `--label "${text}" is not KEY=VALUE as Kubernetes has labels` });
}

/** A DNS label, as Kubernetes has them. An empty one is none. */
function namespaceOf({ namespace }: FlagValues): string | undefined {
  const fits = namespace === undefined || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$|^$/.test(namespace);
  refuse(!fits, `--namespace "${namespace}" is no name of a namespace`, 'Write a-z, 0-9 and "-", at most 63 of them.');
  return namespace === '' ? undefined : namespace;
}

/** Skaffold writes "as the config says" as -1. */
const concurrencyOf = (count: number | undefined): number | undefined =>
  count === undefined || count < 0 ? undefined : count;

export function imagesRequestOf(
  flags: FlagValues,
  wiring: Wiring,
  command: string,
  later: readonly Step[],
): ImagesRequest {
  return {
    build: buildRequestOf(flags, wiring, command),
    artifactsFile: flags['build-artifacts'],
    images: flags.images ?? [],
    // The table of flags lets no other word through.
    digestSource: flags['digest-source'] as DigestSource | undefined,
    offline: flags.offline ?? false,
    later,
  };
}

export async function renderRequestOf(flags: FlagValues, wiring: Wiring): Promise<RenderRequest> {
  return {
    labels: labelsOf(flags),
    namespace: namespaceOf(flags),
    allowUndigested: flags['allow-undigested'] ?? false,
    anyRegistry: false,
    strictImages: flags['strict-images'] ?? false,
    selectorFile: await readSelectorFile(flags['resource-selector-rules-file'], wiring),
  };
}

/** What `apply`, `diff` and `delete` have in common. */
export const objectsRequestOf = (
  flags: FlagValues,
  files: readonly string[],
  settings?: ClusterSettings,
): DiffRequest => ({
  files,
  namespace: namespaceOf(flags) ?? settings?.namespace,
  labels: labelsOf(flags),
  force: flags['force-conflicts'] ?? settings?.forceConflicts ?? false,
});

/**
 * The set that the objects are all of: the one that is named, else that of the config that is. Files by hand are none:
 * what a config in the working folder describes besides would be pruned.
 */
export async function setRequestOf(
  flags: FlagValues,
  { load, base: { env } }: Wiring,
  version: string,
): Promise<SetRequest | undefined> {
  const isNamed = flags['set-name'] !== undefined || flags.filename === undefined;
  return namedSetOf(flags, isNamed ? undefined : (await load()).resolved.config.metadata?.name, { version, env });
}

/** @param configured The name that the config says, where the objects are all that it describes. */
export function namedSetOf(
  flags: FlagValues,
  configured: string | undefined,
  { version, env }: { readonly version: string; readonly env: Readonly<Record<string, string>> },
): SetRequest | undefined {
  const name = flags['set-name'] ?? configured;
  if (name === undefined || name === '') return undefined;
  const fits = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name);
  const hint =
    'Write a-z, 0-9, "-" and ".", or name the set otherwise with --set-name=NAME; --set-name= keeps no inventory.';
  refuse(!fits, `"${name}" cannot be the name of a set, since a ConfigMap is called so`, hint);
  return {
    name,
    version,
    allowPrune: flags['allow-prune'] ?? false,
    deleteData: flags['delete-data'] ?? [],
    ...leaseRequestOf(flags, env),
  };
}

export function applyRequestOf(
  flags: FlagValues,
  files: readonly string[],
  set: SetRequest | undefined,
  settings?: ClusterSettings,
): ApplyRequest {
  return {
    ...objectsRequestOf(flags, files, settings),
    set,
    replace: flags.force ?? false,
    deleteData: flags['delete-data'] ?? [],
    readiness: settings?.readiness ?? [],
    gone: goneOf(flags),
    wait: flags['status-check'] ?? settings?.wait ?? true,
    toleratesFailures: flags['tolerate-failures-until-deadline'] ?? settings?.toleratesFailures ?? false,
    rollBack: flags['rollback-on-failure'] ?? false,
    timeoutMs: timeoutOf(flags, settings),
  };
}

const TIMEOUT_MS = 600_000;

export const timeoutOf = ({ timeout }: FlagValues, settings?: ClusterSettings): number =>
  timeout === undefined ? (settings?.timeoutMs ?? TIMEOUT_MS) : durationOf('timeout', timeout);

/**
 * The set that is asked about: the one that is named, else that of the config here, which is all of what `deploy` applies.
 *
 * @throws OrchestratorError USAGE_INVALID where there is no name of a set.
 */
export async function setHomeOf(
  flags: FlagValues,
  wiring: Wiring,
  settings: ClusterSettings,
  what = 'an undo',
): Promise<SetHome> {
  const name = flags['set-name'] ?? (await configuredName(flags, wiring)) ?? '';
  const hint = 'Name it with --set-name=NAME, or as metadata.name of the config.';
  refuse(name === '', `${what} is of a set, and no set is named`, hint);
  return { name, namespace: namespaceOf(flags) ?? settings.namespace };
}

/** A set can be named where there is no config too. */
async function configuredName({ filename }: FlagValues, { load }: Wiring): Promise<string | undefined> {
  try {
    return (await load()).resolved.config.metadata?.name;
  } catch (error) {
    if (filename !== undefined || !(error instanceof OrchestratorError)) throw error;
    if (error.problems[0].code !== 'CONFIG_NOT_FOUND') throw error;
    return undefined;
  }
}

/** Elsewhere 0 is the last one but one; here it is none, so that nobody deletes everything by it. */
function revisionOf({ to }: FlagValues): number | undefined {
  const isNone = to !== undefined && (!Number.isSafeInteger(to) || to < 1);
  refuse(
    isNone,
    `--to "${to}" is no revision`,
    'undo --list says which there are; without --to, the last one is undone.',
  );
  return to;
}

/** Fields of others are never taken back unasked, whatever the config says of applies. */
export const undoRequestOf = async (
  flags: FlagValues,
  wiring: Wiring,
  version: string,
  settings: ClusterSettings,
): Promise<UndoRequest> => ({
  ...(await setHomeOf(flags, wiring, settings)),
  readiness: settings.readiness,
  version,
  to: revisionOf(flags),
  force: flags['force-conflicts'] ?? false,
  replace: flags.force ?? false,
  wait: flags['status-check'] ?? settings.wait ?? true,
  timeoutMs: timeoutOf(flags, settings),
  deleteData: flags['delete-data'] ?? [],
  dryRun: flags['dry-run'] ?? false,
  ...leaseRequestOf(flags, wiring.base.env),
});

/** A folder is looked at before it is written, and there is no plan of it. */
export function refusePlans({ plan, 'plan-out': planOut }: FlagValues): void {
  const name = plan === undefined ? 'plan-out' : 'plan';
  const isNamed = plan !== undefined || planOut !== undefined;
  refuse(
    isNamed,
    `--${name} is of a cluster, and the config hands over to a folder`,
    'deploy --dry-run shows its diff.',
  );
}

export const handOverRequestOf = (flags: FlagValues, to: HandOverRequest['to']): HandOverRequest => ({
  to,
  force: flags.force ?? false,
  allowPrune: flags['allow-prune'] ?? false,
  dryRun: flags['dry-run'] ?? false,
});

async function readSelectorFile(
  file: string | undefined,
  { base, signal }: Wiring,
): Promise<RenderRequest['selectorFile']> {
  if (file === undefined) return undefined;
  const text = await readNamedFile(file, { ...base.system, workDir: base.workDir, signal });
  return unwrap(await parseResourceSelector(text, file));
}

/** `remote` asks registries, and an offline run asks nobody. */
export function checkOffline(flags: FlagValues): void {
  refuse(
    flags.offline === true && flags['digest-source'] === 'remote',
    '--digest-source=remote asks registries, and --offline forbids it',
    'Give the digests by --build-artifacts, or leave one of the two out.',
  );
}

/** What `--load` needs; loaded by runs that load. */
export const loadingOf = async ({ load }: FlagValues) => (load === true ? import('./load.ts') : undefined);
