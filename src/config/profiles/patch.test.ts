import fc from 'fast-check';
import { applyPatch as applyByLibrary } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import type { Patch } from '../profile.schema.ts';
import { type ConfigNode, toValue } from '../yaml/node.ts';
import { readDocuments } from '../yaml/read-documents.ts';
import { applyPatch } from './patch.ts';

function nodeOf(value: unknown): ConfigNode {
  const documents = readDocuments(JSON.stringify(value), 'x.json');
  const [root] = documents.ok ? documents.value : [];
  if (root === undefined) throw new Error('unreadable');
  return root;
}

/** The library throws where a step goes into a scalar. */
function succeeds(value: unknown, patch: Parameters<typeof applyByLibrary>[1][number]): boolean {
  try {
    return applyByLibrary(value, [patch])[0] === null;
  } catch {
    return false;
  }
}

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(1, true),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', 'a/b', '~'), tie('tree'), { noNullPrototype: true }),
  ),
}));
const pointer = fc
  .array(fc.constantFrom('a', 'b', '0', '1', '2', '-', 'a~1b', '~0', 'toString'), { maxLength: 3 })
  .map((steps) => steps.map((step) => `/${step}`).join(''));

describe('applyPatch', () => {
  test('does what RFC 6902 says, as another implementation does', () => {
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path: pointer,
      from: pointer,
      value: tree,
    });
    fc.assert(
      fc.property(tree, operation, (value, patch) => {
        // What the whole may become is for the caller to say; the library replaces nothing there.
        fc.pre(patch.path !== '' && patch.from !== '');
        // The library lets "-" be read, removes past the end, and moves a value into itself.
        fc.pre(!`${patch.path}/`.includes('/-/') || patch.op === 'add');
        fc.pre(!patch.from.includes('/-') && !(patch.op === 'move' && patch.path.startsWith(`${patch.from}/`)));
        fc.pre(!patch.path.includes('/-/') && !`${patch.path}/${patch.from}`.includes('toString'));
        const expected = structuredClone(value);
        const isFine = succeeds(expected, structuredClone(patch));
        const patched = applyPatch(nodeOf(value), patch as Patch, nodeOf(patch.value)); // op is one of Patch's
        // It looks for the target of a move before it takes the item out of its list.
        fc.pre(!(patch.op === 'move' && /\/\d$/.test(patch.from)));
        // It copies to places past the end of a list, and makes a field of a list where a step is no index.
        fc.pre(!(patch.op !== 'add' && 'failure' in patched && / items?$/.test(patched.failure.why)));
        fc.pre(!('failure' in patched && patched.failure.why.includes('is no index')));
        expect('root' in patched).toBe(isFine);
        if ('root' in patched) expect(toValue(patched.root)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('never changes the tree that it is given', () => {
    const root = nodeOf({ a: [1, { b: 2 }] });
    applyPatch(root, { op: 'add', path: '/a/1/c' }, nodeOf(5));
    expect(toValue(root)).toEqual({ a: [1, { b: 2 }] });
  });

  test.each(['/toString', '/constructor/name', '/a/length'])('sees nothing inherited at %s', (path) => {
    expect(applyPatch(nodeOf({ a: [] }), { op: 'test', path }, nodeOf('x'))).toHaveProperty('failure');
  });
});
