/**
 * What a repository writes down of a manifest that it holds, so that it need not be read again.
 *
 *     {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":525,"subject":"sha256:9f86…"}
 *
 * Pure. Fields that are not known are ignored, so that a newer version may add some.
 */
import { asDigest, type Digest } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';

export interface ManifestRecord {
  readonly descriptor: Descriptor;
  readonly subject?: Digest;
}

export function formatRecord({ descriptor, subject }: ManifestRecord): string {
  const { mediaType, size, artifactType, annotations } = descriptor;
  return JSON.stringify({ mediaType, size, artifactType, annotations, subject });
}

/** {@link formatRecord} read back; undefined for anything else. */
export function parseRecord(text: string, digest: Digest): ManifestRecord | undefined {
  const fields = parseObject(text);
  if (fields === undefined) return undefined;
  const { mediaType, size, artifactType, annotations, subject } = fields;
  if (typeof mediaType !== 'string' || typeof size !== 'number') return undefined;
  const of = typeof subject === 'string' ? asDigest(subject) : undefined;
  return {
    descriptor: {
      mediaType,
      digest,
      size,
      ...(typeof artifactType === 'string' && { artifactType }),
      ...(isTexts(annotations) && { annotations }),
    },
    ...(of !== undefined && { subject: of }),
  };
}

interface Fields {
  readonly mediaType?: unknown;
  readonly size?: unknown;
  readonly artifactType?: unknown;
  readonly annotations?: unknown;
  readonly subject?: unknown;
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
