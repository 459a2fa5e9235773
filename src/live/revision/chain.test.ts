import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { joinChain, keptOf, type Link } from './chain.ts';
import type { KeptObject } from './kept.ts';

const HASH = 'hash';
const live = (hash: string): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', annotations: { [HASH]: hash } },
});
const kept = (name: string, before: string | undefined, after: string | undefined, apiVersion = 'v1'): KeptObject => ({
  apiVersion,
  kind: 'ConfigMap',
  name,
  ...(before !== undefined && { before: live(before) }),
  ...(after !== undefined && { after: { hash: after, fields: {} } }),
});
const whole = (...all: readonly KeptObject[]): Link => ({ kept: all, isHalf: false });
const half = (...all: readonly KeptObject[]): Link => ({ kept: all, isHalf: true });
const shown = ({ name, before, after }: KeptObject) => [name, before?.metadata.annotations?.[HASH], after?.hash];
const joined = (links: readonly Link[], now: string | undefined) =>
  joinChain(links).map((one) => shown(keptOf(one, now === undefined ? undefined : live(now), HASH)));

describe('of several runs', () => {
  test('what was before is of the first, what was left of the last that touched it', () => {
    const links = [
      whole(kept('a', '1', '2'), kept('b', undefined, '1')),
      whole(kept('a', '2', '3')),
      whole(kept('c', '1', undefined)),
    ];
    expect(joined(links, '3')).toEqual([
      ['a', '1', '3'],
      ['b', undefined, '1'],
      ['c', '1', undefined],
    ]);
  });

  test.each<[string, Link[], string | undefined, string | undefined]>([
    ['one that ended has left what it says', [whole(kept('a', '1', '2')), whole(kept('a', '2', '3'))], '2', '3'],
    [
      'one that did not may have left what was before',
      [whole(kept('a', '1', '2')), half(kept('a', '2', '3'))],
      '2',
      '2',
    ],
    ['or what it says', [whole(kept('a', '1', '2')), half(kept('a', '2', '3'))], '3', '3'],
    ['or something of others', [whole(kept('a', '1', '2')), half(kept('a', '2', '3'))], '9', '3'],
    ['or not yet deleted it', [whole(kept('a', '1', '2')), half(kept('a', '2', undefined))], '2', '2'],
    ['or deleted it', [whole(kept('a', '1', '2')), half(kept('a', '2', undefined))], undefined, undefined],
    ['or not made it again', [whole(kept('a', '1', undefined)), half(kept('a', undefined, '3'))], undefined, undefined],
  ])('%s', (_, links, now, left) => {
    expect(joined(links, now)).toEqual([['a', '1', left]]);
  });

  test('each is half that the last one to write it may not have ended', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => kept(name, '1', '2'));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three');
    const all = joinChain([whole(a, b), half(b, c), whole(c)]);
    expect(all.map(({ name, isHalf }) => [name, isHalf])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });

  test('what was made and deleted is nothing', () => {
    expect(joined([whole(kept('a', undefined, '1')), whole(kept('a', '1', undefined))], undefined)).toEqual([
      ['a', undefined, undefined],
    ]);
  });

  test('the version is that of what is put back; all that was applied is known', () => {
    const scaler = (version: string, before?: string) => ({
      ...kept('a', before, version),
      kind: 'S',
      apiVersion: `autoscaling/${version}`,
    });
    expect(joinChain([whole(scaler('v1', '0')), whole(scaler('v2', 'v1'))])).toMatchObject([
      { apiVersion: 'autoscaling/v1', applied: [{ hash: 'v2' }, { hash: 'v1' }] },
    ]);
    expect(joinChain([whole(scaler('v1')), whole(scaler('v2', 'v1'))])).toMatchObject([
      { apiVersion: 'autoscaling/v2' },
    ]);
  });
});
