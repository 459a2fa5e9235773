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
import { outsideChecker } from './allowed.ts';
import { type Document, eachDocument, isDocument, placeOfChunk } from './documents.ts';
import { type Doubt, doubtsOf, tellDoubts } from './doubtful.ts';
import { imageTable } from './image-text.ts';
import { joinDocuments, type Piece } from './join.ts';
import { setLabels } from './labels.ts';
import { type Changed, insertAdditions, NO_CHANGE } from './metadata.ts';
import { declaredKinds, setNamespace } from './namespace.ts';
import { defaultLimits } from './parse.ts';
import { documentPinner, type Pinned, type PinnedImage, type PossibleImage, type UnpinnedImage } from './pin.ts';
import type { ImageMatch, Limits, ManifestSource, Rendered, RenderedObject, RenderOptions } from './rendered.ts';

/**
 * Renders all sources into one text, in order.
 *
 * @returns Everything, or every problem at once: YAML_INVALID, CONFIG_LIMIT, MANIFEST_INVALID, IMAGE_UNDIGESTED,
 *   IMAGE_NOT_ALLOWED, IMAGE_TEXT_INVALID (with `strictImages`), each with its place.
 */
export function renderDocuments(sources: readonly ManifestSource[], options: RenderOptions): Result<Rendered> {
  const render = sourceRenderer(sources, options);
  const parts = sources.flatMap(render);
  const [first, ...rest] = parts.flatMap((part) => part.problems);
  if (first !== undefined) return err(first, ...rest);
  const used = new Set(parts.flatMap((part) => part.artifacts));
  return ok({
    text: joinDocuments(parts.flatMap((part) => part.piece ?? [])),
    objects: parts.flatMap((part) => part.objects),
    warnings: [...parts.flatMap((part) => part.warnings), ...tellDoubts(parts.flatMap((part) => part.doubts))],
    unusedArtifacts: options.own.map((image) => image.imageName).filter((name) => !used.has(name)),
  });
}

/** What is kept of a document: its tree is let go before the next is made, so that a long set stays small. */
interface Part {
  /** Absent for a source that could not be read. */
  readonly piece?: Piece;
  readonly objects: readonly RenderedObject[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly doubts: readonly Doubt[];
  /** Names of the own images that it uses. */
  readonly artifacts: readonly string[];
}

const NOTHING = { objects: [], problems: [], warnings: [], doubts: [], artifacts: [] };

function sourceRenderer(
  sources: readonly ManifestSource[],
  options: RenderOptions,
): (source: ManifestSource) => readonly Part[] {
  const limits = { ...defaultLimits, ...options.limits };
  const pin = documentPinner(options.rules ?? {}, imageTable(options.own));
  const change = changerOf(sources, options, limits);
  const outside =
    options.allowed === undefined ? () => [] : outsideChecker({ allowed: options.allowed, rules: options.rules ?? {} });
  return (source) => {
    const parts: Part[] = [];
    for (const read of eachDocument(source, limits)) {
      if (!read.ok) parts.push({ ...NOTHING, problems: read.problems });
      else if (!isDocument(read.value)) parts.push({ ...NOTHING, piece: { ...read.value, edits: [] } });
      else {
        const pinned = pin(read.value);
        const problems = [...undigested(pinned, options), ...outside(read.value, pinned)];
        parts.push(renderDocument(read.value, pinned, change(read.value), problems));
      }
    }
    return parts;
  };
}

function renderDocument(
  document: Document,
  pinned: Pinned,
  changed: readonly ObjectChange[],
  problems: readonly Problem[],
): Part {
  const { source, chunk } = document;
  return {
    piece: { source, chunk, edits: [...pinned.edits, ...changed.flatMap((one) => one.edits)] },
    objects: objectsOf(document, pinned, changed),
    problems: [...pinned.problems, ...problems, ...changed.flatMap((one) => one.problems)],
    warnings: [...pinned.warnings, ...pinned.notes.flatMap(ownOutOfScope), ...changed.flatMap((one) => one.warnings)],
    doubts: doubtsOf(document),
    artifacts: artifactsIn(pinned),
  };
}

/** What happened to one object besides its images. */
interface ObjectChange extends Omit<Changed, 'additions'> {
  readonly namespace?: string;
}

/** Sets namespace and labels of every object of a document, in its order. */
function changerOf(
  sources: readonly ManifestSource[],
  options: RenderOptions,
  limits: Limits,
): (document: Document) => readonly ObjectChange[] {
  const { labels = {}, namespace = '' } = options;
  const hasLabels = Object.keys(labels).length > 0;
  if (namespace === '' && !hasLabels) return () => [];
  const declared = declaredKinds(sources, limits);
  return (document) =>
    document.objects.map((object) => {
      const placed = namespace === '' ? NO_CHANGE : setNamespace(document, object, namespace, declared);
      const labelled = hasLabels ? setLabels(document, object, labels, options.rules?.selector) : NO_CHANGE;
      return {
        edits: [
          ...placed.edits,
          ...insertAdditions(document, [...placed.additions, ...labelled.additions]),
          ...labelled.edits,
        ],
        warnings: [...placed.warnings, ...labelled.warnings],
        problems: [...placed.problems, ...labelled.problems],
        ...(placed.edits.length + placed.additions.length > 0 && { namespace }),
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
      images: imagesOf(object, pinned),
    };
  });
}

/** Every image field of an object, in the order of the text. */
function imagesOf(object: Document['objects'][number], { matches, unpinned }: Pinned): readonly ImageMatch[] {
  const changed = matches.filter((one) => one.object === object).map(asMatch);
  const stay = unpinned.filter((one) => one.object === object).map(asUnchanged);
  return stay.length === 0 ? changed : [...changed, ...stay].sort((left, right) => left.at.start - right.at.start);
}

const asMatch = ({ object: _, ...match }: PinnedImage): ImageMatch => match;
const asUnchanged = ({ path, text, rule, at, own }: UnpinnedImage): ImageMatch => ({
  ...{ path, before: text, after: text, rule, at },
  ...(own && { artifact: own.imageName }),
});
