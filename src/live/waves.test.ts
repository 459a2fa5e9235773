import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inWaves, waveOf } from './waves.ts';

const kind = (text: string) => {
  const [group = '', name = ''] = text.split('/');
  return { group, kind: name };
};

test('what others need comes first, and order within a wave stays', () => {
  const list = [
    'apps/Deployment',
    '/Service',
    'example.test/Widget',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    '/ConfigMap',
    'apiextensions.k8s.io/CustomResourceDefinition',
    '/Namespace',
    '/Secret',
  ];
  expect(inWaves(list, kind)).toEqual([
    ['/Namespace'],
    ['apiextensions.k8s.io/CustomResourceDefinition'],
    ['/ConfigMap', '/Secret'],
    ['apps/Deployment', '/Service', 'example.test/Widget'],
    ['admissionregistration.k8s.io/ValidatingWebhookConfiguration'],
  ]);
});

test('a kind of the same name in another group is not taken for it', () => {
  expect([waveOf(kind('/Namespace')), waveOf(kind('example.test/Namespace'))]).toEqual([0, 3]);
});

test('nothing is lost or doubled', () => {
  const kinds = fc.constantFrom('/Namespace', '/Pod', 'batch/Job', '/Secret', 'x/Y');
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ kind: kinds, id: fc.nat() }), { selector: ({ id }) => id }), (list) => {
      const waves = inWaves(list, (one) => kind(one.kind));
      expect(waves.flat().toSorted((a, b) => a.id - b.id)).toEqual(list.toSorted((a, b) => a.id - b.id));
      const order = waves.flat().map((one) => waveOf(kind(one.kind)));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
  );
});
