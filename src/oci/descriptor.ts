/** What one piece of content says of another. Source: OCI image-spec v1.1, descriptor.md. */
import type { Digest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}
