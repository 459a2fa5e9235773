/**
 * What counts as an image field, and how a pinned image is written: values that callers put together from flags and
 * config for `pinDocument` and `renderDocuments`.
 */
import type { Digest } from '../image/digest.ts';

/**
 * - `known`: pod specs at any depth, the table of known custom resources, and whole `ko://` scalars.
 * - `pods`: pod specs at the usual places (`spec`, `template`, `jobTemplate`) only.
 * - `any-image-key`: every key named `image` with a string, inside CRD schemas and annotations too.
 * - `selectors`: Skaffold's list of kinds, in these every key named `image`.
 */
export type FieldScope = 'known' | 'pods' | 'any-image-key' | 'selectors';

/** `name:tag@digest`, `name@digest` or `name:tag`. */
export type ImageForm = 'tag+digest' | 'digest' | 'tag';

/** One more image field of one kind. */
export interface FieldSpec {
  readonly kind: string;
  /** API group; any when absent. */
  readonly group?: string | undefined;
  /** `spec/image`, `spec/tasks[]/image`; field-path.ts has the language. */
  readonly path: string;
}

/** An entry of Skaffold's `resourceSelector`. Paths are written `.spec.image`; `.*` is every key named `image`. */
export interface SelectorRule {
  /** `Kind.group`; only `Kind` for the core group. */
  readonly groupKind: string;
  readonly image?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly podSpec?: readonly string[] | undefined;
}

export interface ResourceSelector {
  /** Replaces the built-in fields of a kind, images and labels each where the entry names some. */
  readonly allow?: readonly SelectorRule[] | undefined;
  /** Takes single paths away; all else of the kind stays in scope. */
  readonly deny?: readonly SelectorRule[] | undefined;
}

/** The first rule that fits a string decides; fields in scope by other means come last. */
export interface SearchRule {
  readonly find:
    | { readonly key: string }
    | { readonly path: string }
    /** The whole text. */
    | { readonly image: string }
    /** The text before tag and digest. */
    | { readonly repository: string };
  /** What to do: the whole value is an image (when absent), leave it, or search in the text that it holds. */
  readonly strategy?:
    | 'value'
    | 'none'
    | { readonly yaml: readonly SearchRule[] }
    | { readonly json: readonly SearchRule[] };
}

/** Absent means the first value that the comment names, or none. */
export interface PinRules {
  /** `known`, … */
  readonly fields?: FieldScope | undefined;
  readonly images?: readonly FieldSpec[] | undefined;
  readonly selector?: ResourceSelector | undefined;
  readonly search?: readonly SearchRule[] | undefined;
  /** `tag+digest`, … */
  readonly imageForm?: ImageForm | undefined;
  /** Writes `:latest` where no tag was written. */
  readonly explicitLatest?: boolean | undefined;
  /** How a name found by its reference is spelled: `as-written`, … */
  readonly canonical?: 'as-written' | 'docker.io' | 'index.docker.io' | undefined;
  /** Text in an image field that is no reference is a problem and not a warning. */
  readonly strictImages?: boolean | undefined;
  /** Own images are replaced even where a digest was written. */
  readonly overrideDigest?: boolean | undefined;
}

/** An image named in the config or in the artifacts file. */
export interface OwnImage {
  /** As configured, e.g. `web` or `ko://example.org/cmd/web`. */
  readonly imageName: string;
  /** What to write, `name:tag@digest`; absent when it was not built. */
  readonly reference?: string | undefined;
}

/** What images found in the text become. Made by `imageTable`. */
export interface ImageTable {
  /** By canonical name, e.g. `docker.io/library/web`. */
  readonly own: ReadonlyMap<string, OwnImage>;
  /** By canonical name and tag, e.g. `docker.io/library/nginx:1.25`; `:latest` where none was written. */
  readonly digests: ReadonlyMap<string, Digest>;
}
