import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawTree } from '../../lib/text-tree.ts';
import type { LiveObject } from '../object.ts';
import { missingTree } from './missing.ts';
import { deployment, event, later, podOf, replicaSet, running, seen, waiting } from './objects.cases.ts';
import type { Observed } from './outcome.ts';
import { healthy } from './stories-ready.cases.ts';
import { hopeless } from './stories-terminal.cases.ts';
import { type ReadinessRule, verdictOf } from './verdict.ts';

const steps = [...Object.values(healthy), ...Object.values(hopeless).map((story) => story.steps)].flat();
const anyStep = fc.constantFrom(...steps);

/** JSON out of the words that the verdicts look for, where they may and may not stand. */
const words = [...new Set(JSON.stringify(steps).match(/[A-Za-z][\w./-]*/g))];
const anyWord = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 }));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    anyWord,
    fc.integer({ min: -1, max: 9 }),
    fc.constantFrom(null, true, false, '2026-01-01T12:00:00Z'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words, '__proto__', 'toString'), tie('value'), { maxKeys: 6 }),
  ),
}));
const anyJson = fc.oneof(anyValue, fc.jsonValue());

/** A sight of a story in which some places hold anything. */
const anyDamaged = fc
  .tuple(anyStep, fc.array(fc.tuple(fc.nat(), anyJson), { minLength: 1, maxLength: 4 }))
  .map(([[, observed], damages]) => {
    const copy: Observed = structuredClone(observed);
    for (const [pick, value] of damages) {
      const places = placesOf(copy);
      const place = places[pick % places.length];
      if (place !== undefined) place.holder[place.key] = value;
    }
    return copy;
  });

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** But for the three fields that the type of the input promises. */
function placesOf(value: unknown, depth = 0): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    ...(depth === 0 && key !== 'object' ? [] : [{ holder, key }]),
    ...placesOf(holder[key], depth + 1),
  ]);
}

const shuffled = (list: readonly LiveObject[]) => fc.shuffledSubarray([...list], { minLength: list.length });

/** Several pods with several problems, and events of the same second. */
const crowd: Observed = (() => {
  const unready = ['a', 'b', 'c'].map((name) => podOf(1, { name, status: running() }));
  const lacking = ['d', 'e'].map((name, index) =>
    podOf(1, { name, status: waiting('CreateContainerConfigError', `secret "${name}" not found`), since: 50 + index }),
  );
  const events = unready.flatMap((pod) =>
    [500, 503].map((status) => event(pod, 'Unhealthy', `Readiness probe failed: statuscode: ${status}`, 9)),
  );
  const sets = [replicaSet(1), replicaSet(2), replicaSet(3)];
  return seen(deployment({ replicas: 5 }), [...sets, ...lacking, ...unready], events);
})();

describe('a verdict', () => {
  const rules: readonly ReadinessRule[] = [
    { ready: [{ field: ['status', 'conditions', '0', 'status'], values: ['True'] }], failed: [] },
    {
      ready: [
        { condition: 'Ready', status: 'True' },
        { field: ['status', 'replicas'], sameAs: ['spec', 'replicas'] },
      ],
      failed: [
        { field: ['metadata', 'name'], values: ['x'] },
        { field: ['status'], exists: true },
      ],
    },
  ];
  const ruleFor = ({ events, below }: Observed) => (events.length === 0 ? rules[below.length % 3] : undefined);
  const check = (observed: Observed): void => {
    const verdict = verdictOf(observed, later(60), ruleFor(observed));
    expect(verdict.reason).not.toBe('');
    expect(verdict.reason.length).toBeLessThanOrEqual(300);
    expect(verdict.reason).not.toMatch(/[\n\r]|undefined|\[object/);
    if (verdict.state === 'terminal') expect(verdict.evidence).toBeDefined();
    if (verdict.state !== 'progressing') expect(verdict.until).toBeUndefined();
    for (const line of drawTree(missingTree('it', observed, verdict, later(60))))
      expect(line).not.toMatch(/[\n\r]|undefined|\[object/);
  };

  test('is given of any JSON', () => {
    const anyList = fc.array(anyJson, { maxLength: 3 }) as fc.Arbitrary<LiveObject[]>;
    const anyObject = anyJson as fc.Arbitrary<LiveObject>;
    fc.assert(fc.property(fc.record({ object: anyObject, below: anyList, events: anyList }), check));
  });

  test('is given of objects that hold anything where something is looked for', () => {
    fc.assert(fc.property(anyDamaged, check), { numRuns: 2000 });
  });

  test('does not depend on the order in which things were seen', () => {
    const anyOrder = fc
      .oneof(fc.constant(crowd), fc.constantFrom(...steps.map(([, observed]) => observed)))
      .chain((observed) =>
        fc.tuple(fc.constant(observed), shuffled(observed.below), shuffled(observed.events), fc.nat({ max: 60 })),
      );
    fc.assert(
      fc.property(anyOrder, ([observed, below, events, seconds]) => {
        const verdict = verdictOf(observed, later(seconds));
        const shuffledSight = { ...observed, below, events };
        expect(verdictOf(shuffledSight, later(seconds))).toEqual(verdict);
        const tree = missingTree('it', observed, verdict, later(seconds));
        expect(missingTree('it', shuffledSight, verdict, later(seconds))).toEqual(tree);
      }),
    );
  });

  test('holds nothing of the environment of containers', () => {
    expect(JSON.stringify(steps)).toContain('canary-value');
    for (const [seconds, observed] of steps) {
      const verdict = verdictOf(observed, later(seconds));
      const told = [verdict, missingTree('it', observed, verdict, later(seconds))];
      expect(JSON.stringify(told)).not.toContain('canary-value');
    }
  });

  test('leaves what it was given as it is', () => {
    for (const [seconds, observed] of steps) {
      const before = structuredClone(observed);
      verdictOf(observed, later(seconds));
      expect(observed).toEqual(before);
    }
  });
});
