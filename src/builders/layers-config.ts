/**
 * The config of a `layers` image: the base's, with more layers and the settings of the spec.
 *
 *     base {Env: [PATH=…], Cmd: [node]}  +  {env: {A: 1}, entrypoint: [/app]}  =  {Env: [PATH=…, A=1], Entrypoint: [/app]}
 *
 * The new entrypoint clears the base's cmd, as a Dockerfile's does. Time is SOURCE_DATE_EPOCH or the epoch; names
 * of maps are sorted, so that equal settings are equal bytes. Pure. Source: OCI image-spec v1.1, config.md.
 */
import { err, ok, type Result } from '../errors/result.ts';
import type { Digest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { HistoryEntry, ImageConfig, RunConfig } from '../oci/image-config.ts';
import type { LayersSpec } from './layers.schema.ts';
import type { Expand } from './layers-platforms.ts';

export interface AddedLayer {
  readonly diffId: Digest;
  /** For people, e.g. `dist -> /srv/app`. */
  readonly origin: string;
}

export interface ConfigSettings {
  readonly spec: Omit<LayersSpec, 'base' | 'files' | 'compression'>;
  readonly expand: Expand;
  readonly platform: Platform;
  /** Seconds since the epoch. */
  readonly created: number;
}

export function extendConfig(
  base: ImageConfig | undefined,
  baseLayers: number,
  added: readonly AddedLayer[],
  { spec, expand, platform, created }: ConfigSettings,
): ImageConfig {
  const time = formatTime(created);
  const start: ImageConfig = base ?? { ...platform, rootfs: { type: 'layers', diff_ids: [] } };
  return {
    ...start,
    created: time,
    config: extendRun(start.config ?? {}, spec, expand),
    rootfs: { type: 'layers', diff_ids: [...start.rootfs.diff_ids, ...added.map(({ diffId }) => diffId)] },
    history: [
      ...historyOf(start.history ?? [], baseLayers, time),
      ...added.map(({ origin }) => ({ created: time, created_by: `layers ${origin}` })),
    ],
  };
}

/**
 * Reads SOURCE_DATE_EPOCH; the epoch where there is none.
 * Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification.
 */
export function parseSourceDate(text: string | undefined): Result<number> {
  if (text === undefined || text === '') return ok(0);
  if (/^\d{1,11}$/.test(text)) return ok(Number(text));
  return err({
    code: 'INPUT_INVALID',
    message: `SOURCE_DATE_EPOCH ${JSON.stringify(text)} is not a number of seconds since 1970`,
    hint: 'Use "git log -1 --format=%ct", for example.',
  });
}

function extendRun(base: RunConfig, spec: ConfigSettings['spec'], expand: Expand): RunConfig {
  const { Cmd: baseCmd, ...rest } = base;
  const cmd = spec.cmd ?? (spec.entrypoint === undefined ? baseCmd : undefined);
  const env = extendEnv(base.Env ?? [], spec.env ?? {}, expand);
  const ports = { ...base.ExposedPorts, ...Object.fromEntries((spec.ports ?? []).map((port) => [portKey(port), {}])) };
  const own = Object.entries(spec.labels ?? {}).map(([name, value]) => [name, expand(value)]);
  const labels = { ...base.Labels, ...Object.fromEntries(own) };
  return {
    ...rest,
    ...(cmd && { Cmd: cmd }),
    ...(env.length > 0 && { Env: env }),
    ...(spec.entrypoint && { Entrypoint: spec.entrypoint }),
    ...(spec.user !== undefined && { User: String(spec.user) }),
    ...(spec.workingDir !== undefined && { WorkingDir: spec.workingDir }),
    ...(Object.keys(ports).length > 0 && { ExposedPorts: ports }),
    ...(Object.keys(labels).length > 0 && { Labels: labels }),
  };
}

/** A variable of the base keeps its place and gets the new value; new ones follow, sorted. */
function extendEnv(
  base: readonly string[],
  added: Readonly<Record<string, string>>,
  expand: Expand,
): readonly string[] {
  const values = new Map(Object.entries(added).map(([name, value]) => [name, `${name}=${expand(value)}`]));
  const nameOf = (line: string): string => line.slice(0, line.indexOf('='));
  const kept = base.map((line) => values.get(nameOf(line)) ?? line);
  const known = new Set(base.map(nameOf));
  const fresh = [...values].filter(([name]) => !known.has(name)).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return [...kept, ...fresh.map(([, line]) => line)];
}

const portKey = (port: string | number): string => (String(port).includes('/') ? String(port) : `${port}/tcp`);

/** One entry for each layer, as readers pair them; a base that says less gets empty words. */
function historyOf(base: readonly HistoryEntry[], layers: number, time: string): readonly HistoryEntry[] {
  const told = base.filter((entry) => entry.empty_layer !== true).length;
  const untold = Array.from({ length: Math.max(0, layers - told) }, () => ({ created: time, created_by: 'unknown' }));
  return [...base, ...untold];
}

/** RFC 3339 in UTC, whole seconds. The Date holds a given value, not the clock. */
const formatTime = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, -5)}Z`;
