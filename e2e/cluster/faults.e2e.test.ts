/** The API server behind a proxy that misbehaves: limits, failures, cuts, watches that break. */
import { describe, expect, test } from 'vitest';
import { answer, type Rule } from '../faults/rules.ts';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';

const maps = Array.from(
  { length: 10 },
  (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${index}}\ndata: {a: "1"}\n`,
).join('---\n');

/** Ready after two seconds, so that something is waited for. */
const slow = `apiVersion: apps/v1
kind: Deployment
metadata: {name: slow}
spec:
  selector: {matchLabels: {app: slow}}
  template:
    metadata: {labels: {app: slow}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: REGISTRY/base/busybox:1
          command: [sleep, "3600"]
          readinessProbe: {exec: {command: ["true"]}, initialDelaySeconds: 2, periodSeconds: 1}
`;

const unavailable = { kind: 'Status', status: 'Failure', message: 'scripted', code: 503 };

describe('writes', () => {
  test.for<[string, Rule[]]>([
    ['429 with Retry-After', [{ when: { method: 'PATCH', nth: [1, 2, 5] }, do: answer(429, { 'retry-after': '1' }) }]],
    ['503', [{ when: { method: 'PATCH', nth: [1, 4] }, do: answer(503, {}, unavailable) }]],
    [
      'an answer that is cut',
      [{ when: { method: 'PATCH', nth: [2, 6] }, do: { kind: 'cut', direction: 'response', bytes: 40 } }],
    ],
    [
      'a request that is cut',
      [{ when: { method: 'PATCH', nth: [3] }, do: { kind: 'cut', direction: 'request', bytes: 20 } }],
    ],
    ['a list that fails', [{ when: { path: /configmaps\?/, nth: 1 }, do: answer(504, {}, unavailable) }]],
  ])('%s: all is applied, each object once', async ([, rules], context) => {
    const room = await openRoom(context, { 'all.yaml': maps });
    const { kubeconfig, proxy } = await openProxy(room, rules);
    const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
    const names = (await room.kubectl('get', 'configmap', '-o', 'name')).split('\n');
    expect(names.filter((name) => /\/m\d$/.test(name))).toHaveLength(10);
    expect(proxy.requests.some(({ outcome }) => outcome === 'answer' || outcome === 'cut')).toBe(true);
  });

  test('429 is waited for as long as it says', async (context) => {
    const room = await openRoom(context, { 'all.yaml': maps.split('---\n')[0] ?? '' });
    const limit: Rule = { when: { method: 'PATCH', nth: 1 }, do: answer(429, { 'retry-after': '2' }) };
    const { kubeconfig, proxy } = await openProxy(room, [limit]);
    expect((await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml')).exitCode).toBe(0);
    const [first, second] = proxy.requests.filter(({ method }) => method === 'PATCH');
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1990);
  });
});

describe('watches', () => {
  const isWatch = { path: /watch=1/ };
  const line = (event: object): string => `${JSON.stringify(event)}\n`;
  const gone = line({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  test.for<[string, Rule]>([
    ['410 as the answer', { when: { ...isWatch, nth: [1, 2, 3, 4] }, do: answer(410, {}, { code: 410 }) }],
    ['410 as an event', { when: { ...isWatch, nth: [1, 2, 3] }, do: answer(200, {}, gone) }],
    ['half a line', { when: { ...isWatch, nth: [1, 2] }, do: answer(200, {}, '{"type":"MODIFIED","obj') }],
    [
      'an event that nobody knows',
      { when: { ...isWatch, nth: [1, 2] }, do: answer(200, {}, line({ type: 'NEW', object: {} })) },
    ],
    ['an end at once', { when: { ...isWatch, nth: [1, 2, 3, 4, 5] }, do: answer(200, {}, '') }],
    ['a cut', { when: { ...isWatch, nth: [1, 2, 3] }, do: { kind: 'cut', direction: 'response', bytes: 10 } }],
    ['500', { when: { ...isWatch, nth: [1, 2, 3] }, do: answer(500, {}, unavailable) }],
  ])('%s: the rollout is seen all the same', async ([, rule], context) => {
    const room = await openRoom(context, { 'slow.yaml': slow });
    const { kubeconfig, proxy } = await openProxy(room, [rule]);
    const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'slow.yaml', '--timeout=60s');
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
    const watches = proxy.requests.filter(({ path }) => path.includes('watch=1'));
    expect(watches.some(({ outcome }) => outcome === rule.do.kind)).toBe(true);
    // Bounded: no storm of lists and watches.
    expect(proxy.requests.length).toBeLessThan(120);
  });
});
