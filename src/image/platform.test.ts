import { describe, expect, test } from 'vitest';
import { formatPlatform, parsePlatform } from './platform.ts';

const read = (text: string): string => {
  const parsed = parsePlatform(text);
  return parsed.ok ? formatPlatform(parsed.value) : (parsed.problems[0].hint ?? '');
};

describe('parsePlatform', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/x86_64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['windows/amd64', 'windows/amd64'],
    ['linux/ppc64', 'linux/ppc64'],
    // Like nothing that is known: it may be new.
    ['fuchsia/xtensa', 'fuchsia/xtensa'],
  ])('reads %s as %s', (text, platform) => {
    expect(read(text)).toBe(platform);
  });

  test.each([
    ['windos/amd64', /"windows"/],
    ['linux/amd46', /"amd64"/],
    ['linux/arn64', /"arm64"/],
    ['linux', /linux\/amd64/],
    ['linux/', /linux\/amd64/],
    ['linux/a/b/c', /linux\/amd64/],
    ['', /linux\/amd64/],
  ])('refuses %j and says what was meant', (text, hint) => {
    expect(parsePlatform(text).ok).toBe(false);
    expect(read(text)).toMatch(hint);
  });
});
