/**
 * Pins the images of a document: rules say which scalars are images, a table what they become.
 *
 *     image: web  # ours   ──►   image: registry.test/web:v1@sha256:…  # ours
 *
 * Pure: digests come in through the table, and only the scalars' bytes change. An anchored scalar is edited once, and
 * only when every place that uses it is an image.
 */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { type Document, type ManifestObject, spanOf } from './documents.ts';
import type { Edit } from './edit.ts';
import { outer, outerEdits, placeMap } from './embedded.ts';
import { formatPath } from './field-path.ts';
import { type FoundImage, imageFinder, type OddImage } from './find-images.ts';
import { decideImage, type ImageDecision } from './image-text.ts';
import { type Node, type ScalarNode, scalarText } from './node.ts';
import { parseDocument } from './parse.ts';
import type { ImageMatch, ManifestSource } from './rendered.ts';
import type { ImageTable, OwnImage, PinRules } from './rules.ts';
import { splitDocuments } from './split.ts';
import { describeScalar, scalarValue } from './value.ts';
import { replaceScalar } from './write-scalar.ts';

export interface PinnedImage extends ImageMatch {
  /** The object that has it. */
  readonly object: ManifestObject;
}

/** An image without a digest that the table does not know, or an own one that was not built. */
export interface UnpinnedImage {
  readonly object: ManifestObject;
  readonly path: string;
  readonly rule: ImageMatch['rule'];
  readonly text: string;
  readonly own?: OwnImage;
  readonly at: SourceSpan;
}

/** Text in an image field that is no reference, or stands for an image that the cluster puts there. */
export interface UnreadImage {
  readonly path: string;
  readonly text: string;
  readonly at: SourceSpan;
}

/** A key named `image` that no rule takes for one. */
export interface PossibleImage {
  readonly path: string;
  readonly text: string;
  /** The own image that its text names, where it does. */
  readonly own?: OwnImage;
  readonly at: SourceSpan;
}

export interface Pinned {
  readonly edits: readonly Edit[];
  readonly matches: readonly PinnedImage[];
  readonly unpinned: readonly UnpinnedImage[];
  readonly unread: readonly UnreadImage[];
  readonly notes: readonly PossibleImage[];
  /** IMAGE_TEXT_INVALID. */
  readonly warnings: readonly Problem[];
  /** The warnings, where `strictImages` makes problems of them. */
  readonly problems: readonly Problem[];
}

export const pinDocument = (document: Document, rules: PinRules, table: ImageTable): Pinned =>
  documentPinner(rules, table)(document);

/** {@link pinDocument} for many documents: what the rules say of a kind is worked out once. */
export function documentPinner(rules: PinRules, table: ImageTable): (document: Document) => Pinned {
  const finder = imageFinder(rules);
  const decisions = new Map<string, ImageDecision>();
  const decide = (text: string): ImageDecision => {
    const decision = decisions.get(text) ?? decideImage(text, rules, table);
    decisions.set(text, decision);
    return decision;
  };
  return (document) => {
    const { source, chunk } = document;
    const find = finder(source.text, source.text.slice(chunk.content, chunk.end));
    if (find === undefined) return NOTHING;
    const run: Run = { source, rules, decide, ...emptyLists() };
    const done = new Set<ScalarNode>();
    const found = document.objects.map((object) => ({ object, ...find(object.node) }));
    const others = new Set(found.flatMap((one) => [...one.others]));
    for (const { object, images, possible, odd } of found) {
      for (const image of images) pinFound({ ...run, object }, image, done, others);
      for (const image of possible) notePossible(run, image);
      for (const one of odd) warnOfOdd(run, one);
    }
    const { edits, matches, unpinned, unread, notes, warnings } = run;
    const told = rules.strictImages === true ? { warnings: [], problems: warnings } : { warnings, problems: [] };
    return { edits, matches, unpinned, unread, notes, ...told };
  };
}

interface Lists {
  readonly edits: Edit[];
  readonly matches: PinnedImage[];
  readonly unpinned: UnpinnedImage[];
  readonly unread: UnreadImage[];
  readonly notes: PossibleImage[];
  readonly warnings: Problem[];
}
interface Run extends Lists {
  readonly source: ManifestSource;
  readonly rules: PinRules;
  readonly decide: (text: string) => ImageDecision;
}
type ObjectRun = Run & { readonly object: ManifestObject };

const emptyLists = (): Lists => ({ edits: [], matches: [], unpinned: [], unread: [], notes: [], warnings: [] });
const NOTHING: Pinned = { ...emptyLists(), problems: [] };

/** `done` holds the scalars that were edited already, `others` those that also stand where no image is. */
function pinFound(run: ObjectRun, image: FoundImage, done: Set<ScalarNode>, others: ReadonlySet<ScalarNode>): void {
  const { source, decide } = run;
  const { node, rule, inside } = image;
  const path = formatPath(image.path);
  const at = spanOf(source, node);
  const value = scalarValue(source.text, node);
  if (value === null && node.style === 'plain') return;
  if (typeof value !== 'string') {
    warn(run, `${path} is ${describeScalar(source.text, node)}, not an image`, at);
    return;
  }
  if (inside !== undefined) {
    pinInside(run, image, inside);
    return;
  }
  // The line break that ends a block scalar is no part of the name.
  const text = node.more?.block === undefined ? value : value.replace(/\n+$/, '');
  const decision = decide(text);
  switch (decision.is) {
    case 'nothing':
      run.unread.push({ path, text, at });
      return;
    case 'no-image':
      run.unread.push({ path, text, at });
      warn(run, `${path}: ${decision.why}`, at);
      return;
    case 'unpinned':
      run.unpinned.push({ object: run.object, path, rule, text, at, ...(decision.own && { own: decision.own }) });
      return;
    case 'pinned': {
      const { after, own, digest } = decision;
      if (after !== text && others.has(node)) {
        warn(run, `${path}: "${text}" is shared by an anchor with a field that is no image; it was left as it is`, at);
        run.unpinned.push({ object: run.object, path, rule, text, at, ...(own && { own }) });
        return;
      }
      if (after !== text && !done.has(node)) run.edits.push(...replaceScalar(source.text, node, after));
      done.add(node);
      const known = { ...(digest && { digest }), ...(own && { artifact: own.imageName }) };
      run.matches.push({ object: run.object, path, before: text, after, rule, at, ...known });
    }
  }
}

/** The text of the scalar is a text of its own; what is found there is moved to where it stands outside. */
function pinInside(run: ObjectRun, image: FoundImage, inside: NonNullable<FoundImage['inside']>): void {
  const { node } = image;
  const path = formatPath(image.path);
  const map = placeMap(run.source.text, node);
  const text = scalarText(run.source.text, node);
  const roots = readInside(text, inside.format);
  if (map === undefined || roots === undefined) {
    const why = roots === undefined ? `its text is no ${inside.format.toUpperCase()}` : 'its text is folded over lines';
    warn(run, `${path}: ${why}, so that no image in it can be pinned`, spanOf(run.source, node));
    return;
  }
  const inner: Run = { ...run, source: { name: run.source.name, text }, ...emptyLists() };
  const find = imageFinder({ ...run.rules, search: inside.search })(text, text);
  if (find === undefined) return;
  for (const root of roots) {
    const { images, others } = find(root);
    const done = new Set<ScalarNode>();
    for (const one of images)
      pinFound({ ...inner, object: run.object }, { ...one, path: [...image.path, ...one.path] }, done, others);
  }
  const move = (at: SourceSpan): SourceSpan => ({
    ...spanOf(run.source, node),
    start: outer(map, at.start),
    end: outer(map, at.end),
  });
  run.edits.push(...outerEdits(inner.edits, map, node.style));
  run.matches.push(...inner.matches.map((one) => ({ ...one, at: move(one.at) })));
  run.unpinned.push(...inner.unpinned.map((one) => ({ ...one, at: move(one.at) })));
  run.unread.push(...inner.unread.map((one) => ({ ...one, at: move(one.at) })));
  run.warnings.push(...inner.warnings.map((one) => (one.at === undefined ? one : { ...one, at: move(one.at) })));
}

function readInside(text: string, format: 'yaml' | 'json'): readonly Node[] | undefined {
  if (format === 'json' && !isJson(text)) return undefined;
  const roots: Node[] = [];
  for (const chunk of splitDocuments(text)) {
    if (chunk.holds !== 'document') continue;
    const root = parseDocument({ name: '', text }, chunk.content, chunk.end);
    if (!root.ok) return undefined;
    roots.push(root.value);
  }
  return roots;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notePossible(run: Run, image: FoundImage): void {
  const text = scalarValue(run.source.text, image.node);
  if (typeof text !== 'string') return;
  const decision = run.decide(text);
  if (decision.is !== 'pinned' && decision.is !== 'unpinned') return;
  const at = spanOf(run.source, image.node);
  run.notes.push({ path: formatPath(image.path), text, at, ...(decision.own && { own: decision.own }) });
}

const warnOfOdd = (run: Run, { node, path }: OddImage): void =>
  warn(run, `${formatPath(path)} is ${describeScalar(run.source.text, node)}, not an image`, spanOf(run.source, node));

const warn = (run: Run, message: string, at: SourceSpan): void => {
  run.warnings.push({ code: 'IMAGE_TEXT_INVALID', message, at });
};
