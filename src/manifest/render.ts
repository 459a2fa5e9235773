/**
 * Manifest texts → one stream with own images pinned, labels and namespace set.
 *
 *     sources ─parse─► documents ─pin, label, namespace─► edits ─splice─► text
 *
 * Pure. Each text is read once; only the edited scalars and the inserted lines differ from what was written.
 */
import type { Result } from '../errors/result.ts';
import type { ManifestSource, Rendered, RenderOptions } from './rendered.ts';

/**
 * Renders all sources into one text, in order.
 *
 * @returns Everything, or every problem at once: YAML_INVALID, CONFIG_LIMIT, MANIFEST_INVALID, IMAGE_UNDIGESTED,
 *   IMAGE_TEXT_INVALID (with `strictImages`), each with its place.
 */
export type RenderDocuments = (sources: readonly ManifestSource[], options: RenderOptions) => Result<Rendered>;
