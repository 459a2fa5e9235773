/** Active profiles applied to one document: each lays its sections over the config, then does its patches. Pure. */
import type { Problem } from '../../errors/problem.ts';
import { type Gap, mayBeAt, patchGap, pointersOf, wholeGap } from '../gaps.ts';
import type { Patch, Profile } from '../profile.schema.ts';
import { problemAt, type Source } from '../source.ts';
import { defaultLimits } from '../yaml/limits.ts';
import { type ConfigNode, type MapNode, type NodePath, nodeAt, sizeOf, spanAt, withEntry } from '../yaml/node.ts';
import { envMistake } from './activation.ts';
import { overlayProfile } from './overlay.ts';
import { applyPatch, type PatchFailure } from './patch.ts';

export interface ProfiledDocument {
  readonly root: MapNode;
  readonly profiles: readonly Profile[];
  /** What was left out of it. */
  readonly gaps: readonly Gap[];
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
        wrong([...path, 'activation', item, 'env'], `the profile is activated by env, but ${mistake}`);
    }
  }
  return problems;
}

export interface Applied {
  readonly root: MapNode;
  /** Of patches that could not be done; the others are. */
  readonly problems: readonly Problem[];
  /** Those of the document that count with these profiles, and those patches. */
  readonly gaps: readonly Gap[];
}

/** @param active Names in the order in which they are applied; those of other documents are passed over. */
export function applyProfiles(document: ProfiledDocument, active: readonly string[], source: Source): Applied {
  let { root } = document;
  const gaps = document.gaps.filter(({ profile }) => profile === undefined || active.includes(profile));
  const problems: Problem[] = [];
  for (const name of active) {
    const index = document.profiles.findIndex((profile) => profile.name === name);
    const profile = document.profiles[index];
    const node = nodeAt(document.root, ['profiles', index]);
    if (profile === undefined || node?.kind !== 'map') continue;
    root = overlayProfile(root, node);
    for (const [item, patch] of (profile.patches ?? []).entries()) {
      const at = ['profiles', index, 'patches', item];
      const patched = patchOnce(root, patch, nodeAt(document.root, [...at, 'value']));
      if ('failure' in patched) {
        const { field, why, code = 'CONFIG_INVALID' } = patched.failure;
        const span = spanAt(document.root, [...at, field], 'value');
        const mayBeMade = pointersOf(patch).some((path) => gaps.some((gap) => mayBeAt(gap, path)));
        if (code === 'CONFIG_LIMIT' || !mayBeMade)
          problems.push(problemAt(source, span, code, `a patch of profile "${name}" cannot be done: ${why}`));
        // What grows without end is not looked at any further, and of it nothing is said but this.
        if (code === 'CONFIG_LIMIT') return { root: document.root, problems, gaps: [wholeGap] };
        gaps.push(patchGap(at, patch));
      } else root = patched.root;
    }
  }
  return { root, problems, gaps };
}

type PatchedMap = { readonly root: MapNode } | { readonly failure: PatchFailure & { readonly code?: 'CONFIG_LIMIT' } };

function patchOnce(config: MapNode, patch: Patch, value: ConfigNode | undefined): PatchedMap {
  const patched = applyPatch(withEntry(config, 'profiles', undefined), patch, value);
  if ('failure' in patched) return patched;
  const { root } = patched;
  if (root.kind !== 'map') return { failure: { field: 'value', why: 'the config would no longer be a map' } };
  if (sizeOf(root) <= defaultLimits.values) return { root };
  const why = `the config would hold more than ${defaultLimits.values} values`;
  return { failure: { field: 'path', why, code: 'CONFIG_LIMIT' } };
}
