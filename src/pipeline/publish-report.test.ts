import { expect, test } from 'vitest';
import { OrchestratorError, type ProblemCode } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import { incomplete, type PlaceState } from './publish-report.ts';

const [ours, other] = [digestOf('ours'), digestOf('other')];
const state = (name: string, more: Partial<PlaceState> = {}): PlaceState => ({
  artifact: 'web',
  target: { ...unwrap(parseReference(`${name}/web`)), tag: '1', digest: ours },
  hasImage: true,
  ...more,
});
const fail = (code: ProblemCode) => new OrchestratorError({ code, message: `it is ${code}` });
const report = (states: readonly PlaceState[]) => {
  const error = incomplete(states);
  if (!(error instanceof OrchestratorError)) throw error;
  const [{ code, message, because = [] }] = error.problems;
  return { code, message, because: because.map((one) => one.message) };
};

test('says of every place what it has', () => {
  const states = [
    state('a.example', { tagged: ours }),
    state('b.example', { hasImage: false, failure: fail('REGISTRY_DENIED') }),
    state('c.example', { tagged: other }),
    state('d.example'),
  ];
  expect(report(states)).toEqual({
    code: 'PUBLISH_INCOMPLETE',
    message: `image web, ${ours}, is whole and tagged in 1 of 4 places`,
    because: [
      'it is REGISTRY_DENIED',
      `a.example/web has ${ours}, as 1`,
      `b.example/web does not have ${ours}`,
      `c.example/web has ${ours}; its tag 1 is still ${other}`,
      `d.example/web has ${ours}; its tag 1 was not made`,
    ],
  });
});

test('tells of the images that failed in the headline, and of the others after them', () => {
  const api = { artifact: 'api', tagged: ours };
  const told = report([state('a.example', api), state('b.example', { failure: fail('REGISTRY_LIMITED') })]);
  expect(told.message).toMatch(/^image web, sha256:[0-9a-f]{64}, is whole and tagged in 0 of 1 places$/);
  expect(told.because).toHaveLength(3);
  expect(told.because[2]).toBe(`a.example/web has ${ours}, as 1`);
});

test.each<[ProblemCode, ProblemCode]>([
  ['REGISTRY_UNREACHABLE', 'PUBLISH_INCOMPLETE'],
  ['DIGEST_MISMATCH', 'DIGEST_MISMATCH'],
  ['NETWORK_REFUSED', 'NETWORK_REFUSED'],
])('%s ends as %s, so that the exit code says whose fault it is', (code, told) => {
  expect(report([state('a.example', { failure: fail(code) })]).code).toBe(told);
});

test('a bug is told as what it is', () => {
  const bug = new TypeError('x is not a function');
  expect(incomplete([state('a.example', { failure: bug })])).toBe(bug);
});
