import { expect, test } from 'vitest';
import { isSameTarget, judgeTarget, type KnownTarget } from './target.ts';

const CA = `sha256:${'a'.repeat(64)}`;
const OTHER_CA = `sha256:${'b'.repeat(64)}`;
const at = 'https://10.0.0.1:6443';
const moved = 'https://10.0.0.2:6443';

test.each([
  ['the same in all', { ca: CA, kubeSystem: 'u1', server: at }, { ca: CA, kubeSystem: 'u1', server: at }, true],
  ['at another address', { ca: CA, kubeSystem: 'u1', server: at }, { ca: CA, kubeSystem: 'u1', server: moved }, true],
  ['another UID', { ca: CA, kubeSystem: 'u1', server: at }, { ca: CA, kubeSystem: 'u2', server: at }, false],
  [
    'another authority',
    { ca: CA, kubeSystem: 'u1', server: at },
    { ca: OTHER_CA, kubeSystem: 'u1', server: at },
    false,
  ],
  ['UID not readable now, same address', { ca: CA, kubeSystem: 'u1', server: at }, { ca: CA, server: at }, true],
  ['UID not readable now, moved', { ca: CA, kubeSystem: 'u1', server: at }, { ca: CA, server: moved }, false],
  ['UID not readable now, no address known', { ca: CA, kubeSystem: 'u1' }, { ca: CA, server: at }, false],
  ['UID not readable then, same address', { ca: CA, server: at }, { ca: CA, kubeSystem: 'u1', server: at }, true],
  ['UID never readable, moved', { ca: CA, server: at }, { ca: CA, server: moved }, false],
  ['nothing but the authority', { ca: CA }, { ca: CA }, false],
])('%s', (_, known, found, same) => {
  expect(isSameTarget(known, found)).toBe(same);
  expect(isSameTarget(found, known)).toBe(same);
});

const prod: KnownTarget = { context: 'prod', ca: CA, kubeSystem: 'u1' };
const staging: KnownTarget = { context: 'staging', ca: CA, kubeSystem: 'u2' };

test.each([
  ['listed', [prod, staging], 'prod', 'u1', { state: 'known', target: prod }],
  ['not listed', [prod, staging], 'dev', 'u1', { state: 'new' }],
  ['listed under another name only', [prod, staging], 'staging', 'u1', { state: 'other', expected: [staging] }],
  [
    'one of two of a name',
    [prod, { ...prod, kubeSystem: 'u3' }],
    'prod',
    'u3',
    { state: 'known', target: { ...prod, kubeSystem: 'u3' } },
  ],
  [
    'protected wins',
    [prod, { ...prod, protected: true }],
    'prod',
    'u1',
    { state: 'known', target: { ...prod, protected: true } },
  ],
  ['nothing is listed', [], 'prod', 'u1', { state: 'new' }],
])('%s', (_, list, context, kubeSystem, judged) => {
  expect(judgeTarget(list, context, { ca: CA, kubeSystem, server: at })).toEqual(judged);
});
