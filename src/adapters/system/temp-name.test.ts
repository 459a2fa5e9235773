import { expect, test } from 'vitest';
import { randomName } from './temp-name.ts';

test('gives names that are told from those of people, each another one', () => {
  const names = Array.from({ length: 1000 }, randomName);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(new Set(names).size).toBe(names.length);
});
