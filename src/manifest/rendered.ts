/** What `renderDocuments` takes and gives. */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import type { Digest } from '../image/digest.ts';
import type { RepositoryPrefix } from '../image/repository-prefix.ts';
import type { OwnImage, PinRules } from './rules.ts';

/** A manifest text and where it came from. */
export interface ManifestSource {
  /** As the user would write it: `k8s/web.yaml`, `https://…`; `-` is standard input. */
  readonly name: string;
  readonly text: string;
}

export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent when the document names none. */
  readonly namespace?: string;
  /** Empty when the document has none, as with `generateName`. */
  readonly name: string;
}

/** One image field. */
export interface ImageMatch {
  /** `spec.containers[0].image`. */
  readonly path: string;
  readonly before: string;
  /** Equal to `before` where a digest was there already, of an image of others, and of an own one that is not known. */
  readonly after: string;
  /** Why it is a field: `pod`, `custom-resource`, `field`, `selector`, `search`, `image-key` or `ko`. */
  readonly rule: ImageRule;
  /** What is known of it, also where the form `tag` leaves it out of the text. */
  readonly digest?: Digest;
  /** The own image's name as configured, where it is one. */
  readonly artifact?: string;
  /** Where it stands in its source. */
  readonly at: SourceSpan;
}
export type ImageRule = 'pod' | 'custom-resource' | 'field' | 'selector' | 'search' | 'image-key' | 'ko';

export interface RenderedObject {
  readonly id: ObjectId;
  /** {@link ManifestSource.name}. */
  readonly source: string;
  /** The whole document in its source. */
  readonly place: SourceSpan;
  readonly images: readonly ImageMatch[];
}

/** Caps against hostile input, counted in UTF-16 code units or nodes. */
export interface Limits {
  readonly documentLength: number;
  readonly documentNodes: number;
  readonly depth: number;
  /** Nodes visited through aliases, one document. */
  readonly aliasedNodes: number;
}

export interface RenderOptions {
  /** Every image named in the config or the artifacts file. */
  readonly own: readonly OwnImage[];
  readonly rules?: PinRules | undefined;
  /** Added to objects and pod templates where the key is not there yet. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Written to every namespaced object that names none. */
  readonly namespace?: string | undefined;
  /** Own images may stay without a digest. */
  readonly allowUndigested?: boolean | undefined;
  /** Where images may come from; anywhere unless said. */
  readonly allowed?: readonly RepositoryPrefix[] | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Rendered {
  /** One YAML stream that ends in a newline; empty when there is no document. */
  readonly text: string;
  /** Every object in order; the items of a List each. */
  readonly objects: readonly RenderedObject[];
  /** Each with the code that it would have as a failure. */
  readonly warnings: readonly Problem[];
  /** Images of {@link RenderOptions.own} that no field names, as configured. */
  readonly unusedArtifacts: readonly string[];
}
