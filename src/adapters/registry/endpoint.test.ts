import { expect, test } from 'vitest';
import { isSameOrigin, planEndpoint, planMirrors, type RegistrySettings } from './endpoint.ts';

const places = (...registries: RegistrySettings[]) => ({ registries, insecureRegistries: ['old.example:5000'] });

test.each<[string, readonly RegistrySettings[], string]>([
  ['docker.io', [], 'https://registry-1.docker.io'],
  ['ghcr.io', [], 'https://ghcr.io'],
  ['Registry.Example:5000', [], 'https://registry.example:5000'],
  ['localhost:5000', [], 'http://localhost:5000'],
  ['127.0.0.2', [], 'http://127.0.0.2'],
  ['[::1]:5000', [], 'http://[::1]:5000'],
  ['localhost.example.com', [], 'https://localhost.example.com'],
  ['old.example:5000', [], 'http://old.example:5000'],
  ['old.example:5000', [{ host: 'old.example:5000', insecure: false }], 'https://old.example:5000'],
  ['r.example', [{ host: 'R.example', insecure: true }], 'http://r.example'],
  ['r.example:1', [{ host: 'r.example', insecure: true }], 'https://r.example:1'],
  ['localhost:5000', [{ host: 'localhost:5000', caFile: 'ca.pem' }], 'https://localhost:5000'],
  ['localhost:5000', [{ host: 'localhost:5000', insecure: false }], 'https://localhost:5000'],
])('%s with %j is at %s', (host, registries, origin) => {
  expect(planEndpoint(host, places(...registries))).toMatchObject({ host, origin, prefix: '' });
});

test('mirrors have a prefix and settings of their own', () => {
  const all = places(
    { host: 'docker.io', mirrors: ['localhost:5001', 'mirror.example/hub/cache'] },
    { host: 'mirror.example', caFile: 'ca.pem' },
  );
  expect(planMirrors('docker.io', all)).toMatchObject([
    { origin: 'http://localhost:5001', prefix: '' },
    { origin: 'https://mirror.example', prefix: 'hub/cache/', settings: { caFile: 'ca.pem' } },
  ]);
  expect(planMirrors('index.docker.io', all)).toHaveLength(2);
  expect(planMirrors('ghcr.io', all)).toEqual([]);
});

test.each([
  ['https://a.example/x', 'https://a.example:443/y', true],
  ['https://a.example', 'http://a.example', false],
  ['https://a.example', 'https://a.example:444', false],
  ['https://a.example', 'https://b.example', false],
])('%s and %s are one origin: %s', (a, b, same) => {
  expect(isSameOrigin(a, b)).toBe(same);
});
