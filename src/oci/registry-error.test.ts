import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRegistryError, parseRegistryErrors } from './registry-error.ts';

test.each([
  [
    '{"errors":[{"code":"DENIED","message":"no","detail":[1]}, {"code":"TAG_INVALID"}]}',
    [
      { code: 'DENIED', message: 'no' },
      { code: 'TAG_INVALID', message: '' },
    ],
  ],
  ['{"errors":[{"code":"no code","message":7}, 5, null]}', [{ code: 'UNKNOWN', message: '' }]],
  ['{"errors":{"code":"DENIED"}}', []],
  ['<html>', []],
  ['null', []],
  ['', []],
])('%s holds %j', (body, errors) => {
  expect(parseRegistryErrors(body)).toEqual(errors);
});

test('reads back what was written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z][A-Z0-9_]{1,20}$/), fc.string(), (code, message) => {
      expect(parseRegistryErrors(formatRegistryError({ code, message }))).toEqual([{ code, message }]);
    }),
  );
});
