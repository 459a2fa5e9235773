/**
 * The keys of the last two different runs of an artifact, for `why`.
 *
 *     keys1/sha256(ARTIFACT)        {"last": KEY, "before": KEY}     small, read by every run
 *     fields1/KEY                   the fields of these two
 */
import { digestOf, hexOf } from '../image/digest.ts';
import type { CacheKey, KeyFields } from '../inputs/cache-key.ts';
import type { PipelinePorts } from './ports.ts';

const KEYS_KIND = 'keys1';
const FIELDS_KIND = 'fields1';

type Ports = Pick<PipelinePorts, 'records'>;

export interface KeyHistory {
  readonly last: NotedKey | undefined;
  /** The one before the last change. */
  readonly before: NotedKey | undefined;
}

/** A {@link CacheKey} of an earlier run. */
export interface NotedKey {
  readonly key: string;
  readonly fields: KeyFields;
}

/** Notes the key of a run that ended well; nothing is written where it is the last one. */
export async function recordKeys(artifact: string, { key, fields }: CacheKey, { records }: Ports): Promise<void> {
  const known = await readNames(artifact, { records });
  if (known.last === key) return;
  await records.write(FIELDS_KIND, key, JSON.stringify(await fields()));
  await records.write(KEYS_KIND, keyOf(artifact), JSON.stringify({ last: key, before: known.last }));
  if (known.before !== undefined && known.before !== key) await records.remove(FIELDS_KIND, known.before);
}

export async function readKeyHistory(artifact: string, { records }: Ports): Promise<KeyHistory> {
  const { last, before } = await readNames(artifact, { records });
  return { last: await readFields(last, { records }), before: await readFields(before, { records }) };
}

/** The key of each artifact's last run. */
export async function readLastKeys({ records }: Ports): Promise<ReadonlySet<string>> {
  const names = (await records.list(KEYS_KIND)).map(async ({ key }) => parseTexts(await records.read(KEYS_KIND, key)));
  return new Set((await Promise.all(names)).flatMap((known) => known?.['last'] ?? []));
}

async function readFields(key: string | undefined, { records }: Ports): Promise<NotedKey | undefined> {
  if (key === undefined) return undefined;
  const fields = parseTexts(await records.read(FIELDS_KIND, key));
  return fields && { key, fields };
}

interface Names {
  readonly last: string | undefined;
  readonly before: string | undefined;
}

async function readNames(artifact: string, { records }: Ports): Promise<Names> {
  const names = parseTexts(await records.read(KEYS_KIND, keyOf(artifact)));
  return { last: names?.['last'], before: names?.['before'] };
}

const keyOf = (artifact: string): string => hexOf(digestOf(artifact));

/** Undefined for what is no object of texts. */
function parseTexts(text: string | undefined): KeyFields | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isTexts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is KeyFields =>
  typeof value === 'object' && value !== null && Object.values(value).every((field) => typeof field === 'string');
