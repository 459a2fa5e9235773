import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../../errors/result.ts';
import { formatMemory, parseMemory } from './target-memory.ts';

test('reading what was written gives the same, whatever the order', () => {
  const word = fc.string({ minLength: 1 });
  const identity = fc.record({ ca: word, kubeSystem: word, server: word });
  const program = fc.record({ command: word, args: fc.array(fc.string()), path: word, env: word });
  const entries = <T>(of: fc.Arbitrary<T>) =>
    fc.uniqueArray(fc.tuple(word, of), { maxLength: 5, selector: ([name]) => name });
  fc.assert(
    fc.property(entries(identity), entries(program), (contexts, programs) => {
      const memory = { contexts: new Map(contexts), programs: new Map(programs) };
      const text = formatMemory(memory);
      const turned = { contexts: new Map(contexts.toReversed()), programs: new Map(programs.toReversed()) };
      expect(formatMemory(turned)).toBe(text);
      expect(unwrap(parseMemory(text, 'targets.json'))).toEqual(memory);
    }),
  );
});

test.each([
  ['', 'expected'],
  ['{}', 'its version is not 1'],
  ['{"version": 1, "contexts": {"a": {"ca": "x"}}}', '"a" is no target'],
  ['{"version": 1, "programs": {"a": {"command": "x", "path": "/x", "env": "e"}}}', '"a" is no program'],
])('%j is refused with its place', (text, why) => {
  const result = parseMemory(text, 'targets.json');
  expect(result).toMatchObject({
    ok: false,
    problems: [{ code: 'CONFIG_INVALID', message: expect.stringContaining(why), at: { file: 'targets.json' } }],
  });
});
