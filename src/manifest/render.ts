/**
 * Manifest texts → one stream with own images pinned, labels and namespace set.
 *
 *     sources ─parse─► documents ─pin, label, namespace─► edits ─splice─► text
 *
 * Pure. Each text is read once; only the edited scalars and the inserted lines differ from what was written. Documents
 * that hold nothing are dropped, comments are kept.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { asDigest } from '../image/digest.ts';
import { type Document, isDocument, parseDocuments, placeOfChunk } from './documents.ts';
import { imageTable } from './image-text.ts';
import { joinDocuments } from './join.ts';
import { setLabels } from './labels.ts';
import { type Changed, NO_CHANGE } from './metadata.ts';
import { declaredKinds, setNamespace } from './namespace.ts';
import { defaultLimits } from './parse.ts';
import { documentPinner, type Pinned, type PinnedImage, type PossibleImage, type UnpinnedImage } from './pin.ts';
import type { ImageMatch, ManifestSource, Rendered, RenderedObject, RenderOptions } from './rendered.ts';

/**
 * Renders all sources into one text, in order.
 *
 * @returns Everything, or every problem at once: YAML_INVALID, CONFIG_LIMIT, MANIFEST_INVALID, IMAGE_UNDIGESTED,
 *   IMAGE_TEXT_INVALID (with `strictImages`), each with its place.
 */
export function renderDocuments(sources: readonly ManifestSource[], options: RenderOptions): Result<Rendered> {
  const limits = { ...defaultLimits, ...options.limits };
  const parsed = sources.map((source) => parseDocuments(source, limits));
  const broken = parsed.flatMap((one) => (one.ok ? [] : one.problems));
  const parts = parsed.flatMap((one) => (one.ok ? one.value : []));
  const documents = parts.filter(isDocument);
  const pin = documentPinner(options.rules ?? {}, imageTable(options.own));
  const changer = changerOf(documents, options);
  const done = new Map(documents.map((document) => [document, { pinned: pin(document), changed: changer(document) }]));

  const all = [...done.values()];
  const [first, ...rest] = [
    ...broken,
    ...all.flatMap(({ pinned, changed }) => [
      ...pinned.problems,
      ...undigested(pinned, options),
      ...changed.flatMap((one) => one.problems),
    ]),
  ];
  if (first !== undefined) return err(first, ...rest);
  const text = joinDocuments(
    parts.map((part) => {
      const made = isDocument(part) ? done.get(part) : undefined;
      return { ...part, edits: [...(made?.pinned.edits ?? []), ...(made?.changed ?? []).flatMap((one) => one.edits)] };
    }),
  );
  const used = new Set(all.flatMap(({ pinned }) => artifactsIn(pinned)));
  return ok({
    text,
    objects: [...done].flatMap(([document, made]) => objectsOf(document, made.pinned, made.changed)),
    warnings: all.flatMap(({ pinned, changed }) => [
      ...pinned.warnings,
      ...pinned.notes.flatMap(ownOutOfScope),
      ...changed.flatMap((one) => one.warnings),
    ]),
    unusedArtifacts: options.own.map((image) => image.imageName).filter((name) => !used.has(name)),
  });
}

/** What happened to one object besides its images. */
interface ObjectChange extends Changed {
  readonly namespace?: string;
}

/** Sets namespace and labels of every object of a document, in its order. */
function changerOf(
  documents: readonly Document[],
  options: RenderOptions,
): (document: Document) => readonly ObjectChange[] {
  const { labels = {}, namespace = '' } = options;
  const hasLabels = Object.keys(labels).length > 0;
  if (namespace === '' && !hasLabels) return () => [];
  const declared = declaredKinds(documents);
  return (document) =>
    document.objects.map((object) => {
      const placed = namespace === '' ? NO_CHANGE : setNamespace(document, object, namespace, declared);
      const labelled = hasLabels ? setLabels(document, object, labels, options.rules?.selector) : NO_CHANGE;
      return {
        // The namespace goes first: both may be inserted at one place.
        edits: [...placed.edits, ...labelled.edits],
        warnings: [...placed.warnings, ...labelled.warnings],
        problems: [...placed.problems, ...labelled.problems],
        ...(placed.edits.length > 0 && { namespace }),
      };
    });
}

/** Own images that would reach a cluster without a digest. */
function undigested(pinned: Pinned, options: RenderOptions): readonly Problem[] {
  if (options.allowUndigested === true) return [];
  const problem = (path: string, message: string, at: UnpinnedImage['at']): Problem => ({
    code: 'IMAGE_UNDIGESTED',
    message: `${path}: ${message}`,
    at,
  });
  return [
    ...pinned.matches.flatMap(({ artifact, after, path, at }) =>
      artifact === undefined || hasDigest(after)
        ? []
        : [problem(path, `image "${artifact}" became "${after}", which has no digest`, at)],
    ),
    ...pinned.unpinned.flatMap(({ own, path, text, at }) => {
      if (own === undefined) return [];
      const why = own.reference === undefined ? 'was not built' : 'could not be replaced here';
      return [problem(path, `image "${text}" is an artifact of this project that ${why}`, at)];
    }),
  ];
}

const hasDigest = (reference: string) => asDigest(reference.slice(reference.indexOf('@') + 1)) !== undefined;

function ownOutOfScope({ own, path, text, at }: PossibleImage): readonly Problem[] {
  if (own === undefined) return [];
  const message = `${path}: "${text}" names an artifact of this project, but the field is not known to hold images; it was left as it is`;
  return [{ code: 'IMAGE_TEXT_INVALID', message, hint: 'Name the field under manifests.images in the config.', at }];
}

const artifactsIn = (pinned: Pinned): readonly string[] => [
  ...pinned.matches.flatMap((one) => one.artifact ?? []),
  ...pinned.unpinned.flatMap((one) => one.own?.imageName ?? []),
];

function objectsOf(document: Document, pinned: Pinned, changed: readonly ObjectChange[]): readonly RenderedObject[] {
  const place = placeOfChunk(document);
  return document.objects.map((object, index) => {
    const namespace = changed[index]?.namespace;
    return {
      id: namespace === undefined ? object.id : { ...object.id, namespace },
      source: document.source.name,
      place,
      images: pinned.matches.filter((one) => one.object === object).map(asMatch),
    };
  });
}

const asMatch = ({ object: _, ...match }: PinnedImage): ImageMatch => match;
