import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coversTokenScopes,
  formatTokenScopes,
  parseTokenScopes,
  repositoryScope,
  uniteTokenScopes,
} from './token-scope.ts';

test.each([
  ['repository:team/api:pull,push', [{ type: 'repository', name: 'team/api', actions: ['pull', 'push'] }]],
  ['repository(plugin):a:5000/b:pull', [{ type: 'repository(plugin)', name: 'a:5000/b', actions: ['pull'] }]],
  [
    'registry:catalog:* repository:x:pull',
    [
      { type: 'registry', name: 'catalog', actions: ['*'] },
      { type: 'repository', name: 'x', actions: ['pull'] },
    ],
  ],
  ['', []],
  ['repository:x', []],
  ['Repository:x:pull repository:"x":pull', []],
])('%j is %j', (text, scopes) => {
  expect(parseTokenScopes(text)).toEqual(scopes);
});

describe('unions', () => {
  const scope = fc.record({
    type: fc.constantFrom('repository', 'registry'),
    name: fc.constantFrom('a', 'b/c', 'd:1/e'),
    actions: fc.uniqueArray(fc.constantFrom('pull', 'push', 'delete'), { minLength: 1 }),
  });

  test('read back as they were written, and cover each of their parts', () => {
    fc.assert(
      fc.property(fc.array(scope), (scopes) => {
        const united = uniteTokenScopes(scopes);
        expect(parseTokenScopes(formatTokenScopes(united))).toEqual(united);
        expect(uniteTokenScopes(scopes.toReversed())).toEqual(united);
        for (const one of scopes) expect(coversTokenScopes(united, [one])).toBe(true);
      }),
    );
  });

  test('a token for pulling does not cover a push, nor another repository', () => {
    const pull = repositoryScope('a', 'pull');
    expect(coversTokenScopes([repositoryScope('a', 'push')], [pull])).toBe(true);
    expect(coversTokenScopes([pull], [repositoryScope('a', 'push')])).toBe(false);
    expect(coversTokenScopes([pull], [repositoryScope('b', 'pull')])).toBe(false);
  });
});
