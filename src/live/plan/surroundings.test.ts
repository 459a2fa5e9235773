import { describe, expect, test } from 'vitest';
import { autoscaler, budget, changeOf, created, deployment, kept, object, told, updated } from './plan.cases.ts';

const hpa = autoscaler({ minReplicas: 2, maxReplicas: 5 });
const fights =
  'autoscaler: HorizontalPodAutoscaler scale sets replicas too, between 2 and 5: each apply sets 3 again; leave replicas out';

describe('an autoscaler', () => {
  test('of the cluster or of the set is told where the manifest says replicas', () => {
    const one = created(deployment({ replicas: 3 }));
    expect(told([one], [hpa])).toEqual([fights]);
    expect(told([one, created(hpa)])).toEqual([fights, undefined]);
    expect(told([kept(deployment({ replicas: 3 })), created(hpa)])).toEqual([undefined, fights]);
    expect(told([kept(deployment({ replicas: 3 }))], [hpa])).toEqual([undefined]);
  });

  test.each([
    [1, /each apply sets 1 again; leave replicas out; 1 is below its least$/],
    [9, /; 9 is above its most$/],
    [0, /^autoscaler: replicas: 0 switches HorizontalPodAutoscaler scale off$/],
  ])('says what becomes of %s replicas', (replicas, said) => {
    expect(told([created(deployment({ replicas }))], [hpa])).toEqual([expect.stringMatching(said)]);
  });

  test('is no matter where it scales something else, is pruned, or the manifest leaves the count to it', () => {
    const one = created(deployment({ replicas: 3 }));
    expect(told([one], [{ ...hpa, metadata: { name: 'scale', namespace: 'other' } }])).toEqual([undefined]);
    expect(told([one], [autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'web' } })])).toEqual([undefined]);
    expect(told([one, changeOf('prune', hpa, undefined)], [hpa])).toEqual([undefined, undefined]);
    expect(told([created(deployment())], [hpa])).toEqual([undefined]);
  });

  test('sets the count anew where the manifest has just stopped to', () => {
    const change = updated(deployment({ replicas: 4 }), deployment({ replicas: 1 }));
    expect(told([change], [hpa], deployment())[0]).toContain(
      'no manifest says replicas any more: 4 become 1 until HorizontalPodAutoscaler scale sets them again',
    );
  });
});

describe('a disruption budget', () => {
  const rigid = 'disruption: PodDisruptionBudget keep wants 2 of 2 pods at all times';
  const never = ': a node with one of its pods can never be drained';

  test('that wants every pod is told, of the cluster or of the set', () => {
    const one = created(deployment({ replicas: 2 }));
    expect(told([one], [budget({ minAvailable: 2 })])).toEqual([`${rigid}${never}`]);
    expect(told([kept(deployment({ replicas: 2 })), created(budget({ minAvailable: 2 }))])).toEqual([
      undefined,
      `${rigid}${never}`,
    ]);
    expect(told([one], [budget({ minAvailable: '51%' })])).toEqual([`${rigid.replace('2 of', '51% of')}${never}`]);
    expect(told([one], [budget({ maxUnavailable: 0 })])).toEqual([expect.stringContaining('allows 0 pods to be away')]);
  });

  test('that leaves room, or selects others, is not', () => {
    const one = created(deployment({ replicas: 3 }));
    expect(told([one], [budget({ minAvailable: 2 })])).toEqual([undefined]);
    expect(told([one], [budget({ minAvailable: 3, selector: { matchLabels: { app: 'x' } } })])).toEqual([undefined]);
    expect(told([kept(deployment({ replicas: 3 }))], [budget({ minAvailable: 3 })])).toEqual([undefined]);
  });

  test('that allows nothing now is told where pods are replaced', () => {
    const tight = budget({ minAvailable: 1 }, { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    const rolled = updated(deployment({ replicas: 2 }), deployment({ replicas: 2 }, { image: 'web:2' }));
    expect(told([rolled], [tight])[0]).toContain(
      'disruption: PodDisruptionBudget keep allows no disruption now, with 1 of 1 healthy; a rollout does not ask it',
    );
    expect(told([updated(deployment({ replicas: 2 }), deployment({ replicas: 3 }))], [tight])).toEqual([
      'pods: scales from 2 to 3 pods',
    ]);
  });

  test('selects by expressions too', () => {
    const by = (operator: string, values?: readonly string[]) =>
      budget({ minAvailable: 1, selector: { matchExpressions: [{ key: 'app', operator, values }] } });
    const one = created(deployment());
    const isTold = (operator: string, values?: readonly string[]) =>
      told([one], [by(operator, values)])[0] !== undefined;
    expect([isTold('In', ['web']), isTold('NotIn', ['x']), isTold('Exists')]).toEqual([true, true, true]);
    expect([isTold('In', ['x']), isTold('NotIn', ['web']), isTold('DoesNotExist'), isTold('Odd')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

test('what makes no pods is told of by nobody', () => {
  expect(told([created(object('v1', 'ConfigMap', 'a'))], [hpa, budget({ maxUnavailable: 0 })])).toEqual([undefined]);
});
