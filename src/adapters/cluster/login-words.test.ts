import { expect, test } from 'vitest';
import { createLoginWords } from './login-words.ts';

const hide = (login: Parameters<ReturnType<typeof createLoginWords>['learn']>[0], text: string, status = 403) => {
  const words = createLoginWords();
  words.learn(login);
  return words.hide({ status, text }).text;
};
const bearer = { headers: { Authorization: 'Bearer abc.def' } };
const basic = { auth: 'tess:pass"word' };

test.each([
  ['a token', bearer, '{"message":"who is Bearer abc.def?"}', '{"message":"who is Bearer ***?"}'],
  ['a token, written otherwise', bearer, String.raw`{"message":"abc.d\u0065f"}`, '{"message":"***"}'],
  ['a password', basic, String.raw`{"message":"tess said pass\"word"}`, '{"message":"tess said ***"}'],
  ['a whole login', basic, `{"m":["Basic ${Buffer.from(basic.auth).toString('base64')}"]}`, '{"m":["Basic ***"]}'],
  ['a text that is no JSON', bearer, '<b>abc.def</b>', '<b>***</b>'],
  ['what is short', { auth: 'a:b' }, '{"message":"a b"}', '{"message":"a b"}'],
])('%s is hidden', (_, login, text, hidden) => {
  expect(hide(login, text)).toBe(hidden);
});

test('what an object holds stays as it is, and so does what is said to nobody', () => {
  expect(hide(bearer, '{"data":"abc.def"}', 200)).toBe('{"data":"abc.def"}');
  expect(hide({}, '{"message": "abc.def"}')).toBe('{"message": "abc.def"}');
});

test('of several logins each is hidden, the longer one as a whole', () => {
  const words = createLoginWords();
  for (const token of ['abcd', 'abcdef']) words.learn({ headers: { Authorization: `Bearer ${token}` } });
  expect(words.hide({ status: 401, text: 'abcdef abcd' }).text).toBe('*** ***');
});
