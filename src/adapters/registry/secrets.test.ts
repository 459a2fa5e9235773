import { expect, test } from 'vitest';
import { createSecrets, showUrl } from './secrets.ts';

test('hides what it was told, the longer first, and keeps lines short and printable', () => {
  const secrets = createSecrets();
  secrets.add('hunter2', 'hunter2-and-more', 'ab');
  expect(secrets.clean('bad: hunter2-and-more\n\u001b[31mhunter2\u001b[0m, ab')).toBe('bad: [hidden] [hidden], ab');
  expect(secrets.clean('hun\u001b[0mter2')).toBe('[hidden]');
  expect(secrets.clean('x'.repeat(500))).toHaveLength(200);
});

test.each([
  ['https://me:pw@a.example/v2/x?X-Amz-Signature=abc#f', 'https://a.example/v2/x'],
  ['nonsense', 'a malformed URL'],
])('%s is shown as %s', (url, shown) => {
  expect(showUrl(url)).toBe(shown);
});
