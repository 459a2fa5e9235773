/**
 * Where the file of an object lies below its folder.
 *
 *     apps/v1 Deployment "web" in "shop"   shop / Deployment.apps _ web .yaml
 *     v1 ConfigMap "web" in "shop"         shop / ConfigMap. _ web .yaml
 *     ClusterRole "system:node"            _cluster / ClusterRole.rbac.authorization.k8s.io _ system%3Anode .yaml
 *
 * Pure. A path is one folder and one file, of ASCII letters, digits and `-._~%`, whatever an object is called: names
 * such as ".." or "a/../b" stay names. Two different keys never share a path; on a volume that ignores case they may,
 * which {@link foldPath} tells. Names that no file system takes (over 255 bytes) end in `~` and a hash.
 */
import { createHash } from 'node:crypto';

export interface FileKey {
  /** Undefined: in no namespace. */
  readonly namespace: string | undefined;
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly name: string;
}

const CLUSTER = '_cluster';
const SUFFIX = '.yaml';
const MAX_BYTES = 255;
const HASH_LENGTH = 32;

// What separates parts is encoded in the parts before it: the first "." ends a kind, the first "_" a group.
const PLAIN = /^[A-Za-z0-9-]$/;
const PLAIN_GROUP = /^[A-Za-z0-9.-]$/;
const PLAIN_NAME = /^[A-Za-z0-9._-]$/;
const PATH = /^(?:_cluster|[A-Za-z0-9%~-]{1,255})\/[A-Za-z0-9%._~-]{1,250}\.yaml$/;
const PARTS = /^([^/]+)\/([^./]*)\.([^_/]*)_([^/]*)\.yaml$/;

/** `/` between folder and file. */
export function formatPath({ namespace, kind, group, name }: FileKey): string {
  const folder = namespace === undefined ? CLUSTER : cut(encode(namespace, PLAIN), MAX_BYTES);
  const stem = `${encode(kind, PLAIN)}.${encode(group, PLAIN_GROUP)}_${encode(name, PLAIN_NAME)}`;
  return `${folder}/${cut(stem, MAX_BYTES - SUFFIX.length)}${SUFFIX}`;
}

/** The inverse of {@link formatPath}; undefined for any other path, and for one that was cut. */
export function findKey(path: string): FileKey | undefined {
  const [, folder, ...parts] = PARTS.exec(path) ?? [];
  if (folder === undefined) return undefined;
  const [namespace, kind, group, name] = [folder, ...parts].map((part) => decode(part));
  if (namespace === undefined || kind === undefined || group === undefined || name === undefined) return undefined;
  const key = { namespace: folder === CLUSTER ? undefined : namespace, kind, group, name };
  return formatPath(key) === path ? key : undefined;
}

/** Whether a path from elsewhere may be one of ours: one folder, one file, and no way out. */
export const isObjectPath = (path: string): boolean => PATH.test(path);

/** Equal for paths that are one file on a volume that ignores case. */
export const foldPath = (path: string): string => path.toLowerCase();

const encode = (text: string, plain: RegExp): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** At most `max` characters; what is cut off counts by its hash. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return `${text.slice(0, max - HASH_LENGTH - 1).replace(/%[0-9A-F]?$/, '')}~${hash}`;
}
