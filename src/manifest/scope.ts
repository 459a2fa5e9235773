/**
 * Which scalars of one kind of object are images. Compiled once for each kind, asked for each scalar. Pure.
 */
import { type FieldPath, fieldPath, fitsPath, type Step, selectorPath } from './field-path.ts';
import { isConfigConnector, knownFields, selectorKinds } from './known-fields.ts';
import type { ImageRule } from './rendered.ts';
import type { PinRules, SelectorRule } from './rules.ts';

/** Why the scalar at the end of the steps is an image, or undefined. Steps are from the object's root. */
export type Scope = (source: string, steps: readonly Step[]) => ImageRule | undefined;

const NOTHING: Scope = () => undefined;
const CONTAINERS: ReadonlySet<string | number> = new Set(['containers', 'initContainers', 'ephemeralContainers']);
const POD_SPECS: ReadonlySet<string> = new Set([
  'spec',
  'template.spec',
  'spec.template.spec',
  'spec.jobTemplate.spec.template.spec',
]);

/** The scope of a kind under the rules; whole `ko://` scalars are not its matter. */
export function scopeOf(group: string, kind: string, rules: PinRules): Scope {
  const own = (list: readonly SelectorRule[] | undefined) =>
    (list ?? []).filter((rule) => rule.groupKind === groupKind(group, kind)).flatMap((rule) => rule.image ?? []);
  const extra = (rules.images ?? [])
    .filter((spec) => spec.kind === kind && (spec.group === undefined || spec.group === group))
    .map((spec) => fieldPath(spec.path));
  const allowed = own(rules.selector?.allow);
  const builtIn = allowed.length > 0 ? selectorScope(allowed) : builtInScope(group, kind, rules);
  const denied = selectorScope(own(rules.selector?.deny));
  return (source, steps) => {
    if (extra.some((path) => fitsPath(source, path, steps))) return 'field';
    return denied(source, steps) === undefined ? builtIn(source, steps) : undefined;
  };
}

export const groupKind = (group: string, kind: string): string => (group === '' ? kind : `${kind}.${group}`);

function builtInScope(group: string, kind: string, rules: PinRules): Scope {
  const fields = rules.fields ?? 'known';
  switch (fields) {
    case 'any-image-key':
      return (source, steps) => pod(source, steps) ?? anyImageKey(source, steps);
    case 'pods':
      return kind === CRD ? NOTHING : usualPod;
    case 'selectors':
      if (selectorKinds.has(groupKind(group, kind)) || isConfigConnector(group))
        return (source, steps) => (anyImageKey(source, steps) === undefined ? undefined : 'selector');
      return pathScope(knownFields[group]?.[kind] ?? [], 'selector');
    case 'known': {
      if (kind === CRD) return NOTHING;
      const known = isConfigConnector(group)
        ? imageKey
        : pathScope(knownFields[group]?.[kind] ?? [], 'custom-resource');
      return (source, steps) => pod(source, steps) ?? known(source, steps);
    }
  }
}

const CRD = 'CustomResourceDefinition';

function pathScope(paths: readonly string[], rule: ImageRule): Scope {
  if (paths.length === 0) return NOTHING;
  const compiled = paths.map(fieldPath);
  return (source, steps) => (compiled.some((path) => fitsPath(source, path, steps)) ? rule : undefined);
}

function selectorScope(paths: readonly string[]): Scope {
  if (paths.length === 0) return NOTHING;
  if (paths.includes('.*'))
    return (source, steps) => (anyImageKey(source, steps) === undefined ? undefined : 'selector');
  const compiled = paths.map(selectorPath).filter((path): path is FieldPath => path !== undefined);
  return (source, steps) => (compiled.some((path) => fitsPath(source, path, steps)) ? 'selector' : undefined);
}

/** `image` of an item under `containers` and the like; `reference` of an image volume. */
const pod: Scope = (_, steps) => (podFieldDepth(steps) === undefined ? undefined : 'pod');

/** The same, where built-in workloads have their pod specs only. */
export const usualPod: Scope = (_, steps) => {
  const depth = podFieldDepth(steps);
  if (depth === undefined) return undefined;
  const owner = steps.slice(0, steps.length - depth).map((step) => step.at);
  return POD_SPECS.has(owner.join('.')) ? 'pod' : undefined;
};

/** How many steps an image field lies below its pod spec. */
function podFieldDepth(steps: readonly Step[]): 3 | 4 | undefined {
  const last = steps.length - 1;
  const key = steps[last]?.at;
  if (key === 'image' && typeof steps[last - 1]?.at === 'number') {
    const list = steps[last - 2]?.at;
    return list !== undefined && CONTAINERS.has(list) ? 3 : undefined;
  }
  const isVolume =
    key === 'reference' &&
    steps[last - 1]?.at === 'image' &&
    typeof steps[last - 2]?.at === 'number' &&
    steps[last - 3]?.at === 'volumes';
  return isVolume ? 4 : undefined;
}

const anyImageKey: Scope = (_, steps) => (steps.at(-1)?.at === 'image' ? 'image-key' : undefined);

/** A key named `image` that is neither a label nor an annotation. */
export const imageKey: Scope = (_, steps) =>
  steps.at(-1)?.at === 'image' && !steps.some((step) => step.at === 'labels' || step.at === 'annotations')
    ? 'image-key'
    : undefined;
