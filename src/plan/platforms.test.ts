import { expect, test } from 'vitest';
import { formatPlatform } from '../image/platform.ts';
import { choosePlatforms } from './platforms.ts';

const host = { os: 'linux', architecture: 'amd64' };
const choose = (wanted: readonly string[], possible: readonly string[], single = false) =>
  choosePlatforms({ artifact: 'web', wanted, possible, single, host });

test.each([
  ['nothing said is the builder’s own', [], [], false, []],
  ['what the artifact names', [], ['linux/amd64', 'linux/arm64'], false, ['linux/amd64', 'linux/arm64']],
  ['what is asked for', ['linux/arm64', 'arm64'], [], false, ['linux/arm64']],
  ['what both name', ['linux/arm64'], ['linux/amd64', 'linux/arm64/v8'], false, ['linux/arm64']],
  ['all', ['all'], ['linux/amd64', 'linux/s390x'], false, ['linux/amd64', 'linux/s390x']],
  ['one only: the host’s', ['linux/arm64', 'linux/amd64'], [], true, ['linux/amd64']],
  ['one only: else the first', ['linux/arm64', 'linux/s390x'], [], true, ['linux/arm64']],
])('%s', (_, wanted, possible, single, expected) => {
  const chosen = choose(wanted, possible, single);
  expect(chosen.ok && chosen.value.map(formatPlatform)).toEqual(expected);
});

test('an empty intersection is an error that names both sides', () => {
  expect(choose(['windows/amd64'], ['linux/amd64'])).toMatchObject({
    ok: false,
    problems: [{ code: 'INPUT_INVALID', message: expect.stringContaining('linux/amd64, and windows/amd64') }],
  });
});

test('what is no platform is an error', () => {
  expect(choose(['linux/amd64/v1/x'], [])).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
});
