import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childrenOf, commonFields, type Fields, fieldsWithout, isLeaf, isSameFields, unionOfFields } from './fields.ts';

const item = 'k:{"port":80}';

describe('a set of fields', () => {
  test.each<[string, Fields, Fields, Fields]>([
    ['of two fields', { 'f:a': {} }, { 'f:b': {} }, { 'f:a': {}, 'f:b': {} }],
    ['below each other', { 'f:a': {} }, { 'f:a': { 'f:b': {} } }, { 'f:a': { '.': {}, 'f:b': {} } }],
    ['of an item', { [item]: { '.': {} } }, { [item]: { 'f:b': {} } }, { [item]: { '.': {}, 'f:b': {} } }],
  ])('joined: %s', (_, a, b, both) => {
    expect(unionOfFields(a, b)).toEqual(both);
  });

  test.each<[string, Fields, Fields, Fields | undefined]>([
    ['a field of its own', { 'f:a': {}, 'f:b': {} }, { 'f:b': {} }, { 'f:a': {} }],
    ['nothing', { 'f:a': {} }, { 'f:a': {} }, undefined],
    ['what is below', { 'f:a': { '.': {}, 'f:b': {} } }, { 'f:a': {} }, { 'f:a': { 'f:b': {} } }],
    ['what is above', { 'f:a': { '.': {}, 'f:b': {} } }, { 'f:a': { 'f:b': {} } }, { 'f:a': { '.': {} } }],
  ])('without another: %s', (_, a, b, left) => {
    expect(fieldsWithout(a, b)).toEqual(left);
  });

  test('in common with another', () => {
    expect(commonFields({ 'f:a': { 'f:b': {}, 'f:c': {} } }, { 'f:a': { 'f:c': {} } })).toEqual({
      'f:a': { 'f:c': {} },
    });
    expect(commonFields({ 'f:a': {} }, { 'f:a': { 'f:c': {} } })).toBeUndefined();
  });
});

/** A set of some paths over few names, made by joining them one by one. */
const sets = fc
  .array(fc.array(fc.constantFrom('f:a', 'f:b', item), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 })
  .map((paths) =>
    paths
      .map((path) => path.reduceRight<Fields>((below, name) => ({ [name]: below }), {}))
      .reduce((all, one) => unionOfFields(all, one)),
  );

test('what two have in common and what one has alone are that one', () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const whole = unionOfFields(commonFields(a, b) ?? {}, fieldsWithout(a, b) ?? {});
      expect(isSameFields(whole, a)).toBe(true);
      expect(fieldsWithout(fieldsWithout(a, b) ?? {}, a)).toBeUndefined();
      expect(isSameFields(unionOfFields(a, b), unionOfFields(b, a))).toBe(true);
      expect(isSameFields(a, b)).toBe(JSON.stringify(paths(a).toSorted()) === JSON.stringify(paths(b).toSorted()));
    }),
  );
});

const paths = (fields: Fields, at = ''): readonly string[] =>
  childrenOf(fields).flatMap(([name, below]) => [
    ...(isLeaf(below) || '.' in below ? [`${at}/${name}`] : []),
    ...paths(below, `${at}/${name}`),
  ]);
