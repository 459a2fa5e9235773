import { expect, test } from 'vitest';
import type { ObjectRef } from '../../live/object.ts';
import { hideSecretWords } from './secret-words.ts';

const refOf = (kind: string): ObjectRef => ({
  kind: { group: '', version: 'v1', kind, resource: `${kind.toLowerCase()}s`, isNamespaced: true, verbs: [] },
  namespace: 'shop',
  name: 's',
});
const said = (message: string, sent: object, kind = 'Secret'): string => {
  const answer = { status: 400, text: JSON.stringify({ message, details: { causes: [{ message, field: 'data' }] } }) };
  const { details, ...rest } = JSON.parse(hideSecretWords(answer, refOf(kind), JSON.stringify(sent)).text);
  expect(details).toEqual({ causes: [{ message: rest.message, field: 'data' }] });
  return rest.message;
};

test.each([
  [
    '.stringData.pin: expected string, got &value.valueUnstructured{Value:12}',
    { stringData: { pin: 12 } },
    /got .*Value:\*\*\*}$/,
  ],
  ['data[a]: Invalid value: "x\\"y": must not', {}, /^data\[a\]: Invalid value: \*\*\*: must not$/],
  ['cannot use hunter2, nor aHVudGVyMg==', { stringData: { a: 'hunter2' } }, /^cannot use \*\*\*, nor \*\*\*$/],
  ['cannot use hunter2', { data: { a: 'aHVudGVyMg==' } }, /^cannot use \*\*\*$/],
  ['illegal base64 data at input byte 3', { data: { a: 'on' } }, /^illegal base64 data at input byte 3$/],
])('%s', (message, sent, shown) => {
  expect(said(message, sent)).toMatch(shown);
});

test('other kinds, and answers that are no Status, are left as they are', () => {
  expect(said('cannot use hunter2', { data: { a: 'hunter2' } }, 'ConfigMap')).toBe('cannot use hunter2');
  for (const text of ['', '[]', '<html>hunter2'])
    expect(hideSecretWords({ status: 500, text }, refOf('Secret'), '{}').text).toBe(text);
});
