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

/** True for so long from the first time that it is asked. */
function createAway(ms: number): () => boolean {
  let sinceMs: number | undefined;
  return () => {
    sinceMs ??= performance.now();
    return performance.now() - sinceMs < ms;
  };
}

/** Ends ready, having met the fault, and without a storm of lists and watches. @returns What it said meanwhile. */
async function expectSeen(context: TestContext, rule: Rule): Promise<string> {
  const room = await openRoom(context, { 'slow.yaml': slow });
  const { kubeconfig, proxy } = await openProxy(room, [rule]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'slow.yaml', '--timeout=170s');
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  const asked = proxy.requests.filter(({ path }) => path.includes('watch=1'));
  expect(asked.some(({ outcome }) => outcome === rule.do.kind)).toBe(true);
  expect(proxy.requests.length).toBeLessThan(120);
  return run.stderr;
}

test.for<[string, Rule]>([
  ['as the answer, at the start and again', watches([1, 2, 3, 4], answer(410, {}, { code: 410 }))],
  ['as an event', watches([1, 2, 3], answer(200, {}, gone))],
  ['as an event, later', watches([4, 5, 6], answer(200, {}, gone))],
])('K1: 410 %s: the rollout is seen all the same', async ([, rule], context) => void (await expectSeen(context, rule)));

// The first one of each kind: it takes a minute and a half until a silent one is given up.
test('K2: watches that accept and never say anything are made anew, and how old the last word is, is told', async (context) => {
  const said = await expectSeen(context, watches([1, 2, 3, 4], { kind: 'hang' }));
  expect(said).toMatch(/\] (?:\w+: no word for 1[01] s(?:, |\n))+/);
  expect(said).toMatch(/ready, .* s left; \w+: no word for [3-8]\d s, \w+: no word for [3-8]\d s and 2 more;/);
  expect(said).toContain('deployments: heard of again');
});

test('K2: what is told of a rollout at the deadline says that it is old', async (context) => {
  const room = await openRoom(context, { 'slow.yaml': slow });
  const { kubeconfig } = await openProxy(room, [
    { when: { path: /\/(?:pods|deployments)\?.*watch=1/ }, do: { kind: 'hang' } },
  ]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'slow.yaml', '--timeout=13s');
  expect(run.exitCode).toBe(7);
  // It is ready: only nobody hears of it.
  await room.kubectl('rollout', 'status', 'deployment/slow', '--timeout=10s');
  expect(run.stderr).toMatch(/NOT_READY: Deployment \S+ is not ready within 13 s/);
  for (const kind of ['pods', 'deployments'])
    expect(run.stderr).toMatch(new RegExp(`[├└]─ ${kind}: no word for 1\\d s\n`));
  expect(run.stderr).not.toMatch(/(?:events|replicasets): no word/);
  expect(run.stderr).toContain('It may be ready by now');
});

test('K2: a watch that cannot be made anew is told until something is heard of it', async (context) => {
  const room = await openRoom(context, { 'slow.yaml': slow });
  const isAway = createAway(13_000);
  const down: Rule = { when: { path: /\/deployments\?.*watch=1/, if: isAway }, do: answer(503, {}, unavailable) };
  const { kubeconfig } = await openProxy(room, [down]);
  const words = ['slow.yaml', '--timeout=60s', '--progress=json'];
  const { exitCode, stderr } = await room.run('apply', `--kubeconfig=${kubeconfig}`, ...words);
  const events = stderr
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect({ exitCode, last: events.at(-1) }).toMatchObject({ exitCode: 0, last: { outcome: 'done' } });
  const waiting = events.filter(({ type }) => type === 'step.waiting');
  const told = waiting.map(({ silent }) => silent.map(({ resource }: { resource: string }) => resource).join());
  expect(told.filter((text, index) => text !== told[index - 1])).toEqual(['', 'deployments', '']);
  const { silent, time } = waiting.find((event) => event.silent.length > 0);
  expect(silent).toMatchObject([{ resource: 'deployments', namespace: room.namespace }]);
  const ageMs = Date.parse(time) - Date.parse(silent[0].since);
  expect(ageMs).toBeGreaterThanOrEqual(10_000);
  expect(ageMs).toBeLessThan(13_000);
});

test.for<[string, Rule]>([
  ['an end at once', watches([1, 2, 3, 4, 5], answer(200, {}, ''))],
  ['a cut', watches([1, 2, 3], { kind: 'cut', direction: 'response', bytes: 10 })],
  ['500', watches([1, 2, 3], answer(500, {}, unavailable))],
])('K3: %s: watched again, with pauses', async ([, rule], context) => void (await expectSeen(context, rule)));

test.for<[string, Rule]>([
  ['half a line', watches([1, 2], answer(200, {}, '{"type":"MODIFIED","obj'))],
  ['a line of 10 MB that is no JSON', watches([1, 2], answer(200, {}, `{"type":"${'x'.repeat(10_000_000)}\n`))],
  ['an event that nobody knows', watches([1, 2], answer(200, {}, line({ type: 'NEW', object: {} })))],
  ['an event without an object', watches([1, 2], answer(200, {}, line({ type: 'ADDED' })))],
])('K4: %s: listed anew, and the rollout is seen', async ([, rule], context) => void (await expectSeen(context, rule)));
