import { describe, expect, test } from 'vitest';
import { unifiedDiff } from './text-diff.ts';

const numbered = (count: number, prefix = ''): string =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}\n`).join('');

describe('unifiedDiff', () => {
  test('shows a changed line with three lines around it', () => {
    expect(unifiedDiff('n', numbered(9), numbered(9).replace('4\n', 'four\n'))).toBe(
      '--- a/n\n+++ b/n\n@@ -2,7 +2,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n',
    );
  });

  test('a file that comes or goes is one side only', () => {
    expect(unifiedDiff('n', undefined, 'a\n')).toBe('--- /dev/null\n+++ b/n\n@@ -0,0 +1,1 @@\n+a\n');
    expect(unifiedDiff('n', 'a\n', undefined)).toBe('--- a/n\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  test('says where a text ends without a newline, and nothing of equal texts', () => {
    expect(unifiedDiff('n', 'a', 'a\n')).toContain('\\ No newline at end of file');
    expect(unifiedDiff('n', 'a', 'a')).toBe('');
  });

  test('texts that share nothing are shown whole, in bounded time', () => {
    const diff = unifiedDiff('n', numbered(20_000, 'x'), numbered(20_000, 'y'));
    expect(diff.startsWith('--- a/n\n+++ b/n\n@@ -1,20000 +1,20000 @@\n-x0\n')).toBe(true);
    expect(diff.endsWith('+y19999\n')).toBe(true);
  });

  test('escape codes never reach the terminal', () => {
    expect(unifiedDiff('n', undefined, 'a\u001b[31mred\u0007\r\n')).toBe(
      '--- /dev/null\n+++ b/n\n@@ -0,0 +1,1 @@\n+ared\n',
    );
  });
});
