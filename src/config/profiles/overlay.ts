/**
 * One profile's sections laid over a config.
 *
 *     sections (build, manifests, deploy …)   field by field
 *     everything else                         what the profile says replaces the whole: lists, maps, builders, policies
 *     "", 0 and empty lists                   say nothing: only a patch can set them
 *     build.local, googleCloudBuild, cluster  are one of a kind: setting one takes the others away
 *
 * Nodes keep their places, so that a problem of the result points at the line that says it. Pure.
 * Source: skaffold-behaviour of `applyProfile`, skaffold/parser/profiles.
 */
import { type ConfigNode, type MapNode, withEntry } from '../yaml/node.ts';

const entered = new Set([
  'build',
  'build.hooks',
  'manifests',
  'manifests.hooks',
  'deploy',
  'deploy.logs',
  'deploy.logs.jsonParse',
  'resourceSelector',
  'registry',
]);
const oneOfAKind = ['build.local', 'build.googleCloudBuild', 'build.cluster'];
/** What describes the profile itself. */
const ownFields = new Set(['name', 'activation', 'requiresAllActivations', 'patches']);

export function overlayProfile(config: MapNode, profile: MapNode): MapNode {
  const sections = new Map([...profile.entries].filter(([name]) => !ownFields.has(name)));
  return overlay(config, { ...profile, entries: sections }, '');
}

function overlay(base: MapNode, over: MapNode, prefix: string): MapNode {
  let result = base;
  for (const [name, { key, value }] of over.entries) {
    const path = `${prefix}${name}`;
    if (saysNothing(value, path)) continue;
    for (const other of oneOfAKind.includes(path) ? oneOfAKind : [])
      result = withEntry(result, other.slice(prefix.length), undefined);
    const below = result.entries.get(name)?.value;
    const goesInto = entered.has(path) && below?.kind === 'map' && value.kind === 'map';
    result = withEntry(result, name, goesInto ? overlay(below, value, `${path}.`) : value, key);
  }
  return result;
}

function saysNothing(node: ConfigNode, path: string): boolean {
  if (node.kind === 'list') return node.items.length === 0;
  if (node.kind === 'map') return path === 'build.tagPolicy' && node.entries.size === 0;
  return node.value === null || node.value === '' || node.value === 0;
}
