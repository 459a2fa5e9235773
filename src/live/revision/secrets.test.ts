import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { numberOf, parseRevision, type Revision, secretName, secretText, tooOld } from './secrets.ts';

const set = { name: 'web', namespace: 'shop' };
const revision: Revision = {
  number: 12,
  command: 'apply',
  at: '2026-01-02T03:04:05.000Z',
  by: 'ann',
  version: '1.0.0',
  created: 1,
  updated: 2,
  deleted: 3,
  digest: 'sha256:0',
  parts: 2,
};
const secret = (part: number): LiveObject =>
  JSON.parse(secretText({ set, parentUid: 'uid', revision, part, bytes: Buffer.from('state') }));

describe('a Secret of a revision', () => {
  test('is immutable, of a type of its own, belongs to the parent, and is no member of the set', () => {
    const { metadata, ...rest } = secret(0);
    expect(rest).toMatchObject({ type: 'orchestrator.dev/revision', immutable: true, data: { state: 'c3RhdGU=' } });
    expect(metadata.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', name: 'web', uid: 'uid' }]);
    expect(Object.keys(metadata.labels ?? {})).toEqual(['orchestrator.dev/revisions-of', 'orchestrator.dev/part']);
  });

  test('says what the revision is, in its first part', () => {
    expect(parseRevision(secret(0), 'uid')).toEqual({ ...revision, outcome: undefined, head: secret(0).metadata.name });
    expect(parseRevision(secret(1), 'uid')).toBeUndefined();
    expect(parseRevision(secret(0), 'another')).toBeUndefined();
  });

  test('has a name that fits and says its number', () => {
    expect(numberOf(secretName(set, 'uid', 12, 1))).toBe(12);
    expect(numberOf('web-revision-of-somebody')).toBeUndefined();
    expect(secretName({ name: 'a.'.repeat(126), namespace: 'n' }, 'uid', 999_999, 99).length).toBeLessThan(254);
  });
});

test('ten revisions are kept, with all their parts', () => {
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  expect(tooOld([...numbers, ...numbers])).toEqual([2, 1]);
  expect(tooOld(numbers.slice(0, 10))).toEqual([]);
});
