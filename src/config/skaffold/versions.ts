/**
 * The versions that are read, and what a version says differently from orchestrator/v1.
 *
 * v4beta1 to v4beta14 only added fields, so all are read as v4beta14 and a move is a rename of `apiVersion`; what one
 * of them wrote in another form (v4beta14 made `remoteManifests` maps) is not supported in any form yet (foreign.ts).
 * Older formats moved fields around and are refused. Pure. Source: skaffold/schema/versions.go, the v4beta upgrades.
 */
import type { Problem } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import { findNearest } from '../../lib/nearest.ts';
import { problemAt, type Source, suggest } from '../source.ts';
import { type ConfigNode, childOf, type MapNode, spanAt, withEntry } from '../yaml/node.ts';

const OURS = 'orchestrator/v1';
const NEWEST = 14;
const readable = Array.from({ length: NEWEST }, (_, index) => `skaffold/v4beta${index + 1}`);
const SKAFFOLD = /^skaffold\/v(\d+)(?:(alpha|beta)(\d+))?$/;

export interface Versioned {
  /** With the apiVersion of ours. */
  readonly root: MapNode;
  readonly isSkaffold: boolean;
}

/** Takes one document for what its apiVersion says it is. */
export function readVersion(root: ConfigNode, source: Source): Result<Versioned> {
  const refuse = (message: string, more = {}, code: Problem['code'] = 'CONFIG_INVALID') =>
    err(problemAt(source, spanAt(root, ['apiVersion'], 'value'), code, message, more));
  if (root.kind !== 'map') return refuse('a config is a map that begins with "apiVersion"');
  const node = childOf(root, 'apiVersion');
  if (node?.kind !== 'scalar' || typeof node.value !== 'string')
    return refuse('the config lacks "apiVersion"', { hint: `Write "apiVersion: ${OURS}" and "kind: Config".` });
  const written = node.value.trim();
  const isSkaffold = readable.includes(written);
  if (written === OURS || isSkaffold)
    return ok({ root: withEntry(root, 'apiVersion', { ...node, value: OURS }), isSkaffold });
  const kind = manifestKind(root);
  if (kind !== undefined) return refuse(`this is a manifest of kind ${kind}, and no config`, { hint: FOR_MANIFESTS });
  if (!SKAFFOLD.test(written))
    return refuse(`apiVersion "${written}" is not known`, suggest(findNearest(written, [OURS, ...readable])));
  const hint = isNewer(written)
    ? `The newest version that is read is ${readable.at(-1)}.`
    : `Versions from ${readable[0]} on are read; "skaffold fix" rewrites older files.`;
  return refuse(`apiVersion "${written}" is not supported`, { hint }, 'CONFIG_UNSUPPORTED');
}

const FOR_MANIFESTS =
  'Manifests stand without a flag, as in "orchestrator apply FILE"; --filename (-f) names a config.';

/** What `kubectl apply -f` takes, as users of kubectl type it. */
function manifestKind(root: MapNode): string | undefined {
  const kind = childOf(root, 'kind');
  const isManifest = kind?.kind === 'scalar' && kind.value !== 'Config' && childOf(root, 'metadata') !== undefined;
  return isManifest ? String(kind.value) : undefined;
}

function isNewer(version: string): boolean {
  const [, major = '', stage, step = ''] = SKAFFOLD.exec(version) ?? [];
  if (Number(major) !== 4) return Number(major) > 4;
  return stage === undefined || (stage === 'beta' && Number(step) > NEWEST);
}
