import { expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { parseDockerfile } from './dockerfile.ts';
import { mistakesArguments } from './podman-cache.ts';

test.each([
  ['FROM a\nARG V\nENV V=$V', ['V'], true],
  ['FROM a\nARG V\nLABEL v="${V:-1}"', ['V'], true],
  ['FROM a\nARG V\nCOPY --chown=$V f /', ['V'], true],
  ['FROM a\nARG V\nARG W=x-$V\nWORKDIR /$W', ['V'], true],
  ['FROM a\nARG V\nENV V=$V', [], false],
  ['FROM a\nARG V\nENV V=$VERSION', ['V'], false],
  ['FROM a\nARG V\nRUN make $V', ['V'], false],
  ['ARG V\nFROM a:$V\nCOPY f /', ['V'], false],
])('%j with %j: %s', (text, given, expected) => {
  expect(mistakesArguments(unwrap(parseDockerfile(text, 'Dockerfile')), given)).toBe(expected);
});
