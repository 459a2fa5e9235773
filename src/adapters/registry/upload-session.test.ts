import { expect, test } from 'vitest';
import { planEndpoint } from './endpoint.ts';
import { locate } from './room.ts';
import { nextLocation, offsetOf } from './upload-session.ts';

const settings = { host: 'r.example:5000', uploadHosts: ['store.example', 'plain.example:80'] };
const at = locate(planEndpoint('r.example:5000', { registries: [settings], insecureRegistries: [] }), 'team/api');
const url = 'https://r.example:5000/v2/team/api/blobs/uploads/';
const next = (location: string): string =>
  nextLocation(at, { url, status: 202, header: (name) => (name === 'location' ? location : undefined) });

test.each([
  ['/v2/team/api/blobs/uploads/1?_state=a%2Fb==', 'https://r.example:5000/v2/team/api/blobs/uploads/1?_state=a%2Fb=='],
  ['1?x', 'https://r.example:5000/v2/team/api/blobs/uploads/1?x'],
  ['https://r.example:5000/elsewhere', 'https://r.example:5000/elsewhere'],
  ['http://r.example:5000/u/1', 'https://r.example:5000/u/1'],
  ['https://store.example/u/1', 'https://store.example/u/1'],
])('an upload that is to go on at %s goes to %s', (location, place) => {
  expect(next(location)).toBe(place);
});

test.each([
  'https://r.example/u/1',
  'http://r.example/u/1',
  'https://other.example/u/1',
  '//other.example/u/1',
  'http://store.example/u/1',
  'http://plain.example/u/1',
  'https://me:pw@store.example/u/1',
  'file:///etc/passwd',
])('an upload does not go on at %s', (location) => {
  expect(() => next(location)).toThrow(/REGISTRY_REDIRECT_REFUSED/);
});

test.each([
  ['0-1023', 1024],
  ['bytes=0-1023', 1024],
  ['0-0', 0],
  ['5-9', undefined],
  ['', undefined],
])('the range %j is the offset %s', (range, offset) => {
  expect(offsetOf({ header: (name) => (name === 'range' ? range : undefined) })).toBe(offset);
});
