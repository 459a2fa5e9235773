import { expect, test } from 'vitest';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { Cluster, TriedApply } from '../../ports/cluster.ts';
import type { Placed } from './place-objects.ts';
import { tryNew } from './try-new.ts';

const { signal } = new AbortController();
const error = (code: Problem['code'], message: string): OrchestratorError => new OrchestratorError({ code, message });

const ask = (answer: TriedApply | OrchestratorError): Promise<readonly string[]> => {
  const tryApply = async (): Promise<TriedApply> => {
    if (answer instanceof OrchestratorError) throw answer;
    return answer;
  };
  return tryNew({ ref: {}, wanted: { json: '{}' } } as Placed, { tryApply } as unknown as Cluster, signal);
};

test('what is against the object itself is told', async () => {
  const told = ['the API server refuses it: apply Service shop/a: no name'];
  const refused = error('APPLY_FAILED', 'apply Service shop/a: no name');
  expect(await ask({ refused, fields: [] })).toEqual(told);
  expect(await ask(refused)).toEqual(told);
});

test('what the rest of the plan may mend is not', async () => {
  expect(await ask(error('APPLY_FAILED', 'apply Pod shop/a: namespaces "shop" not found'))).toEqual([]);
  expect(await ask(error('CLUSTER_FAILED', 'failed calling webhook'))).toEqual([]);
  expect(await ask({ untried: { code: 'CLUSTER_DENIED', message: 'forbidden' } })).toEqual([]);
});

test('a cluster that is away ends it', async () => {
  await expect(ask(error('CLUSTER_UNREACHABLE', 'away'))).rejects.toThrow('away');
});
