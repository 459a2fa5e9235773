import { describe, expect, test } from 'vitest';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { createFailures, isMistake } from './failures.ts';

const running = new AbortController().signal;
const at = { file: 'orchestrator.yaml', text: 'x', start: 0, end: 1 };
const tagFailed = (name: string, why = 'no value'): OrchestratorError =>
  new OrchestratorError({ code: 'TAG_FAILED', message: `${name}: ${why}`, at });

const placeOf = (path: readonly (string | number)[]) => ({ file: path.join('.'), text: '', start: 0, end: 0 });

/** What is told after these failures, the first of which ends the build. */
async function told(...failed: readonly (readonly [name: string, error: unknown, signal?: AbortSignal])[]) {
  const failures = createFailures();
  for (const [name, error, signal = running] of failed)
    await failures.note({ name, placeOf }, signal, () => Promise.reject(error)).catch(() => undefined);
  const all = failures.joined(failed[0]?.[1]);
  return all instanceof OrchestratorError ? all.problems.map(({ message }: Problem) => message) : all;
}

describe('failures of several artifacts', () => {
  test('are all told, in the order in which they came', async () => {
    expect(await told(['web', tagFailed('web', 'a')], ['api', tagFailed('api', 'b')])).toEqual(['web: a', 'api: b']);
  });

  test('with the same sentence are one, with every name', async () => {
    const failed = ['web', 'api', 'db'].map((name) => [name, tagFailed(name)] as const);
    expect(await told(...failed, ['x', tagFailed('x', 'other')])).toEqual(['web, api, db: no value', 'x: other']);
    const flag = new OrchestratorError({ code: 'USAGE_INVALID', message: '--tag is no tag' });
    expect(await told(['web', flag], ['api', flag])).toEqual(['--tag is no tag']);
  });

  test('that only a stop made are not told', async () => {
    const stopped = AbortSignal.abort();
    expect(await told(['web', tagFailed('web')], ['api', tagFailed('api', 'killed'), stopped])).toEqual([
      'web: no value',
    ]);
    expect(await told(['web', tagFailed('web'), stopped])).toEqual(['web: no value']);
  });

  test('of inputs have the place of the artifact where they know none, and its name', async () => {
    const missing = { code: 'INPUT_MISSING', message: 'there is no Dockerfile' } as const;
    const fail = (problem: Problem) => () => Promise.reject(new OrchestratorError(problem));
    const note = (problem: Problem) => createFailures().note({ name: 'web', placeOf }, running, fail(problem));
    await expect(note(missing)).rejects.toMatchObject({
      problems: [{ code: 'INPUT_MISSING', message: 'web: there is no Dockerfile', at: { file: 'image' } }],
    });
    await expect(note({ ...missing, message: 'web: x' })).rejects.toMatchObject({ problems: [{ message: 'web: x' }] });
    for (const problem of [{ ...missing, at }, { code: 'BUILD_FAILED', message: 'exit code 1' } as const])
      await expect(note(problem)).rejects.toMatchObject({ problems: [problem] });
  });

  test('can be told in an order of names', async () => {
    const failures = createFailures();
    const errors = ['c', 'a', 'b'].map((name) => ({ name, error: tagFailed(name, name) }));
    for (const { name, error } of errors)
      await failures.note({ name, placeOf }, running, () => Promise.reject(error)).catch(() => undefined);
    expect(['a', 'd'].map((name) => failures.has(name))).toEqual([true, false]);
    expect(failures.joined(errors[0]?.error, ['a', 'b', 'c'])).toMatchObject({
      problems: [{ message: 'a: a' }, { message: 'b: b' }, { message: 'c: c' }],
    });
  });

  test.each<[Problem['code'], boolean]>([
    ['INPUT_MISSING', true],
    ['USAGE_INVALID', true],
    ['BUILD_FAILED', false],
    ['REGISTRY_UNREACHABLE', false],
  ])('of the code %s are mistakes in the project: %s', (code, expected) => {
    expect(isMistake(new OrchestratorError({ code, message: 'x' }))).toBe(expected);
    expect(isMistake(new TypeError('bug'))).toBe(false);
  });

  test('that are bugs stay what they are', async () => {
    const bug = new TypeError('bug');
    expect(await told(['web', bug], ['api', tagFailed('api')])).toBe(bug);
    expect(await told(['web', tagFailed('web')], ['api', bug])).toEqual(['web: no value']);
  });
});
