/**
 * What a text in an image field becomes: looked up by name among own images, by reference among known digests, and
 * written in the form that was asked for. Pure; asks no registry.
 *
 *     web:dev           ──own name──►  registry.test/web:v1@sha256:…
 *     nginx:1.25        ──reference──► nginx:1.25@sha256:…
 *     web@sha256:…      ──────────────► as it is
 */
import type { Digest } from '../image/digest.ts';
import {
  canonicalName,
  formatReference,
  type ImageReference,
  parseReference,
  sanitizeName,
} from '../image/reference.ts';
import type { ImageTable, OwnImage, PinRules } from './rules.ts';

export type ImageDecision =
  /** Written anew, or as it was because a digest was there; `own` where it is an own image. */
  | { readonly is: 'pinned'; readonly after: string; readonly digest?: Digest; readonly own?: OwnImage }
  /** A reference without a digest, of which nothing is known. */
  | { readonly is: 'unpinned'; readonly own?: OwnImage }
  | { readonly is: 'no-image'; readonly why: string }
  /** Not to be spoken of: nothing is written, or a placeholder that the cluster fills in. */
  | { readonly is: 'nothing' };

/** Istio's sidecar injector puts its own image there. */
const PLACEHOLDER = 'auto';
const KO = 'ko://';

/** Own images by canonical name, and digests that were looked up by reference. Names that are no references are left out. */
export function imageTable(own: readonly OwnImage[], digests: Readonly<Record<string, Digest>> = {}): ImageTable {
  return {
    own: new Map(own.flatMap((image) => withKey(nameKey(image.imageName), image))),
    digests: new Map(Object.entries(digests).flatMap(([text, digest]) => withKey(referenceKey(text), digest))),
  };
}

export function decideImage(text: string, rules: PinRules, table: ImageTable): ImageDecision {
  const name = nameKey(text);
  const own = name === undefined ? undefined : table.own.get(name);
  if (own !== undefined) return decideOwn(text, own, rules);
  if (text === PLACEHOLDER) return { is: 'nothing' };
  if (text.startsWith(KO)) return { is: 'no-image', why: `no artifact is named "${text}"` };
  const why = whyNoImage(text);
  if (why !== undefined) return { is: 'no-image', why };
  const parsed = parseReference(text);
  if (!parsed.ok) return { is: 'no-image', why: parsed.problems[0].message };
  if (parsed.value.digest !== undefined) return { is: 'pinned', after: text, digest: parsed.value.digest };
  const digest = table.digests.get(keyOf(parsed.value));
  if (digest === undefined) return { is: 'unpinned' };
  return { is: 'pinned', after: write({ ...spelled(parsed.value, rules), digest }, rules), digest };
}

function decideOwn(text: string, own: OwnImage, rules: PinRules): ImageDecision {
  const isKept = text.includes('@') && rules.overrideDigest !== true;
  const reference = isKept ? text : own.reference;
  if (reference === undefined) return { is: 'unpinned', own };
  const parsed = parseReference(isKept ? sanitizeName(text) : reference);
  if (!parsed.ok) return { is: 'pinned', after: reference, own };
  const { digest } = parsed.value;
  return { is: 'pinned', after: isKept ? text : write(parsed.value, rules), own, ...(digest && { digest }) };
}

/** Text that people put into image fields so that it becomes an image later. */
function whyNoImage(text: string): string | undefined {
  if (text === '') return 'the image is empty';
  return text.includes('{{') || text.includes('${')
    ? `image "${text}" is template text that was never filled in`
    : undefined;
}

/** As Skaffold compares names, then with Docker Hub spelled out. */
function nameKey(text: string): string | undefined {
  const parsed = parseReference(sanitizeName(text));
  return parsed.ok ? canonicalName(parsed.value) : undefined;
}

function referenceKey(text: string): string | undefined {
  const parsed = parseReference(text);
  return parsed.ok ? keyOf(parsed.value) : undefined;
}

/** A tag that is not written is `latest`. */
const keyOf = (reference: ImageReference): string =>
  `${reference.registry}/${reference.repository}:${reference.tag ?? 'latest'}`;

const withKey = <V>(key: string | undefined, value: V): [string, V][] => (key === undefined ? [] : [[key, value]]);

function spelled(reference: ImageReference, rules: PinRules): ImageReference {
  const tag = reference.tag ?? (rules.explicitLatest === true ? 'latest' : undefined);
  const tagged = { ...reference, ...(tag !== undefined && { tag }) };
  const hub = rules.canonical ?? 'as-written';
  if (hub === 'as-written') return tagged;
  const registry = reference.registry === 'docker.io' ? hub : reference.registry;
  return { ...tagged, name: `${registry}/${reference.repository}` };
}

function write(reference: ImageReference, rules: PinRules): string {
  const { name, tag, digest } = reference;
  const form = rules.imageForm ?? 'tag+digest';
  switch (form) {
    case 'tag+digest':
      return formatReference(reference);
    case 'digest':
      return formatReference({ name, ...(digest === undefined ? tag !== undefined && { tag } : { digest }) });
    case 'tag':
      return formatReference({ name, ...(tag !== undefined && { tag }) });
  }
}
