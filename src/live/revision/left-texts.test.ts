import { expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';
import { leftTexts, withoutTexts } from './left-texts.ts';
import { entry, object } from './managed.cases.ts';

const fields = (name: string, ...keys: readonly string[]): Fields => ({
  [`f:${name}`]: Object.fromEntries(keys.map((key) => [`f:${key}`, {}])),
});
const secret = (...managed: readonly ManagedFields[]): LiveObject => ({
  ...object(...managed),
  kind: 'Secret',
  data: { a: 'YQ==', b: 'Yg==', c: 'Yw==' },
});
const wanted = (more: Fields): Fields => ({ apiVersion: 'v1', kind: 'Secret', ...more });
const ours = entry('us', fields('stringData', 'a', 'b', 'gone'));

test('what we had applied as a text, and nobody wants or has', () => {
  expect(leftTexts(wanted({ stringData: { a: 'a' } }), secret(ours), 'us')).toEqual(['b']);
  expect(leftTexts(wanted({ data: { a: 'YQ==', b: 'Yg==' } }), secret(ours), 'us')).toEqual([]);
  expect(leftTexts(wanted({}), secret(ours, entry('them', fields('data', 'b'))), 'us')).toEqual(['a']);
  expect(leftTexts(wanted({}), secret(entry('us', fields('data', 'a'))), 'us')).toEqual([]);
  expect(leftTexts(wanted({}), { ...secret(ours), kind: 'ConfigMap' }, 'us')).toEqual([]);
  expect(leftTexts(wanted({}), { ...secret(ours), immutable: true }, 'us')).toEqual([]);
});

test('the object without them', () => {
  expect(withoutTexts(secret(), ['b'])).toMatchObject({ data: { a: 'YQ==', c: 'Yw==' } });
  expect(withoutTexts(secret(), ['b'])['data']).not.toHaveProperty('b');
});
