/**
 * Images that do not come from where they may. Pure.
 *
 *     sources ─parse─► documents ─find images─► those outside of every prefix, each with its place
 *
 * Own images count as what they became. Text that is no reference is outside too: whoever fills it in later may name
 * anything. What a selector of the config leaves as it is is judged all the same, since nodes pull it.
 */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { canonicalName, parseReference, sanitizeName } from '../image/reference.ts';
import { isWithin, type RepositoryPrefix } from '../image/repository-prefix.ts';
import { nameSome } from '../lib/name-some.ts';
import { type Document, eachDocument, isDocument } from './documents.ts';
import { imageTable } from './image-text.ts';
import { defaultLimits } from './parse.ts';
import { documentPinner, type Pinned } from './pin.ts';
import type { Limits, ManifestSource } from './rendered.ts';
import type { PinRules } from './rules.ts';

export interface ImageGuard {
  /** One at least. */
  readonly allowed: readonly RepositoryPrefix[];
  /** What counts as an image field. */
  readonly rules: PinRules;
  readonly limits?: Partial<Limits> | undefined;
}

/** Of documents that nothing is to be written to. Those that cannot be read hold nothing here: whoever takes them says so. */
export function findOutside(sources: readonly ManifestSource[], guard: ImageGuard): readonly Problem[] {
  const pin = documentPinner({ ...guard.rules, strictImages: false }, imageTable([]));
  const check = outsideChecker(guard);
  return sources.flatMap((source) =>
    [...eachDocument(source, { ...defaultLimits, ...guard.limits })].flatMap((read) =>
      read.ok && isDocument(read.value) ? check(read.value, pin(read.value)) : [],
    ),
  );
}

/** One check for many documents, with what became of their images: a text is looked at once. */
export function outsideChecker({
  allowed,
  rules,
}: Pick<ImageGuard, 'allowed' | 'rules'>): (document: Document, pinned: Pinned) => readonly Problem[] {
  const pinAll = hasSelector(rules) ? documentPinner({ images: rules.images }, imageTable([])) : undefined;
  const known = new Map<string, string | undefined>();
  const whyOutside = (text: string): string | undefined => {
    if (!known.has(text)) known.set(text, faultOf(text, allowed));
    return known.get(text);
  };
  const hint = `Allowed are ${nameSome(allowed)}.`;
  return (document, pinned) => {
    const images = imagesOf(pinned);
    const judged = new Set(images.map(({ at }) => at.start));
    const left = pinAll === undefined ? [] : imagesOf(pinAll(document)).filter(({ at }) => !judged.has(at.start));
    return [...images, ...left].flatMap(({ path, text, at }): readonly Problem[] => {
      const why = text === '' ? undefined : whyOutside(text);
      return why === undefined ? [] : [{ code: 'IMAGE_NOT_ALLOWED', message: `${path}: ${why}`, hint, at }];
    });
  };
}

interface LeavingImage {
  readonly path: string;
  readonly text: string;
  readonly at: SourceSpan;
}

const imagesOf = ({ matches, unpinned, unread }: Pinned): readonly LeavingImage[] => [
  ...matches.map(({ path, after, at }) => ({ path, text: after, at })),
  ...unpinned,
  ...unread,
];

const hasSelector = ({ selector }: PinRules): boolean =>
  (selector?.allow ?? []).length + (selector?.deny ?? []).length > 0;

/** What is against an image, as a sentence. */
function faultOf(text: string, allowed: readonly RepositoryPrefix[]): string | undefined {
  const parsed = parseReference(sanitizeName(text));
  const nowhere = 'in no place that manifests.allowedRegistries names';
  if (!parsed.ok) return `image "${text}" is no reference, and so ${nowhere}`;
  if (allowed.some((prefix) => isWithin(parsed.value, prefix))) return undefined;
  const name = canonicalName(parsed.value);
  const isSpelledOut = text === name || (text.startsWith(name) && /^[:@]/.test(text.slice(name.length)));
  return `image "${text}"${isSpelledOut ? '' : `, which is ${name},`} is ${nowhere}`;
}
