/**
 * Two texts → what changed, as `diff -u` writes it. Pure.
 *
 *     --- a/default/Service._web.yaml
 *     +++ b/default/Service._web.yaml
 *     @@ -4,3 +4,3 @@
 *
 * Lines are made safe for a terminal, so the result is for people; it is no patch for texts with control characters.
 */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { plainLine } from './terminal-text.ts';

/** Beyond so many changed lines the whole text is shown as replaced: finding the least change takes quadratic time. */
const MAX_EDITS = 2000;

/** Undefined stands for a file that is not there. Empty where nothing changed. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  const to = after === undefined ? '/dev/null' : `b/${path}`;
  const found = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: before === undefined || after === undefined ? Number.MAX_SAFE_INTEGER : MAX_EDITS,
  });
  const text = found ?? replaced(from, to, linesOf(before ?? ''), linesOf(after ?? ''));
  return `${linesOf(text).map(plainLine).join('\n')}\n`;
}

function replaced(from: string, to: string, before: readonly string[], after: readonly string[]): string {
  const header = [`--- ${from}`, `+++ ${to}`, `@@ -1,${before.length} +1,${after.length} @@`];
  return [...header, ...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)].join('\n');
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
