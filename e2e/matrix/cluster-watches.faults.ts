/** Watches that break: the API server behind a proxy, and a rollout that is seen all the same. */
import { expect, type TestContext, test } from 'vitest';
import { openProxy } from '../cluster/proxy.ts';
import { openRoom } from '../cluster/room.ts';
import { type Action, answer, type Rule, type When } from '../faults/rules.ts';
import { unavailable } from './cluster-objects.ts';

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

const line = (event: object): string => `${JSON.stringify(event)}\n`;
const gone = line({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
const watches = (nth: NonNullable<When['nth']>, action: Action): Rule => ({
  when: { path: /watch=1/, nth },
  do: action,
});

/** Ends ready, having met the fault, and without a storm of lists and watches. */
async function expectSeen(context: TestContext, rule: Rule): Promise<void> {
  const room = await openRoom(context, { 'slow.yaml': slow });
  const { kubeconfig, proxy } = await openProxy(room, [rule]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'slow.yaml', '--timeout=170s');
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  const asked = proxy.requests.filter(({ path }) => path.includes('watch=1'));
  expect(asked.some(({ outcome }) => outcome === rule.do.kind)).toBe(true);
  expect(proxy.requests.length).toBeLessThan(120);
}

test.for<[string, Rule]>([
  ['as the answer, at the start and again', watches([1, 2, 3, 4], answer(410, {}, { code: 410 }))],
  ['as an event', watches([1, 2, 3], answer(200, {}, gone))],
  ['as an event, later', watches([4, 5, 6], answer(200, {}, gone))],
])('K1: 410 %s: the rollout is seen all the same', ([, rule], context) => expectSeen(context, rule));

// The first one of each kind: it takes a minute and a half until a silent one is given up.
test('K2: watches that accept and never say anything are made anew', (context) =>
  expectSeen(context, watches([1, 2, 3, 4], { kind: 'hang' })));

test.for<[string, Rule]>([
  ['an end at once', watches([1, 2, 3, 4, 5], answer(200, {}, ''))],
  ['a cut', watches([1, 2, 3], { kind: 'cut', direction: 'response', bytes: 10 })],
  ['500', watches([1, 2, 3], answer(500, {}, unavailable))],
])('K3: %s: watched again, with pauses', ([, rule], context) => expectSeen(context, rule));

test.for<[string, Rule]>([
  ['half a line', watches([1, 2], answer(200, {}, '{"type":"MODIFIED","obj'))],
  ['a line of 10 MB that is no JSON', watches([1, 2], answer(200, {}, `{"type":"${'x'.repeat(10_000_000)}\n`))],
  ['an event that nobody knows', watches([1, 2], answer(200, {}, line({ type: 'NEW', object: {} })))],
  ['an event without an object', watches([1, 2], answer(200, {}, line({ type: 'ADDED' })))],
])('K4: %s: listed anew, and the rollout is seen', ([, rule], context) => expectSeen(context, rule));
