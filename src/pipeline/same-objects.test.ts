import { describe, expect, test } from 'vitest';
import type { RenderedObject } from '../manifest/rendered.ts';
import { sameObjects } from './same-objects.ts';

const TEXT = 'a\nb\nc\n';
const object = (id: Partial<RenderedObject['id']>, line: number): RenderedObject => ({
  id: { apiVersion: 'v1', kind: 'Service', name: 'web', ...id },
  source: 'all.yaml',
  place: { file: 'all.yaml', text: TEXT, start: line * 2, end: line * 2 + 1 },
  images: [],
});

describe('the same object twice', () => {
  test('is told with both places, and a third time too', () => {
    const found = sameObjects([object({}, 0), object({ apiVersion: 'v1' }, 1), object({}, 2)]);
    const because = [{ code: 'MANIFEST_INVALID', message: 'Service "web" is here', at: { start: 0 } }];
    expect(found).toMatchObject([
      { code: 'MANIFEST_INVALID', message: 'Service "web" is there twice', at: { start: 2 }, because },
      { at: { start: 4 }, because },
    ]);
  });

  test('is the same in another version of its group, with its namespace in the words', () => {
    const id = { kind: 'Deployment', namespace: 'shop' };
    const found = sameObjects([
      object({ ...id, apiVersion: 'apps/v1' }, 0),
      object({ ...id, apiVersion: 'apps/v1beta1' }, 1),
    ]);
    expect(found).toMatchObject([{ message: 'Deployment "web" of namespace "shop" is there twice' }]);
  });

  test.each([
    ['of another name', { name: 'api' }],
    ['of another kind', { kind: 'ConfigMap' }],
    ['of another group', { apiVersion: 'serving.knative.dev/v1' }],
    ['of another namespace', { namespace: 'shop' }],
  ])('is not one %s', (_, other) => {
    expect(sameObjects([object({}, 0), object(other, 1)])).toEqual([]);
  });

  test('is not one that gets its name from the cluster', () => {
    expect(sameObjects([object({ name: '' }, 0), object({ name: '' }, 1)])).toEqual([]);
  });
});
