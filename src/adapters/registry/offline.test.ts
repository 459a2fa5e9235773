import { expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { createOfflineRegistry } from './offline.ts';
import { collect, descriptorOf, image, problemOf, signal, sourceOf } from './stage.cases.ts';

const registry = createOfflineRegistry();
const at = image('ghcr.io');
const bytes = Buffer.from('x');
const manifest = { bytes, descriptor: descriptorOf(bytes) };

test.each([
  ['resolve', () => registry.resolve(at, signal)],
  ['pullManifest', () => registry.pullManifest(at, signal)],
  ['pullBlob', () => collect(registry.pullBlob(at, manifest.descriptor, signal))],
  ['hasBlob', () => registry.hasBlob(at, digestOf('x'), signal)],
  ['pushBlob', () => registry.pushBlob(at, sourceOf(bytes), { signal })],
  ['pushManifest', () => registry.pushManifest(at, manifest, signal)],
  ['tags', () => registry.tags(at, signal)],
  ['referrers', () => registry.referrers(at, digestOf('x'), signal)],
])('%s is refused and names what was wanted', async (_, ask) => {
  expect(await problemOf(ask())).toEqual({
    code: 'NETWORK_REFUSED',
    message: 'registry ghcr.io would have to be asked for team/api, and this run is offline',
  });
});
