/**
 * What of a config has the right shape: the wrong values left out, so that the rest can be held against the rules and
 * every mistake is told at once.
 *
 *     artifacts: [{image: a:1, contxt: .}]     ─►  artifacts: [{image: a:1}]
 *     artifacts: [{context: .}, {image: b}]    ─►  artifacts: [{image: b}]      the first has no image
 *
 * Only for a config that is refused anyway: nothing is ever built from it. Pure.
 */
import { withoutUnsupported } from './foreign.ts';
import { type Issue, issuesOf } from './issues.ts';
import { takeShape } from './shape.ts';
import { type ConfigNode, type MapNode, type NodePath, nodeAt, withNodeAt } from './yaml/node.ts';

/** @returns What is left of a document; undefined when it is nothing. */
export function soundPart(root: MapNode): MapNode | undefined {
  let sound: ConfigNode = root;
  for (;;) {
    const taken = takeShape(withoutUnsupported(sound));
    if (taken.config !== undefined) return sound.kind === 'map' ? sound : undefined;
    const wrong = issuesOf(taken.root)
      .flatMap((issue) => pathsOf(issue, taken.root))
      .toSorted(lastFirst);
    // The config itself is wrong, or not in the eyes of zod.
    if (wrong.length === 0 || wrong.some((path) => path.length === 0)) return undefined;
    // Ends: every round leaves out at least one value.
    sound = wrong.reduce<ConfigNode>((node, path) => withNodeAt(node, path, undefined), sound);
  }
}

/** The values that an issue is about. Where one is missing it is what should have held it. */
function pathsOf(issue: Issue, root: ConfigNode): readonly NodePath[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  let length = path.length;
  while (length > 0 && nodeAt(root, path.slice(0, length)) === undefined) length--;
  return [path.slice(0, length)];
}

/** Later items first and inner values before outer ones, so that a path still names what it named. */
function lastFirst(a: NodePath, b: NodePath): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return -1;
    if (step === other) continue;
    return typeof step === 'number' && typeof other === 'number' ? other - step : String(step) < String(other) ? -1 : 1;
  }
  return b.length - a.length;
}
