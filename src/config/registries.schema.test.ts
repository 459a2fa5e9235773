import { expect, test } from 'vitest';
import { registriesSchema } from './registries.schema.ts';

const accepts = (entry: object): boolean => registriesSchema.safeParse([entry]).success;

test.each([
  { host: 'docker.io' },
  { host: 'localhost:5000', insecure: false },
  { host: '[::1]:5000' },
  { host: 'r.example', mirrors: ['mirror.example', 'mirror.example:5000/hub/cache'] },
  { host: 'r.example', caFile: 'ca.pem', certFile: 'client.pem', keyFile: 'client.key' },
  { host: 'r.example', realms: ['https://login.example', 'https://login.example:8443/'], uploadHosts: ['s3.example'] },
])('takes %j', (entry) => {
  expect(accepts(entry)).toBe(true);
});

test.each([
  {},
  { host: 'https://r.example' },
  { host: 'r.example/team' },
  { host: 'r.example', mirrors: ['https://mirror.example'] },
  { host: 'r.example', mirrors: ['mirror.example/'] },
  { host: 'r.example', realms: ['http://login.example'] },
  { host: 'r.example', realms: ['https://login.example/token'] },
  { host: 'r.example', realms: ['https://me@login.example'] },
  { host: 'r.example', uploadHosts: ['https://s3.example'] },
  { host: 'r.example', plain: true },
])('refuses %j', (entry) => {
  expect(accepts(entry)).toBe(false);
});
