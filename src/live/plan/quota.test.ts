import { describe, expect, test } from 'vitest';
import { created, deployment, object, quota, told, updated, workload } from './plan.cases.ts';

const web = (replicas: number, cpu?: string, image = 'web:1', spec = {}) =>
  deployment(
    { replicas, ...spec },
    { containers: [{ name: 'main', image, ...(cpu !== undefined && { resources: { requests: { cpu } } }) }] },
  );

describe('what is left', () => {
  test('is held against all pods of what is new', () => {
    expect(told([created(web(3, '500m'))], [quota({ 'requests.cpu': '2' }, { 'requests.cpu': '1' })])).toEqual([
      'quota: ResourceQuota all has 1 requests.cpu of 2 requests.cpu left, and this needs 1500m requests.cpu more: not all of it will be there',
    ]);
    expect(told([created(web(2, '500m'))], [quota({ 'requests.cpu': '2' }, { 'requests.cpu': '1' })])).toEqual([
      undefined,
    ]);
    expect(told([created(web(3))], [quota({ pods: 4 }, { pods: '2' })])[0]).toContain(
      'has 2 pods of 4 pods left, and this needs 3 pods more',
    );
  });

  test('is held against all changes together', () => {
    const other = { ...web(2), metadata: { name: 'other', namespace: 'shop' } };
    const said = told([created(web(1)), created(other)], [quota({ pods: 2 })]);
    expect(said).toEqual([
      expect.stringContaining('needs 1 pod more, 3 pods with all that is new'),
      expect.stringContaining('needs 2 pods more, 3 pods with all that is new'),
    ]);
  });

  test('counts what an update adds only, and what it frees', () => {
    const full = quota({ 'requests.cpu': '1' }, { 'requests.cpu': '1' });
    expect(told([updated(web(2, '500m'), web(1, '1'))], [full])[0]).not.toContain('not all of it');
    expect(told([updated(web(2, '500m'), web(3, '500m'))], [full])[0]).toContain('needs 500m requests.cpu more');
  });

  test('counts objects by their kind', () => {
    const secret = created(object('v1', 'Secret', 's'));
    expect(told([secret], [quota({ secrets: '1' }, { secrets: '1' })])[0]).toContain('has 0 secrets of 1 secrets left');
    expect(told([secret], [quota({ 'count/secrets': '1' }, { 'count/secrets': '1' })])[0]).toContain('needs 1 secrets');
    expect(told([created(web(1))], [quota({ 'count/deployments.apps': '0' })])[0]).toContain('1 deployments.apps more');
    expect(told([created(object('v1', 'Pod', 'p'))], [quota({ pods: '0', 'count/pods': '5' })])[0]).toContain('1 pod');
  });

  test('of another namespace is no matter', () => {
    const elsewhere = { ...quota({ pods: '0' }), metadata: { name: 'all', namespace: 'other' } };
    expect(told([created(web(1))], [elsewhere])).toEqual([undefined]);
  });
});

describe('a rollout', () => {
  const full = quota({ pods: '1' }, { pods: '1' });

  test('that begins with one pod more than there is room for is told', () => {
    expect(told([updated(web(1), web(1, undefined, 'web:2'))], [full])[0]).toContain(
      'no room for the one pod more that its rollout begins with',
    );
  });

  test('that may take one away first is not', () => {
    const spec = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };
    const change = updated(web(1, undefined, 'web:1', spec), web(1, undefined, 'web:2', spec));
    expect(told([change], [full])[0]).not.toContain('quota');
  });
});

describe('a container that says nothing of what is counted', () => {
  test('is named', () => {
    expect(told([created(web(1))], [quota({ 'limits.memory': '1Gi' })])).toEqual([
      'quota: ResourceQuota all counts limits.memory, and container main says none: the pods will be refused',
    ]);
    expect(told([created(web(1))], [quota({ cpu: '1' })])[0]).toContain('counts cpu, and container main says none');
  });

  test('gets what the range of the namespace says', () => {
    const range = (item: object) =>
      object('v1', 'LimitRange', 'r', { spec: { limits: [{ type: 'Container', ...item }] } });
    const all = quota({ 'requests.memory': '100Mi' });
    expect(told([created(web(1))], [all, range({ defaultRequest: { memory: '50Mi' } })])).toEqual([undefined]);
    expect(told([created(web(3))], [all, range({ default: { memory: '50Mi' } })])[0]).toContain(
      'has 100Mi requests.memory of 100Mi requests.memory left, and this needs 150Mi requests.memory more',
    );
    expect(told([created(web(1))], [all, range({ default: { cpu: '1' } })])[0]).toContain('container main says none');
  });
});

test('init containers count by the greatest, those that stay and the overhead on top', () => {
  const needs = (cpu: string) => ({ resources: { requests: { cpu } } });
  const pods = {
    containers: [{ name: 'a', ...needs('1') }],
    pod: {
      initContainers: [
        { name: 'stays', restartPolicy: 'Always', ...needs('100m') },
        { name: 'ends', ...needs('3') },
      ],
      overhead: { cpu: '10m' },
    },
  };
  const said = told([created(workload('StatefulSet', {}, pods))], [quota({ 'requests.cpu': '1' })]);
  expect(said[0]).toContain('needs 3110m requests.cpu more');
});

describe('scopes', () => {
  const scoped = (spec: object, pod = {}) =>
    told([created(deployment({}, { pod }))], [quota({ pods: '0' }, {}, { ...spec })])[0] !== undefined;
  const byClass = (operator: string, values?: readonly string[]) => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
  });
  test.each([
    [{ scopes: ['BestEffort'] }, {}, true],
    [{ scopes: ['NotBestEffort'] }, {}, false],
    [{ scopes: ['Terminating'] }, {}, false],
    [{ scopes: ['NotTerminating'] }, {}, true],
    [{ scopes: ['Terminating'] }, { activeDeadlineSeconds: 5 }, true],
    [byClass('In', ['high']), { priorityClassName: 'high' }, true],
    [byClass('In', ['high']), {}, false],
    [byClass('NotIn', ['high']), {}, true],
    [byClass('Exists'), {}, false],
    [byClass('DoesNotExist'), {}, true],
    [{ scopes: ['CrossNamespacePodAffinity'] }, {}, false],
  ])('%j counts a pod of %j: %s', (spec, pod, counts) => {
    expect(scoped(spec, pod)).toBe(counts);
  });
});
