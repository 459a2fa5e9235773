import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { completionScript } from './completion.ts';

test.each(['bash', 'zsh', 'fish'] as const)(
  '%s knows the commands, their flags, and the words that a flag takes',
  (shell) => {
    const script = completionScript(shell);
    for (const word of ['render', 'registry', 'serve', 'digest-source', 'remote', 'orc'])
      expect(script).toContain(word);
  },
);

/** What bash itself offers for the last word. */
const offered = (...words: readonly string[]): readonly string[] => {
  const script = `${completionScript('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _orchestrator; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', script, 'bash', 'orchestrator', ...words], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
};

test.each<[readonly string[], readonly string[]]>([
  [['re'], ['render', 'registry']],
  [['registry', ''], ['serve']],
  [['build', '--pu'], ['--push']],
  [['build', '--progress', '=', 'j'], ['json']],
  [
    ['render', '--digest-source', ''],
    ['none', 'local', 'tag', 'remote'],
  ],
  [
    ['build', '--format', ''],
    ['text', 'json'],
  ],
  [['completion', '--he'], ['--help']],
  [['--v'], ['--version']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['build', '-f', 'package.'], ['package.json']],
  [['render', '--build-artifacts', '=', 'package.'], ['package.json']],
])('bash offers for %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected);
});
