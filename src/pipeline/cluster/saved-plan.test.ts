import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SavedPlan } from '../../live/plan/saved.ts';
import { formatPlan, parsePlan, placesOf } from './saved-plan.ts';
import { isSealed, sealSecrets } from './seal-secrets.ts';

const plan = (objects: readonly { readonly name: string }[], namespace = 'shop'): SavedPlan =>
  ({ schemaVersion: 1, madeBy: 'orchestrator 1', namespace, objects }) as unknown as SavedPlan;

describe('a plan as text', () => {
  test('is read as what was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string(), more: fc.jsonValue() })),
        fc.string(),
        (objects, namespace) => {
          const text = formatPlan(plan(objects, namespace));
          expect(parsePlan(text, 'p.json')).toEqual({
            ok: true,
            value: JSON.parse(JSON.stringify(plan(objects, namespace))),
          });
        },
      ),
    );
  });

  test('says where each object stands', () => {
    const text = formatPlan(plan([{ name: 'a' }, { name: 'b' }]));
    expect(placesOf(text, 'p.json').map(({ start, end }) => text.slice(start, end))).toEqual(['"a"', '"b"']);
  });

  test('in which one sign was changed is none', () => {
    const text = formatPlan(plan([{ name: 'a' }]));
    for (const changed of [
      text.replace('"a"', '"b"'),
      text.replace('shop', 'shoq'),
      text.replace('sha256:', 'sha256:0'),
    ])
      expect(parsePlan(changed, 'p.json')).toMatchObject({ ok: false, problems: [{ code: 'PLAN_INVALID' }] });
  });

  test.each(['', '[]', 'null', '{}', '{"schemaVersion":1}', '{"schemaVersion":2,"digest":""}'])(
    '%j is none',
    (text) => {
      expect(parsePlan(text, 'p.json')).toMatchObject({ ok: false, problems: [{ code: 'PLAN_INVALID' }] });
    },
  );
});

describe('a seal', () => {
  const secrets = [{ json: '{"a":1}' }, { json: '{"b":2}' }];

  test('fits the Secrets that it was made of, in their order, and no others', () => {
    const seal = sealSecrets(secrets);
    if (seal === null) throw new Error('there is none');
    expect(isSealed(secrets, seal)).toBe(true);
    expect(isSealed(secrets.toReversed(), seal)).toBe(false);
    expect(isSealed(secrets.slice(1), seal)).toBe(false);
    expect(isSealed([], seal)).toBe(false);
    expect(isSealed(secrets, { ...seal, salt: Buffer.alloc(16).toString('base64') })).toBe(false);
  });

  test('is another one each time, and none over nothing', () => {
    expect(sealSecrets(secrets)?.seal).not.toBe(sealSecrets(secrets)?.seal);
    expect(sealSecrets([])).toBeNull();
  });
});
