import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { formatLock, parseLock } from './lock-file.ts';

const resolved = '2026-01-10T00:00:00.000Z';

test('reading what was written gives the same lock, whatever the order', () => {
  const name = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text !== '__proto__');
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
      const entries = names.map((one) => [one, { digest: digestOf(one), resolved }] as const);
      const text = formatLock(new Map(entries));
      expect(formatLock(new Map(entries.toReversed()))).toBe(text);
      expect(unwrap(parseLock(text, 'orchestrator.lock'))).toEqual(new Map(entries));
    }),
  );
});

const entry = `{"digest": "${digestOf('a')}", "resolved": "${resolved}"}`;

test.each([
  ['', 'expected'],
  ['{"version": 2, "images": {}}', 'its version is not 1'],
  ['{"version": 1}', 'no object "images"'],
  ['{"version": 1, "images": {"a": {"digest": "latest"}}}', '"a" has no digest'],
  [`{"version": 1, "images": {"a": {"digest": "${digestOf('a')}", "resolved": "soon"}}}`, 'no time'],
  [`{"version": 1, "images": {"a": ${entry}, "a": ${entry}}}`, 'a second time'],
])('%j is refused with its place', (text, why) => {
  expect(parseLock(text, 'orchestrator.lock')).toMatchObject({
    ok: false,
    problems: [{ code: 'CONFIG_INVALID', message: expect.stringContaining(why), at: { file: 'orchestrator.lock' } }],
  });
});
