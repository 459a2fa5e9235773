/**
 * Images that do not come from where they may. Pure.
 *
 *     sources ─parse─► documents ─find images─► those outside of every prefix, each with its place
 */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { canonicalName, parseReference, sanitizeName } from '../image/reference.ts';
import { isWithin, type RepositoryPrefix } from '../image/repository-prefix.ts';
import { nameSome } from '../lib/name-some.ts';
import { eachDocument, isDocument } from './documents.ts';
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
  const check = outsideChecker(guard.allowed);
  return sources.flatMap((source) =>
    [...eachDocument(source, { ...defaultLimits, ...guard.limits })].flatMap((read) =>
      read.ok && isDocument(read.value) ? check(pin(read.value)) : [],
    ),
  );
}

/** One check for many documents: a text is looked at once. Text that is no reference is not judged; the finder warns. */
export function outsideChecker(allowed: readonly RepositoryPrefix[]): (pinned: Pinned) => readonly Problem[] {
  const known = new Map<string, string | undefined>();
  const outsideOf = (text: string): string | undefined => {
    if (!known.has(text)) known.set(text, nameOutside(text, allowed));
    return known.get(text);
  };
  const problem = (path: string, text: string, at: SourceSpan): readonly Problem[] => {
    const name = outsideOf(text);
    if (name === undefined) return [];
    const isSpelledOut = text === name || (/^[:@]/.test(text.slice(name.length)) && text.startsWith(name));
    const meant = isSpelledOut ? '' : `, which is ${name},`;
    const message = `${path}: image "${text}"${meant} is in no place that manifests.allowedRegistries names`;
    return [{ code: 'IMAGE_NOT_ALLOWED', message, hint: `Allowed are ${nameSome(allowed)}.`, at }];
  };
  return ({ matches, unpinned }) => [
    ...matches.flatMap(({ path, after, at }) => problem(path, after, at)),
    ...unpinned.flatMap(({ path, text, at }) => problem(path, text, at)),
  ];
}

/** The canonical name of what is outside. */
function nameOutside(text: string, allowed: readonly RepositoryPrefix[]): string | undefined {
  const parsed = parseReference(sanitizeName(text));
  if (!parsed.ok || allowed.some((prefix) => isWithin(parsed.value, prefix))) return undefined;
  return canonicalName(parsed.value);
}
