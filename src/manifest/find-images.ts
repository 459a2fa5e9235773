/**
 * The scalars of a document that are images, and those that look like some. Pure.
 *
 *     node ─walk─► scalar + steps ─search rules, scope of its object, `ko://`─► found image
 *
 * An object inside an object (a List's item, a workflow in a trigger) is judged by its own kind.
 */
import { fieldPath, fitsPath, type Step } from './field-path.ts';
import { findEntry, type MappingNode, type Node, type ScalarNode, type SequenceNode, scalarText } from './node.ts';
import type { ImageRule } from './rendered.ts';
import type { PinRules, SearchRule } from './rules.ts';
import { imageKey, type Scope, scopeOf, usualPod } from './scope.ts';
import { stringOf } from './value.ts';
import { type Visitor, walk, walkEntries } from './walk.ts';

export interface FoundImage {
  readonly node: ScalarNode;
  readonly rule: ImageRule;
  /** From the root that was searched. */
  readonly path: readonly (string | number)[];
  /** Search in the text instead of taking it as an image. */
  readonly inside?: { readonly format: 'yaml' | 'json'; readonly search: readonly SearchRule[] };
}

export interface OddImage {
  readonly node: MappingNode | SequenceNode;
  readonly path: FoundImage['path'];
}

export interface FoundImages {
  readonly images: readonly FoundImage[];
  /** Keys named `image` that no rule takes for one. */
  readonly possible: readonly FoundImage[];
  /** Maps and lists where an image has to be. */
  readonly odd: readonly OddImage[];
  /** Scalars that are no image; only told of documents in which a scalar may stand in two places. */
  readonly others: ReadonlySet<ScalarNode>;
}

/**
 * Finds them in any number of documents by the same rules. `part` is the text of one document in its source; where it
 * cannot hold an image there is nothing to search with.
 */
export type ImageFinder = (source: string, part: string) => ((root: Node) => FoundImages) | undefined;

export function imageFinder(rules: PinRules): ImageFinder {
  const scopes = new Map<string, Scope>();
  const scopeFor = (apiVersion: string, kind: string): Scope => {
    const key = `${apiVersion} ${kind}`;
    const known = scopes.get(key) ?? scopeOf(groupOf(apiVersion), kind, rules);
    scopes.set(key, known);
    return known;
  };
  const search = (rules.search ?? []).map((rule) => ({
    rule,
    path: 'path' in rule.find ? fieldPath(rule.find.path) : [],
  }));
  const always = search.length > 0 || (rules.images?.length ?? 0) > 0 || rules.selector?.allow !== undefined;
  const takesKo = (rules.fields ?? 'known') === 'known' || rules.fields === 'any-image-key';

  return (source, part) => {
    // An escape may spell anything.
    const hasEscapes = part.includes('\\');
    const hasKo = takesKo && (hasEscapes || part.includes('ko://'));
    if (!always && !hasKo && !hasEscapes && !part.includes('image')) return undefined;
    const mayShare = part.includes('*') && part.includes('&');
    return (root) => {
      const images: FoundImage[] = [];
      const possible: FoundImage[] = [];
      const odd: OddImage[] = [];
      const others = new Set<ScalarNode>();

      const visitorOf = (scope: Scope, isSchema: boolean, prefix: readonly (string | number)[]): Visitor => {
        const pathOf = (steps: readonly Step[]) => [...prefix, ...steps.map((step) => step.at)];
        const isKo = (node: ScalarNode) => hasKo && !isSchema && scalarText(source, node).startsWith('ko://');
        const decide = (node: ScalarNode, steps: readonly Step[]): Decision | undefined => {
          const rule = scope(source, steps) ?? (isKo(node) ? 'ko' : undefined);
          if (rule !== undefined) return { rule };
          if (!isSchema && imageKey(source, steps) !== undefined)
            possible.push({ node, rule: 'image-key', path: pathOf(steps) });
          return undefined;
        };
        const judge = (node: OddImage['node'], steps: readonly Step[]): void => {
          if (!isSchema && mustBeImage(source, steps, scope)) odd.push({ node, path: pathOf(steps) });
        };
        return {
          sequence: judge,
          mapping(node, steps) {
            judge(node, steps);
            if (steps.length === 0 || !isObject(source, node)) return false;
            searchObject(node, pathOf(steps));
            return true;
          },
          key(node, steps) {
            if (isKo(node)) images.push({ node, rule: 'ko', path: pathOf(steps) });
          },
          scalar(node, steps) {
            const found = search.find((one) => fits(source, one.rule, one.path, node, steps));
            const decision = found === undefined ? decide(node, steps) : searchDecision(found.rule);
            if (decision !== undefined) images.push({ node, path: pathOf(steps), ...decision });
            else if (mayShare) others.add(node);
          },
        };
      };
      const searchObject = (node: MappingNode, prefix: readonly (string | number)[]) => {
        const apiVersion = stringOf(source, findEntry(node, 'apiVersion')?.value) ?? '';
        const kind = stringOf(source, findEntry(node, 'kind')?.value) ?? '';
        walkEntries(node, visitorOf(scopeFor(apiVersion, kind), kind === 'CustomResourceDefinition', prefix));
      };

      if (root.kind === 'mapping') searchObject(root, []);
      else walk(root, visitorOf(scopeFor('', ''), false, []));
      return { images, possible, odd, others };
    };
  };
}

/** Said of pod specs alone: a field of a custom resource, or one that a pattern names, may well hold a map. */
const mustBeImage = (source: string, steps: readonly Step[], scope: Scope): boolean =>
  usualPod(source, steps) !== undefined && scope(source, steps) === 'pod';

type Decision = Pick<FoundImage, 'rule' | 'inside'>;

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

const isObject = (source: string, node: MappingNode) =>
  stringOf(source, findEntry(node, 'apiVersion')?.value) !== undefined &&
  stringOf(source, findEntry(node, 'kind')?.value) !== undefined;

function searchDecision({ strategy = 'value' }: SearchRule): Decision | undefined {
  if (strategy === 'none') return undefined;
  if (strategy === 'value') return { rule: 'search' };
  return 'yaml' in strategy
    ? { rule: 'search', inside: { format: 'yaml', search: strategy.yaml } }
    : { rule: 'search', inside: { format: 'json', search: strategy.json } };
}

function fits(
  source: string,
  { find }: SearchRule,
  path: ReturnType<typeof fieldPath>,
  node: ScalarNode,
  steps: readonly Step[],
): boolean {
  if ('key' in find) return steps.findLast((step) => typeof step.at === 'string')?.at === find.key;
  if ('path' in find) return fitsPath(source, path, steps);
  const text = scalarText(source, node);
  if ('image' in find) return text === find.image;
  return text.replace(/@.*$/, '').replace(/:[^/]*$/, '') === find.repository;
}
