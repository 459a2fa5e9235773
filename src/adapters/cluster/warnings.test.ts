import { expect, test } from 'vitest';
import { warningsOf } from './answer.ts';
import { createWarn } from './warnings.ts';

const ref = (kind: string) => ({
  kind: { group: '', version: 'v1', kind, resource: '', isNamespaced: true, verbs: [] },
  namespace: 'shop',
  name: 'a',
});

test('each text of each header, quotes and all', () => {
  expect(
    warningsOf(['299 - "one, \\"two\\" \\\\ 299"', '299 - "three", 299 - "four" "date"', '110 - "stale"']),
  ).toEqual(['one, "two" \\ 299', 'three', 'four']);
  expect(warningsOf(undefined)).toEqual([]);
});

test('each is told once for an object, on one plain line, without values of a Secret', () => {
  const told: string[] = [];
  const warn = createWarn((message) => told.push(message));
  const answer = (...warnings: readonly string[]) => ({ status: 200, text: '{}', warnings });
  warn(answer('it is deprecated', 'it is deprecated'), ref('Cron'), '{}');
  warn(answer('it is deprecated'), ref('Cron'), '{}');
  warn(answer('\u001b[31mred'), ref('Pod'), '{}');
  warn(answer('the password hunter22 is weak'), ref('Secret'), '{"stringData":{"p":"hunter22"}}');
  warn({ status: 200, text: '{}' }, ref('Pod'), '{}');
  expect(told).toEqual(['Cron shop/a: it is deprecated', 'Pod shop/a: red', 'Secret shop/a: the password *** is weak']);
});
