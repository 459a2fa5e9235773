import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Break, learn, needsOwn, startPieces } from './pieces.ts';

const MIB = 2 ** 20;
const broken: Break = { size: 16 * MIB, offset: 0, isOwn: true, isLost: true };
const wary = { size: 16 * MIB, isWary: true };

test.each<[string, Partial<Break>, object]>([
  ['the first piece of an upload is lost on a connection of its own', {}, { size: 8 * MIB }],
  ['the registry has what came through', { isLost: false }, {}],
  ['the connection had carried other things', { isOwn: false }, {}],
  ['a piece before it came through', { offset: 16 * MIB }, {}],
  ['it was smaller than what is sent now', { size: 3 * MIB }, { size: 1.5 * MIB }],
  ['it was sent before pieces became smaller', { size: 64 * MIB }, {}],
])('where connections are cut and %s', (_, change, expected) => {
  expect(learn(wary, { ...broken, ...change })).toEqual({ ...wary, ...expected });
});

test('the first break only makes the next pieces travel alone', () => {
  expect(learn(startPieces(16 * MIB), broken)).toEqual(wary);
});

test('four pieces that are cut at once count as one', () => {
  const after = [broken, broken, broken, broken].reduce(learn, wary);
  expect(after.size).toBe(8 * MIB);
});

test('what teaches nothing gives the same value, so that trying again comes to an end', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ offset: fc.nat(3), isOwn: fc.boolean(), isLost: fc.boolean() })), (list) => {
      let now = startPieces(16 * MIB);
      let changes = 0;
      for (const one of list) {
        const next = learn(now, { ...one, size: now.size });
        if (next !== now) changes += 1;
        now = next;
      }
      expect(changes).toBeLessThanOrEqual(7);
      expect(now.size).toBeGreaterThanOrEqual(256 * 1024);
    }),
  );
});

test.each([
  ['/u/1', 0, false],
  ['/u/1', 5, false],
  ['/u/1?_state=signed', 0, false],
  ['/u/1?_state=signed', 5, true],
])('a piece to %s after %i bytes has a connection of its own: %s', (place, offset, isOwn) => {
  const session = { url: `http://r.example${place}`, offset };
  expect(needsOwn(startPieces(16), session)).toBe(isOwn);
  expect(needsOwn(wary, session)).toBe(true);
});
