/**
 * The key of a build: everything that decides the image, as named fields, and one digest over all of them.
 *
 *     {"builder": "layers", "base node:22": "sha256:…", …}  and the digest of all files  ─sha256─►  64 hex digits
 *
 * The fields are kept beside the digest, so that a later run can say which of them differs. A secret is in them as a
 * hash. Paths are relative to the artifact's context: a key does not know where the project lies. Pure.
 */
import { type Digest, digestOf, hexOf } from '../image/digest.ts';

export type KeyFields = Readonly<Record<string, string>>;

export interface CacheKey {
  /** 64 hex digits. */
  readonly key: string;
  /** All of them, those of the files included; gathered when they are asked for, as there may be many. */
  readonly fields: () => Promise<KeyFields>;
}

/** A field that differs; undefined where one of the two does not have it. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * The order in which fields were gathered does not count.
 *
 * @param files One digest over the input files, and what it was made of.
 */
export function cacheKeyOf(
  fields: KeyFields,
  files: { readonly digest: Digest; readonly fields: () => Promise<KeyFields> } = NO_FILES,
): CacheKey {
  const sorted = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    key: hexOf(digestOf(JSON.stringify([sorted, files.digest]))),
    fields: async () => ({ ...fields, ...(await files.fields()) }),
  };
}

const NO_FILES = { digest: digestOf(''), fields: async () => ({}) };

/** What differs, sorted by field; settings come before files. */
export function changedFields(before: KeyFields, after: KeyFields): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((field) => before[field] !== after[field])
    .sort((left, right) => Number(isFile(left)) - Number(isFile(right)) || (left < right ? -1 : 1))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

/**
 * A piece of the config as fields, one for each value.
 *
 *     {buildArgs: {V: "1"}}  ─►  {"setting buildArgs.V": "1"}
 *
 * What is called like a secret goes in as a hash, although it stands in the config.
 */
export function settingFields(value: unknown, at = ''): KeyFields {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return { [`setting ${at}`]: shownValue(at, String(value)) };
  const entries = Object.entries(value);
  if (entries.length === 0) return { [`setting ${at}`]: Array.isArray(value) ? '[]' : '{}' };
  const inner = entries.map(([name, field]) => settingFields(field, at === '' ? name : `${at}.${name}`));
  return Object.assign({}, ...inner);
}

/** `value` where its name is harmless, else its hash. */
export const shownValue = (name: string, value: string): string => (SECRET.test(name) ? hashedValue(value) : value);

/** What stands for a text that nobody may read. */
export const hashedValue = (value: string): string => digestOf(value);

const SECRET = /token|secret|passw|passphrase|credential|auth|private|api.?key/i;

const isFile = (field: string): boolean => /^(?:file|link) /.test(field);
