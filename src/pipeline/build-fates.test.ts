import { expect, test } from 'vitest';
import { type Fate, findNotBegun, incompleteBuild } from './build-fates.ts';

const needs = new Map<string, readonly string[]>([
  ['zero', []],
  ['base', []],
  ['web', ['base']],
  ['deep', ['web', 'zero']],
  ['other', []],
]);
const fates = (of: Readonly<Record<string, Fate>>): ReadonlyMap<string, Fate> => new Map(Object.entries(of));

test.each<[Readonly<Record<string, Fate>>, string]>([
  [
    { zero: 'built', base: 'failed' },
    '1 of 5 images is built: zero; failed: base; not begun, for want of base: web, deep; not begun, as the build had ended: other',
  ],
  [
    { base: 'failed', zero: 'stopped', other: 'built' },
    '1 of 5 images is built: other; failed: base; stopped midway: zero; not begun, for want of base: web, deep',
  ],
  [
    { other: 'failed' },
    'none of 5 images is built; failed: other; not begun, as the build had ended: zero, base, web, deep',
  ],
  [
    { zero: 'failed', base: 'failed', other: 'failed' },
    'none of 5 images is built; failed: zero, base, other; not begun, for want of base: web; not begun, for want of zero, base: deep',
  ],
  [
    { zero: 'built', base: 'built', web: 'built', other: 'failed', deep: 'stopped' },
    '3 of 5 images are built: zero, base, web; failed: other; stopped midway: deep',
  ],
])('%j', (of, message) => {
  expect(incompleteBuild(needs, fates(of))).toEqual({ code: 'BUILD_INCOMPLETE', message });
});

test('the one image of a project is told by its own failure', () => {
  expect(incompleteBuild(new Map([['web', []]]), fates({ web: 'failed' }))).toBeUndefined();
});

test('many are named as far as one reads them, and each is known', () => {
  const many = new Map<string, readonly string[]>([['base', []]]);
  for (let index = 0; index < 12; index += 1) many.set(`n${index}`, ['base']);
  expect(incompleteBuild(many, fates({ base: 'failed' }))?.message).toMatch(/for want of base: n0, .*, n9 and 2 more$/);
  expect(findNotBegun(many, fates({ base: 'failed' }))).toHaveLength(12);
});
