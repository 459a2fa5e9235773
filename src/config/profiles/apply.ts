/** Active profiles applied to one document: each lays its sections over the config, then does its patches. Pure. */
import type { Problem } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import { formatPath } from '../path.ts';
import type { Profile } from '../profile.schema.ts';
import { problemAt, type Source } from '../source.ts';
import { defaultLimits } from '../yaml/limits.ts';
import { type MapNode, type NodePath, nodeAt, sizeOf, spanAt, withEntry } from '../yaml/node.ts';
import { envMistake } from './activation.ts';
import { overlayProfile } from './overlay.ts';
import { applyPatch } from './patch.ts';

export interface ProfiledDocument {
  readonly root: MapNode;
  readonly profiles: readonly Profile[];
}

/** Profiles must have names that can be asked for and activations that can be told. */
export function checkProfiles({ root, profiles }: ProfiledDocument, source: Source): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (path: NodePath, message: string): void => {
    problems.push(problemAt(source, spanAt(root, path, 'value'), 'CONFIG_INVALID', message));
  };
  for (const [index, { name, activation = [] }] of profiles.entries()) {
    const path = ['profiles', index];
    if (name === '' || name.startsWith('-') || name.includes(','))
      wrong(
        [...path, 'name'],
        `profile name "${name}" could not be asked for: it is empty, begins with "-" or holds ","`,
      );
    else if (profiles.findIndex((other) => other.name === name) < index)
      wrong([...path, 'name'], `profile "${name}" is there twice`);
    for (const [item, { env = '' }] of activation.entries()) {
      const mistake = envMistake(env);
      if (mistake !== undefined)
        wrong([...path, 'activation', item, 'env'], `profile "${name}" is activated by env, but ${mistake}`);
    }
  }
  return problems;
}

/** @param active Names in the order in which they are applied; those of other documents are passed over. */
export function applyProfiles(document: ProfiledDocument, active: readonly string[], source: Source): Result<MapNode> {
  let root = document.root;
  for (const name of active) {
    const index = document.profiles.findIndex((profile) => profile.name === name);
    const profile = document.profiles[index];
    const node = nodeAt(document.root, ['profiles', index]);
    if (profile === undefined || node?.kind !== 'map') continue;
    const patched = patchAll(overlayProfile(root, node), profile, {
      root: document.root,
      path: ['profiles', index],
      source,
    });
    if (!patched.ok) return patched;
    root = patched.value;
  }
  return ok(root);
}

interface Written {
  /** The document as it was written, where the patches have their places. */
  readonly root: MapNode;
  readonly path: NodePath;
  readonly source: Source;
}

function patchAll(config: MapNode, { name, patches = [] }: Profile, { root, path, source }: Written): Result<MapNode> {
  let result = config;
  for (const [index, patch] of patches.entries()) {
    const at = [...path, 'patches', index];
    const wrong = (field: string, code: 'CONFIG_INVALID' | 'CONFIG_LIMIT', why: string) =>
      err(
        problemAt(
          source,
          spanAt(root, [...at, field], 'value'),
          code,
          `${formatPath(at)} of profile "${name}": ${why}`,
        ),
      );
    const patched = applyPatch(withEntry(result, 'profiles', undefined), patch, nodeAt(root, [...at, 'value']));
    if ('failure' in patched) return wrong(patched.failure.field, 'CONFIG_INVALID', patched.failure.why);
    if (patched.root.kind !== 'map') return wrong('value', 'CONFIG_INVALID', 'the config would no longer be a map');
    if (sizeOf(patched.root) > defaultLimits.values)
      return wrong('path', 'CONFIG_LIMIT', `the config would hold more than ${defaultLimits.values} values`);
    result = patched.root;
  }
  return ok(result);
}
