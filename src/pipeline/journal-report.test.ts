import { expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import type { EffectState } from '../ports/journal.ts';
import { type FolderState, interruption, type Told } from './journal-report.ts';

const digest = digestOf('image');
const tag = (name: string, state: EffectState, known = true): Told => ({
  effect: { kind: 'tag', name, tag: 'v1', ...(known && { digest }) },
  state,
  shown: `${name}:v1`,
});
const file = (state: EffectState): Told => ({ effect: { kind: 'file', path: '/w/a.json' }, state, shown: 'a.json' });
const folder = (state: EffectState, found?: FolderState): Told => ({
  ...{ effect: { kind: 'folder', path: '/w/out', written: {}, removed: [] }, state, shown: 'out' },
  folder: found,
});
const many = Array.from({ length: 12 }, (_, n) => `${n}.yaml`);

test.each<[string, readonly Told[], readonly string[]]>([
  ['nothing was done', [tag('a', 'expected'), file('expected')], []],
  ['everything was done', [tag('a', 'done'), file('done'), folder('done')], []],
  ['it failed, and said so', [tag('a', 'failed'), file('expected')], []],
  [
    'tags were being moved',
    [tag('a', 'done'), tag('b', 'begun'), tag('c', 'expected'), tag('d', 'failed'), file('expected')],
    [`a:v1 is ${digest}`, `b:v1 may be ${digest} by now`, `c:v1 was not made ${digest}`, 'a.json was not written'],
  ],
  [
    'the result was being written',
    [tag('a', 'done'), file('begun')],
    [`a:v1 is ${digest}`, 'a.json may be written by now'],
  ],
  ['an engine was pushing', [tag('a', 'begun', false)], ['a:v1 may be what was built by now']],
  [
    'the folder had not its turn',
    [tag('a', 'done'), file('done'), folder('expected')],
    [`a:v1 is ${digest}`, 'a.json was written', 'out was not touched'],
  ],
  [
    'the folder was half written',
    [folder('begun', { ready: ['a.yaml'], left: ['b.yaml', 'c.yaml'] })],
    ['out has 1 of 3 changes: a.yaml; it lacks b.yaml, c.yaml'],
  ],
  [
    'no file of the folder was reached, and they are many',
    [folder('begun', { ready: [], left: many })],
    [`out has 0 of 12 changes; it lacks ${many.slice(0, 10).join(', ')} and 2 more`],
  ],
  ['only its list was left', [folder('begun', { ready: ['a.yaml'], left: [] })], ['out has all 1 changes']],
])('%s', (_, told, facts) => {
  const problem = interruption('this run', told);
  expect((problem?.because ?? []).map(({ message }) => message)).toEqual(facts);
  expect(problem?.message).toBe(facts.length === 0 ? undefined : 'this run was stopped midway');
});
