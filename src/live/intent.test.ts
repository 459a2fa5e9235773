import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeKey, type Intent, intentText, interruptionOf, nameChanges, parseIntent, standOf } from './intent.ts';
import type { LiveObject } from './object.ts';

const set = { name: 'web', namespace: 'shop' };
const ANNOTATION = 'orchestrator.dev/intent';
const hash = (digit: string): string => `sha256:${digit.repeat(64)}`;
const begun: Intent = {
  ...{ number: 7, token: 9, state: 'begun', by: 'ann@laptop', began: '2026-01-01T12:00:00Z', program: '1.2.3' },
};
/** As the annotation has it. */
const written = { version: 1, ...begun };
const parent = (annotations: Readonly<Record<string, string>>): LiveObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...set, annotations } },
});
const parse = (text: unknown) =>
  parseIntent(parent({ [ANNOTATION]: typeof text === 'string' ? text : JSON.stringify(text) }), set);

test.each([
  [{ group: 'apps', kind: 'Deployment' }, 'shop', 'Deployment.apps shop/web'],
  [{ group: '', kind: 'ConfigMap' }, 'shop', 'ConfigMap shop/web'],
  [{ group: '', kind: 'Namespace' }, undefined, 'Namespace web'],
])('a change of %o in %s is named %s', (kind, namespace, key) => {
  expect(changeKey({ kind, namespace, name: 'web' })).toBe(key);
});

describe('what is written on the parent', () => {
  const text = fc.string();
  const count = fc.nat();
  const intent: fc.Arbitrary<Intent> = fc.record(
    {
      ...{ number: count, token: count, more: count, undoes: count, to: count, by: text, began: text, program: text },
      state: fc.constantFrom('begun', 'done', 'failed'),
      write: fc.dictionary(text, text),
      prune: fc.array(text),
      hooks: fc.array(fc.constantFrom('before', 'after')),
    },
    { requiredKeys: ['number', 'token', 'state', 'by', 'began', 'program'] },
  );

  test('is read as it was', () => {
    fc.assert(
      fc.property(intent, (one) => {
        const read = parseIntent(parent(intentText(one)), set);
        expect(read).toEqual({ ok: true, value: { version: 1, ...one } });
        expect(read.ok && read.value && intentText(read.value)).toEqual(intentText(one));
      }),
    );
  });

  test('may not be there', () => {
    expect(parseIntent(undefined, set)).toEqual({ ok: true, value: undefined });
    expect(parseIntent(parent({}), set)).toEqual({ ok: true, value: undefined });
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['null', 'null'],
    ['without a number', { ...written, number: undefined }],
    ['with a part of a token', { ...written, token: 1.5 }],
    ['in no state of ours', { ...written, state: 'paused' }],
    ['without a version', begun],
    ['of a version that never was', { ...written, version: 0 }],
    ['of a version in words', { ...written, version: '1' }],
    ['by nobody', { ...written, by: null }],
    ['with writes in a list', { ...written, write: ['ConfigMap shop/a'] }],
    ['with a write that is no hash', { ...written, write: { 'ConfigMap shop/a': 1 } }],
    ['with names of what is deleted in a map', { ...written, prune: {} }],
    ['with something else among them', { ...written, prune: [{}] }],
    ['of an undo of what has no number', { ...written, undoes: 'all' }],
    ['with hooks that are no list', { ...written, hooks: 'before' }],
    ['with a text that counts', { ...written, more: 'some' }],
  ])('%s is refused, with the way out', (_, value) => {
    expect(parse(value)).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'DEPLOY_REFUSED',
          message: `the set "web": its annotation ${ANNOTATION} is none of ours`,
          hint: expect.stringContaining('kubectl annotate configmap web'),
        },
      ],
    });
  });

  test('is read where nothing is wrong with it', () => {
    expect(parse(written)).toEqual({ ok: true, value: written });
  });

  test('of a newer version is for a newer program', () => {
    expect(parse({ version: 2, plan: [] })).toMatchObject({
      problems: [{ message: expect.stringContaining('is of version 2, and this program knows 1') }],
    });
  });

  test('may be anything, and is read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (one) => {
        const read = parse(one);
        expect(read.ok || read.problems[0].code === 'DEPLOY_REFUSED').toBe(true);
      }),
    );
  });
});

describe('names of changes', () => {
  test('carry the beginning of the hash', () => {
    expect(nameChanges([{ key: 'ConfigMap shop/a', hash: hash('a') }], ['Service shop/s'])).toEqual({
      ...{ write: { 'ConfigMap shop/a': 'a'.repeat(12) }, prune: ['Service shop/s'], more: 0 },
    });
  });

  test('never take more room than they have, and none goes uncounted', () => {
    const key = fc.stringMatching(/^[a-z.]{1,300}$/);
    const keys = fc.uniqueArray(key, { maxLength: 150, size: 'max' });
    fc.assert(
      fc.property(keys, keys, (written, pruned) => {
        const changes = nameChanges(
          written.map((one) => ({ key: one, hash: hash('f') })),
          pruned,
        );
        const named = Object.keys(changes.write).length + changes.prune.length;
        expect(named + changes.more).toBe(written.length + pruned.length);
        expect(JSON.stringify([changes.write, changes.prune]).length).toBeLessThanOrEqual(16 * 1024 + 10);
      }),
      { numRuns: 30 },
    );
  });

  test.each([1, 60, 250])('of %i letters and more leave room for what others note', (length) => {
    const keys = Array.from({ length: 1500 }, (_, index) => `${'k'.repeat(length)}${index}`);
    const { write, prune, more } = nameChanges(
      keys.map((key) => ({ key, hash: hash('a') })),
      keys,
    );
    const size = JSON.stringify([write, prune]).length;
    expect(size).toBeLessThanOrEqual(16 * 1024 + 10);
    expect(size).toBeGreaterThan(15 * 1024);
    expect(more).toBe(3000 - Object.keys(write).length - prune.length);
  });

  test('are all there for a set of a hundred objects', () => {
    const keys = Array.from({ length: 100 }, (_, index) => `Deployment.apps some-namespace/some-workload-${index}`);
    const changes = nameChanges(
      keys.map((key) => ({ key, hash: hash('a') })),
      keys,
    );
    expect([Object.keys(changes.write), changes.prune, changes.more]).toEqual([keys, keys, 0]);
  });
});

describe('after a run that was killed', () => {
  const at = (key: string, digit?: string) => ({ key, hash: digit && hash(digit) });
  const write = { 'ConfigMap shop/a': 'a'.repeat(12) };

  test.each<[string, Partial<Intent>, readonly ReturnType<typeof at>[], readonly string[], readonly string[]]>([
    ['carries its hash', { write }, [at('ConfigMap shop/a', 'a')], ['ConfigMap shop/a'], []],
    ['carries another', { write }, [at('ConfigMap shop/a', 'b')], [], ['ConfigMap shop/a']],
    ['carries none', { write }, [at('ConfigMap shop/a')], [], ['ConfigMap shop/a']],
    ['is not there', { write }, [], [], ['ConfigMap shop/a']],
    ['is the same in another namespace', { write }, [at('ConfigMap b/a', 'a')], [], ['ConfigMap shop/a']],
    [
      'turned out to have no namespace',
      { write: { 'Cat.x shop/a': 'a'.repeat(12) } },
      [at('Cat.x a', 'a')],
      ['Cat.x shop/a'],
      [],
    ],
    ['was to go and is there', { prune: ['Secret b'] }, [at('Secret b', 'a')], [], ['Secret b, to be deleted']],
    ['was to go and is gone', { prune: ['Secret b'] }, [], ['Secret b, to be deleted'], []],
  ])('an object that %s', (_, changes, members, done, left) => {
    expect(standOf({ ...begun, ...changes }, members)).toEqual({ done, left });
  });

  test('every change that was named is done or left, once', () => {
    const key = fc.constantFrom('Secret a', 'Secret b', 'Secret c', 'Secret d');
    const digits = fc.dictionary(key, fc.constantFrom('a', 'b'));
    fc.assert(
      fc.property(digits, fc.uniqueArray(key), digits, (wanted, prune, there) => {
        const changes = nameChanges(
          Object.entries(wanted).map(([one, digit]) => ({ key: one, hash: hash(digit) })),
          prune,
        );
        const members = Object.entries(there).map(([one, digit]) => at(one, digit));
        const { done, left } = standOf({ ...begun, ...changes }, members);
        const named = [...Object.keys(wanted), ...prune.map((one) => `${one}, to be deleted`)];
        expect([...done, ...left].toSorted()).toEqual(named.toSorted());
        for (const [one, digit] of Object.entries(wanted)) expect(done.includes(one)).toBe(there[one] === digit);
      }),
    );
  });

  const told = (changes: Partial<Intent>, members: readonly ReturnType<typeof at>[] = []): string => {
    const { code, message } = interruptionOf({ ...begun, ...changes }, set, members);
    expect(code).toBe('RUN_INTERRUPTED');
    return message.replace(
      'revision 7 of the set "web", begun by ann@laptop at 2026-01-01T12:00:00Z, did not end: ',
      '',
    );
  };
  test('an undo says of what', () => {
    const message = (aim: Partial<Intent>) => interruptionOf({ ...begun, ...aim }, set, []).message;
    expect(message({ undoes: 6 })).toContain('revision 7 of the set "web", an undo of revision 6, begun by ann@laptop');
    expect(message({ to: 4 })).toContain('an undo to revision 4, begun by');
  });

  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`Secret s${index}`, 'a']));

  test.each<[string, Partial<Intent>, RegExp]>([
    ['some are left', { write, prune: ['Secret b'] }, /^1 of 2 changes were done, left: ConfigMap shop\/a$/],
    ['none is left', { prune: ['Secret b'] }, /^1 of 1 changes were done, none is left$/],
    ['ten are named, and no more', { write: many }, /^0 of 12 .* left: (?:Secret s\d; ){9}Secret s9 and 2 more$/],
    ['not all were named', { write, more: 3 }, /^0 of 1 .*; of 3 more nothing is known$/],
    [
      'it had not begun with hooks before',
      { write, hooks: ['before', 'after'] },
      /a; its hooks before the deploy may have run$/,
    ],
    [
      'its hooks before are over',
      { write, prune: ['Secret b'], hooks: ['before'] },
      /a; its hooks before the deploy have run$/,
    ],
    [
      'hooks were what it came to',
      { prune: ['Secret b'], hooks: ['after'] },
      /left; its hooks after the deploy may have run$/,
    ],
    ['nothing was named', {}, /^0 of 0 changes were done, none is left$/],
  ])('the next one tells how it stands where %s', (_, changes, text) => {
    expect(told(changes)).toMatch(text);
  });
});
