/**
 * Fields of Skaffold v4beta1 to v4beta14 that are not in our schema, or are and do nothing yet.
 *
 *     unsupported   would change what is built, rendered or handed over: an error that names the field
 *     dormant       only matters to commands that are not there yet: kept, and listed with its place
 *
 * Paths are patterns; `[]` is every item of a list. A profile may have all of them below `profiles[]`, where they count
 * once the profile is active. Pure.
 * Source: skaffold v4beta14 JSON schema.
 */
import type { Problem } from '../errors/problem.ts';
import { formatPath } from './path.ts';
import type { DormantField } from './resolved-config.ts';
import { placeIn, problemAt, type Source } from './source.ts';
import { type ConfigNode, childOf, listNode, type NodePath, nodeAt, spanAt, withEntry } from './yaml/node.ts';

export const unsupportedFields = [
  'requires',
  'test',
  'build.googleCloudBuild',
  'build.cluster',
  'build.artifacts[].bazel',
  'build.artifacts[].buildpacks',
  'build.artifacts[].jib',
  'build.artifacts[].kaniko',
  'build.artifacts[].ko',
  'manifests.helm',
  'manifests.kpt',
  'manifests.kustomize',
  'manifests.remoteManifests',
  'manifests.transform',
  'manifests.validate',
  // Skaffold renders these too.
  'deploy.helm',
  'deploy.kubectl.remoteManifests',
] as const;

export const dormantFields = [
  'portForward',
  'verify',
  'customActions',
  'build.artifacts[].sync',
  'manifests.output',
  'deploy.kpt',
  'deploy.docker',
  'deploy.cloudrun',
  'deploy.logs',
] as const;

/** The config without the fields that are not supported, in it and in its profiles. */
export function withoutUnsupported(root: ConfigNode): ConfigNode {
  const patterns = unsupportedFields.flatMap((pattern) => [pattern, `profiles[].${pattern}`]);
  return patterns.reduce((node, pattern) => without(node, stepsOf(pattern)) ?? node, root);
}

/** One problem for each field that is not supported. Empty ones ask for nothing. */
export function findUnsupported(root: ConfigNode, source: Source): readonly Problem[] {
  const paths = unsupportedFields.flatMap((pattern) => matches(root, pattern)).filter((path) => asks(root, path));
  return paths.map((path) =>
    problemAt(source, spanAt(root, path), 'CONFIG_UNSUPPORTED', `${formatPath(path)} is not yet supported`),
  );
}

export function findDormant(root: ConfigNode, source: Source): readonly DormantField[] {
  const paths = dormantFields.flatMap((pattern) => matches(root, pattern));
  return paths.map((path) => ({ path: formatPath(path), at: placeIn(source, spanAt(root, path)) }));
}

const EVERY = '[]';

const stepsOf = (pattern: string): readonly string[] =>
  pattern.split('.').flatMap((step) => (step.endsWith(EVERY) ? [step.slice(0, -2), EVERY] : [step]));

/** The paths in a tree that a pattern names. */
function matches(root: ConfigNode, pattern: string): readonly NodePath[] {
  let found: readonly { readonly path: NodePath; readonly node: ConfigNode }[] = [{ path: [], node: root }];
  for (const step of stepsOf(pattern)) {
    found = found.flatMap(({ path, node }) => {
      if (step === EVERY)
        return node.kind === 'list' ? node.items.map((item, index) => ({ path: [...path, index], node: item })) : [];
      const child = childOf(node, step);
      return child === undefined ? [] : [{ path: [...path, step], node: child }];
    });
  }
  return found.map(({ path }) => path);
}

/** The same node where the pattern names nothing; undefined where it names the node itself. */
function without(node: ConfigNode, [step, ...rest]: readonly string[]): ConfigNode | undefined {
  if (step === undefined) return undefined;
  if (step === EVERY) {
    if (node.kind !== 'list') return node;
    return listNode(
      node.items.map((item) => without(item, rest) ?? item),
      node.span,
    );
  }
  const child = node.kind === 'map' ? node.entries.get(step)?.value : undefined;
  if (node.kind !== 'map' || child === undefined) return node;
  const kept = without(child, rest);
  return kept === child ? node : withEntry(node, step, kept);
}

/** A section without a value and a list without items change nothing; `cluster: {}` does. */
function asks(root: ConfigNode, path: NodePath): boolean {
  const node = nodeAt(root, path);
  if (node === undefined) return false;
  return node.kind === 'list' ? node.items.length > 0 : node.kind === 'map' || node.value !== null;
}
