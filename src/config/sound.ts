/**
 * What of a config has the right shape: the wrong values left out, so that the rest can be held against the rules and
 * every mistake is told at once.
 *
 *     artifacts: [{image: a:1, contxt: .}]     ─►  artifacts: [{image: a:1}]
 *     artifacts: [{context: .}, {image: b}]    ─►  artifacts: [{image: left_out_1…, context: .}, {image: b}]
 *
 * A text that has to be there gets a stand-in, so that what is beside it goes on; what is said of a stand-in is not
 * told. Only for a config that is refused anyway: nothing is ever built from it. Pure.
 */
import { withoutUnsupported } from './foreign.ts';
import { type Gap, gapAt, isOfStandIn, STAND_IN } from './gaps.ts';
import { type Issue, issuesOf } from './issues.ts';
import { takeShape } from './shape.ts';
import { type ConfigNode, type MapNode, type NodePath, nodeAt, withEntry, withNodeAt } from './yaml/node.ts';

export interface Sound {
  readonly root: MapNode;
  readonly gaps: readonly Gap[];
}

const NOTHING = { start: 0, end: 0 };

/** @returns What is left of a document; undefined when it is nothing. */
export function soundPart(root: MapNode): Sound | undefined {
  let sound: ConfigNode = root;
  const gaps: Gap[] = [];
  let count = 0;
  // Ends: every round leaves out at least one value, or fills in one that was never filled in.
  for (;;) {
    const taken = takeShape(withoutUnsupported(sound));
    if (taken.config !== undefined) return sound.kind === 'map' ? { root: sound, gaps } : undefined;
    const before: ConfigNode = sound;
    const wrong = issuesOf(taken.root)
      .flatMap((issue) => mistakesOf(issue, taken.root))
      .toSorted((a, b) => lastFirst(a.path, b.path));
    // The config itself is wrong, or not in the eyes of zod.
    if (wrong.length === 0 || wrong.some(({ path }) => path.length === 0)) return undefined;
    for (const { path, missing } of wrong) {
      const node = nodeAt(before, path);
      const here = nodeAt(sound, path);
      if (missing === undefined || here?.kind !== 'map') {
        gaps.push(gapAt(before, path, node?.span ?? NOTHING));
        sound = withNodeAt(sound, path, undefined);
      } else {
        gaps.push(gapAt(before, [...path, missing], NOTHING));
        count += 1;
        const standIn = { kind: 'scalar', value: `${STAND_IN}_${count}`, span: NOTHING } as const;
        sound = withNodeAt(sound, path, withEntry(here, missing, { ...standIn, span: here.span }));
      }
    }
  }
}

interface Mistake {
  /** Of what is wrong, or of what lacks a text. */
  readonly path: NodePath;
  readonly missing?: string;
}

/** The values that an issue is about. Where one is missing it is what should have held it. */
function mistakesOf(issue: Issue, root: ConfigNode): readonly Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key] }));
  const last = path.at(-1);
  const above = path.slice(0, -1);
  const lacks = nodeAt(root, path) === undefined && nodeAt(root, above)?.kind === 'map';
  if (lacks && issue.code === 'invalid_type' && issue.expected === 'string' && typeof last === 'string')
    return [{ path: above, missing: last }];
  // A stand-in that has the wrong form.
  const node = nodeAt(root, path);
  if (node?.kind === 'scalar' && isOfStandIn(String(node.value))) return [{ path: above }];
  let length = path.length;
  while (length > 0 && nodeAt(root, path.slice(0, length)) === undefined) length--;
  return [{ path: path.slice(0, length) }];
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
