import { describe, expect, test } from 'vitest';
import { type Wanted, wantedObjects } from './wanted.ts';

const source = (text: string) => [{ name: 'all.yaml', text }];
const map = (labels = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${labels}}\n`;
const one = (text: string, labels?: Readonly<Record<string, string>>, setId?: string): Wanted => {
  const wanted = wantedObjects(source(text), labels, setId);
  if (!wanted.ok || wanted.value[0] === undefined) throw new Error('not wanted');
  return wanted.value[0];
};
const PART_OF = 'applyset.kubernetes.io/part-of';

describe('objects of a set', () => {
  test('carry its label, whatever other labels say', () => {
    const { value } = one(map(', labels: {b: c}'), { [PART_OF]: 'no', d: 'e' }, 'applyset-x-v1');
    expect(value['metadata']).toMatchObject({ labels: { b: 'c', d: 'e', [PART_OF]: 'applyset-x-v1' } });
  });

  test('have another hash than without it, so that one that enters or leaves a set is sent', () => {
    const hashes = [one(map()), one(map(), {}, 'applyset-x-v1'), one(map(), {}, 'applyset-y-v1')].map(
      ({ hash }) => hash,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  test.each([
    ['their own label, as one reads it from a cluster', 'applyset-x-v1', true],
    ['that of another set', 'applyset-y-v1', false],
  ])('may be written with %s: %s', (_, label, isFine) => {
    const text = map(`, labels: {${PART_OF}: ${label}}`);
    const wanted = wantedObjects(source(text), {}, 'applyset-x-v1');
    expect(wanted.ok).toBe(isFine);
    if (!wanted.ok)
      expect(wanted.problems).toMatchObject([
        {
          code: 'MANIFEST_INVALID',
          message: expect.stringContaining('another set'),
          at: { start: text.indexOf(label) },
        },
      ]);
    expect(wantedObjects(source(text)).ok).toBe(true);
  });
});
