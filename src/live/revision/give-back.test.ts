import { expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';
import { giveBack } from './give-back.ts';
import { entry, object } from './managed.cases.ts';

const a: Fields = { 'f:data': { 'f:a': {} } };
const b: Fields = { 'f:data': { 'f:b': {} } };
const both: Fields = { 'f:data': { 'f:a': {}, 'f:b': {} } };

test.each<[string, LiveObject, LiveObject, readonly ManagedFields[] | undefined]>([
  ['right already', object(entry('us', a)), object(entry('us', a)), undefined],
  ['fewer than before', object(entry('us', both)), object(entry('us', a)), undefined],
  ['never ours', object(entry('kubectl', both)), object(entry('us', both)), [entry('kubectl', both)]],
  [
    'what others had',
    object(entry('us', a), entry('kubectl', b)),
    object(entry('us', both)),
    [entry('us', a), entry('kubectl', b)],
  ],
  [
    'to one who has other fields now',
    object(entry('us', a), entry('kubectl', b)),
    object(entry('us', both), entry('kubectl', { 'f:c': {} })),
    [entry('us', a), entry('kubectl', { 'f:c': {}, ...b })],
  ],
  [
    'all that was taken over from kubectl apply, also what is nobody’s now',
    object(entry('kubectl-client-side-apply', both)),
    object(entry('us', a)),
    [entry('kubectl-client-side-apply', both)],
  ],
  ['what was nobody’s', object(entry('us', a)), object(entry('us', both)), [entry('us', a)]],
  [
    'gained by others since',
    object(entry('us', a)),
    object(entry('us', both), entry('hpa', b)),
    [entry('us', a), entry('hpa', b)],
  ],
  [
    'not of a status, nor of another version',
    object(entry('kubelet', both, { subresource: 'status' }), entry('old', both, { apiVersion: 'v0' })),
    object(entry('us', both)),
    [],
  ],
  [
    'of a scale, by the way that it came',
    object(entry('us', a), entry('kubectl', b, { subresource: 'scale' })),
    object(entry('us', both), entry('kubectl', a)),
    [entry('us', a), entry('kubectl', a), entry('kubectl', b, { subresource: 'scale' })],
  ],
  ['we have nothing', object(entry('kubectl', a)), object(entry('kubectl', a)), undefined],
])('%s', (_, before, now, expected) => {
  expect(giveBack(before, now, 'us')).toEqual(expected);
});
