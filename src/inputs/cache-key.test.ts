import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import { cacheKeyOf, changedFields, settingFields } from './cache-key.ts';

const anyFields = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { minKeys: 1, maxKeys: 8 });

describe('the key', () => {
  test('does not depend on the order in which fields were gathered', () => {
    expect(cacheKeyOf({ a: '1', b: '2' }).key).toBe(cacheKeyOf({ b: '2', a: '1' }).key);
  });

  test('changes with any one field: another value, one more, one less', () => {
    fc.assert(
      fc.property(anyFields, fc.nat(), fc.string(), (fields, pick, value) => {
        const names = Object.keys(fields);
        const name = names[pick % names.length] ?? '';
        const { [name]: old, ...less } = fields;
        fc.pre(old !== value);
        const { key } = cacheKeyOf(fields);
        expect(cacheKeyOf({ ...fields, [name]: value }).key).not.toBe(key);
        expect(cacheKeyOf(less).key).not.toBe(key);
        expect(changedFields(fields, { ...fields, [name]: value })).toEqual([
          { field: name, before: old, after: value },
        ]);
      }),
    );
  });

  test('changes with the digest over the files, and has their fields', async () => {
    const files = (text: string) => ({ digest: digestOf(text), fields: async () => ({ 'file a': digestOf(text) }) });
    const key = cacheKeyOf({ a: '1' }, files('one'));
    expect(cacheKeyOf({ a: '1' }, files('one')).key).toBe(key.key);
    expect(cacheKeyOf({ a: '1' }, files('two')).key).not.toBe(key.key);
    expect(cacheKeyOf({ a: '2' }, files('one')).key).not.toBe(key.key);
    expect(await key.fields()).toEqual({ a: '1', 'file a': digestOf('one') });
  });

  test('cannot be had by moving text from a name to its value', () => {
    expect(cacheKeyOf({ 'file a': 'b' }).key).not.toBe(cacheKeyOf({ file: 'a b' }).key);
  });
});

test('what differs is told with both values, settings before files', () => {
  const before = { 'file a': '1', platforms: 'linux/amd64', same: 'x' };
  const after = { 'file b': '2', platforms: 'linux/arm64', same: 'x' };
  expect(changedFields(before, after)).toEqual([
    { field: 'platforms', before: 'linux/amd64', after: 'linux/arm64' },
    { field: 'file a', before: '1', after: undefined },
    { field: 'file b', before: undefined, after: '2' },
  ]);
});

test('settings are one field a value, and what is called like a secret is hashed', () => {
  expect(
    settingFields({
      dockerfile: 'D',
      buildArgs: { V: '1', NPM_TOKEN: 'canary', NONE: null },
      cliFlags: ['-x'],
      labels: {},
    }),
  ).toEqual({
    'setting dockerfile': 'D',
    'setting buildArgs.V': '1',
    'setting buildArgs.NPM_TOKEN': digestOf('canary'),
    'setting buildArgs.NONE': 'null',
    'setting cliFlags.0': '-x',
    'setting labels': '{}',
  });
});
