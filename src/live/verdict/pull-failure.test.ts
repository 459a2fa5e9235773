import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PULL } from './objects.cases.ts';
import { isHopelessPull, isMissingImage, pullReason } from './pull-failure.ts';

const image = 'reg.test/app:1';

test.each([
  ['a tag that is not there', PULL.missingTag],
  ['no secret', PULL.missingSecret],
  [
    'Docker Hub, no such repository',
    'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/nope:1": failed to resolve reference "docker.io/library/nope:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'Docker, no such tag',
    'rpc error: code = Unknown desc = Error response from daemon: manifest for reg.test/app:1 not found: manifest unknown: manifest unknown',
  ],
  [
    'ECR without a login',
    'rpc error: code = Unknown desc = failed to pull and unpack image "a": failed to resolve reference "a": pulling from host 1.dkr.ecr.eu-west-1.amazonaws.com failed with status code [manifests 1]: no basic auth credentials',
  ],
  ['403', 'unexpected status from HEAD request to https://reg.test/v2/app/manifests/1: 403 Forbidden'],
  [
    'another platform',
    'rpc error: code = NotFound desc = failed to pull and unpack image "a": no match for platform in manifest: not found',
  ],
  ['CRI-O', 'reading manifest 1 in reg.test/app: manifest unknown'],
])('%s cannot heal', (_, message) => {
  expect(isHopelessPull(message, image)).toBe(true);
});

test.each([
  ['a tag that is not there', PULL.missingTag, true],
  ['CRI-O', 'reading manifest 1 in reg.test/app: manifest unknown', true],
  ['no secret', PULL.missingSecret, false],
  ['Docker Hub', 'pull access denied, repository does not exist or may require authorization', false],
  ['another platform', 'rpc error: code = NotFound desc = no match for platform in manifest: not found', false],
  ['refused', PULL.refused, false],
])('%s: only missing, %s', (_, message, expected) => {
  expect(isMissingImage(message, image)).toBe(expected);
});

test.each([
  ['refused', PULL.refused],
  ['a timeout', 'failed to do request: Head "https://reg.test/v2/": dial tcp 10.0.0.9:443: i/o timeout'],
  ['503', 'unexpected status from HEAD request to https://reg.test/v2/app/manifests/1: 503 Service Unavailable'],
  ['500', 'unexpected status code https://reg.test/v2/app/blobs/x: 500 Internal Server Error'],
  ['a limit', 'pulling from host reg.test failed with status code [manifests 1]: 429 Too Many Requests'],
  ['a name that does not resolve', 'dial tcp: lookup reg.test on 10.96.0.10:53: no such host'],
  ['a cut', 'failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://reg.test/x": EOF'],
  ['no progress', 'rpc error: code = Canceled desc = failed to pull and unpack image "a": context canceled'],
  [
    'a mirror that has it not before a registry that is away',
    '(Mirrors also failed: [mirror.test/app:1: reading manifest 1 in mirror.test/app: manifest unknown]): reg.test/app:1: pinging container registry reg.test: dial tcp 10.0.0.9:443: i/o timeout',
  ],
  ['a name in quotes', 'failed to resolve reference "docker.io/denied/app:401": something new'],
  ['the back-off alone', 'Back-off pulling image "reg.test/app:1"'],
  ['what nobody knows', 'the disk is full'],
  ['nothing', ''],
])('%s may heal', (_, message) => {
  expect(isHopelessPull(message, image)).toBe(false);
});

test('the name of an image says nothing, whatever it is', () => {
  const name = 'reg.test/denied/not found/unauthorized-403:404';
  expect(isHopelessPull(`failed to resolve "${name}": ${name}: something new`, name)).toBe(false);
});

test('takes any text', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (message, name) => void isHopelessPull(message, name)));
});

const NAME = '127.0.0.1:22332/base/busybox:nope';
const containerd = (message: string) =>
  `failed to pull and unpack image "${NAME}": failed to resolve reference "${NAME}": ${message}`;

test.each([
  ['a tag that is not there', `rpc error: code = NotFound desc = ${containerd(`${NAME}: not found`)}`, 'not found'],
  [
    'no secret',
    `Failed to pull image "${NAME}": rpc error: code = Unknown desc = ${containerd('pulling from host 127.0.0.1 failed with status code [manifests nope]: 401 Unauthorized')}`,
    'pulling from host 127.0.0.1 failed with status code [manifests nope]: 401 Unauthorized',
  ],
  [
    'backing off',
    `Back-off pulling image "${NAME}": ErrImagePull: ${containerd('failed to do request: EOF')}`,
    'failed to do request: EOF',
  ],
  ['only the back-off', `Back-off pulling image "${NAME}"`, `Back-off pulling image "${NAME}"`],
  ['what is said otherwise', 'the disk is full', 'the disk is full'],
])('%s is told without what only says where', (_, message, reason) => {
  expect(pullReason(message, NAME)).toBe(reason);
});
