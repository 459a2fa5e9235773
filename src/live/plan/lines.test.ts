import { expect, test } from 'vitest';
import { countChanges, nameKey } from './change.ts';
import { planLines } from './lines.ts';
import { changeOf, object } from './plan.cases.ts';

const map = (name: string) => object('v1', 'ConfigMap', name);
const made = (name: string) => changeOf('create', undefined, map(name));
const noted = <T>(change: T, message: string) => ({ ...change, notes: [{ about: 'pods' as const, message }] });

test('what is deleted comes first, and what stays is not told', () => {
  const plan = [
    made('a'),
    changeOf('keep', map('b'), map('b')),
    noted(changeOf('update', map('c'), map('c')), 'its pod is replaced'),
    changeOf('prune', map('d'), undefined),
    changeOf('replace', map('e'), map('e')),
    noted(changeOf('keep', map('f'), map('f')), 'it holds data'),
  ];
  expect(planLines(plan)).toEqual([
    'prune ConfigMap shop/d',
    'replace ConfigMap shop/e',
    'update ConfigMap shop/c',
    '  its pod is replaced',
    'create ConfigMap shop/a',
    'keep ConfigMap shop/f',
    '  it holds data',
  ]);
  expect(countChanges(plan)).toBe('1 to create, 1 to update, 1 to replace, 1 to prune, 2 to keep');
});

test('of many that are made few are named, and those that have a note', () => {
  const plan = [made('a'), made('b'), made('c'), noted(made('d'), 'quota'), changeOf('prune', map('x'), undefined)];
  expect(planLines(plan, 2)).toEqual([
    'prune ConfigMap shop/x',
    'create ConfigMap shop/a',
    'create ConfigMap shop/d',
    '  quota',
    'create 2 more',
  ]);
  const gone = Array.from({ length: 30 }, (_, index) => changeOf('prune', map(`m${index}`), undefined));
  expect(planLines(gone)).toHaveLength(30);
});

test('an object is the same in another version', () => {
  const name = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  expect(nameKey({ ...name, apiVersion: 'apps/v1' })).toBe(nameKey({ ...name, apiVersion: 'apps/v2' }));
  expect(nameKey({ ...name, apiVersion: 'v1' })).not.toBe(nameKey({ ...name, apiVersion: 'apps/v1' }));
});
