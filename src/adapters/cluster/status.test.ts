import { expect, test } from 'vitest';
import { isOutdated, statusError, withoutConflicts } from './status.ts';

const answer = (status: number, message: string) => ({ status, text: JSON.stringify({ kind: 'Status', message }) });
const TYPED = 'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.replica: field not declared';

test.each([
  ['an invalid field', 422, 'spec.replicas: Invalid value: -1', 'APPLY_FAILED'],
  ['a field that no schema has, which the server takes for a failure of its own', 500, TYPED, 'APPLY_FAILED'],
  ['a failure of the server', 500, 'etcdserver: request timed out', 'CLUSTER_FAILED'],
  ['no right', 403, 'cannot patch resource "deployments"', 'CLUSTER_DENIED'],
  ['no login', 401, 'Unauthorized', 'CLUSTER_DENIED'],
])('%s', (_, status, message, code) => {
  const error = statusError('apply Deployment shop/web', answer(status, message), 'APPLY_FAILED');
  expect(error.problems).toMatchObject([{ code, message: `apply Deployment shop/web: ${message}` }]);
});

test('a namespace on its way out is no lack of rights', () => {
  const causes = [{ reason: 'NamespaceTerminating', message: 'namespace shop is being terminated' }];
  const text = JSON.stringify({ kind: 'Status', message: 'because it is being terminated', details: { causes } });
  const [problem] = statusError('apply it', { status: 403, text }).problems;
  expect(problem).toMatchObject({ code: 'APPLY_FAILED', hint: expect.stringContaining('status.conditions') });
});

test('a text with escape codes and several lines is one plain line', () => {
  const error = statusError('apply it', answer(400, 'webhook "w" denied it:\n  \u001b[31mno\u001b[0m \u0007maps\n'));
  expect(error.problems[0].message).toBe('apply it: webhook "w" denied it: no maps');
});

test.each(['', 'null', '<html>', '[]'])('an answer that is no Status: %j', (text) => {
  expect(statusError('read it', { status: 500, text }).message).toContain('the API server answered 500');
});

test.each([
  ['a version that is gone', 409, [], true],
  ['a conflict of field managers', 409, [{ reason: 'FieldManagerConflict' }], false],
  ['an object that was made anew', 422, [{ field: 'metadata.uid' }], true],
  ['a field that is wrong', 422, [{ field: 'spec.replicas' }], false],
  ['a success', 200, [], false],
])('%s is outdated or not', (_, status, causes, expected) => {
  expect(isOutdated({ status, text: JSON.stringify({ details: { causes } }) })).toBe(expected);
});

test('a whole template that the server repeats is left out', () => {
  const job = (value: string) => `Job.batch "m" is invalid: spec.template: Invalid value: ${value}: field is immutable`;
  const told = (value: string) => statusError('apply', answer(422, job(value))).problems[0].message;
  expect(told(`{"Spec":{"Containers":[{"Name":"${'a'.repeat(200)}: b"}]}}`)).toBe(`apply: ${job('{…}')}`);
  expect(told('{"a":1}')).toBe(`apply: ${job('{"a":1}')}`);
});

test('conflicts with managers whose fields are taken over are none', () => {
  const cause = (manager: string, field: string) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}" using apps/v1`,
    field,
  });
  const conflicts = (...causes: readonly unknown[]) => ({ status: 409, text: JSON.stringify({ details: { causes } }) });
  const kubectl = cause('kubectl', '.spec.a');
  const both = conflicts(kubectl, cause('hpa', '.spec.replicas'));
  expect(withoutConflicts(conflicts(kubectl), ['kubectl'])).toBeUndefined();
  expect(withoutConflicts(both, [])).toBe(both);
  const left = withoutConflicts(both, ['kubectl']);
  expect(left && statusError('apply', left).problems[0].message).toBe(
    'apply: other managers have .spec.replicas (of hpa) and say otherwise',
  );
  const outdated = { status: 409, text: JSON.stringify({ message: 'the object has been modified' }) };
  expect(withoutConflicts(outdated, ['kubectl'])).toBe(outdated);
});
