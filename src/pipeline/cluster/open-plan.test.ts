import { describe, expect, test } from 'vitest';
import { unwrap } from '../../errors/result.ts';
import type { SavedObject, SavedPlan } from '../../live/plan/saved.ts';
import { openPlan } from './open-plan.ts';
import { sealSecrets } from './seal-secrets.ts';
import { type Wanted, wantedObjects } from './wanted.ts';

const read = (text: string) => unwrap(wantedObjects([{ name: 'all.yaml', text }]));
const one = (text: string): Wanted => {
  const [first] = read(text);
  if (first === undefined) throw new Error('there is none');
  return first;
};
const map = one('{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {n: 0o17, big: "9"}}');
const secret = one('{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}');
const other = one('{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: c}}');

const saved = (action: SavedObject['action'], { id, hash, json }: Wanted): SavedObject => ({
  action,
  apiVersion: id.apiVersion,
  kind: id.kind,
  namespace: 'shop',
  name: id.name,
  notes: [],
  diff: '',
  seen: null,
  wanted: id.kind === 'Secret' ? { hash: null, text: null } : { hash, text: json },
});
const planOf = (objects: readonly SavedObject[], secrets: readonly Wanted[] = []) => ({
  plan: { objects, namespace: 'shop', secrets: sealSecrets(secrets) } as unknown as SavedPlan,
  file: 'p.json',
  text: '{}',
});

describe('what a plan has applied', () => {
  test('is the text that it holds, with the version of what is there where it is known', () => {
    const [object] = openPlan(planOf([saved('update', map)]), []);
    expect(object).toMatchObject({ json: map.json, hash: map.hash, value: map.value, id: map.id });
    const live = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'u', resourceVersion: '7' } };
    expect(object?.jsonOver(live)).toBe(map.jsonOver(live));
  });

  test('leaves out what leaves the set', () => {
    expect(openPlan(planOf([{ ...saved('prune', map), wanted: null }]), [])).toEqual([]);
  });

  test('takes Secrets from the files, and their word for nothing else', () => {
    const plan = planOf([saved('create', secret), saved('create', map)], [secret]);
    expect(openPlan(plan, [secret, map]).map(({ json }) => json)).toEqual([secret.json, map.json]);
    expect(() => openPlan(plan, [other])).toThrow('PLAN_OUTDATED: the Secrets of the files are not those');
    expect(() => openPlan(plan, [])).toThrow(
      'USAGE_INVALID: p.json holds no values of Secrets, and writes Secret shop/s',
    );
    const changed = one('{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}, data: {n: "1"}}');
    expect(() => openPlan(plan, [secret, changed])).toThrow(
      'ConfigMap shop/a is not written here as it is in the plan',
    );
    const unknown = one('{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}');
    expect(() => openPlan(plan, [secret, unknown])).toThrow('the plan has no ConfigMap b');
    const elsewhere = one('{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x}}');
    expect(() => openPlan(plan, [secret, elsewhere])).toThrow('the plan has no ConfigMap x/a');
  });

  test('needs no file for a Secret that is kept, and would not send it', () => {
    const [object] = openPlan(planOf([saved('keep', secret)]), []);
    expect(object).toMatchObject({ json: '', id: { kind: 'Secret', name: 's' } });
  });
});
