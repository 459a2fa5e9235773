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
