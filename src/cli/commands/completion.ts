/** `orchestrator completion SHELL` */
import type { Command } from '../command.ts';
import { completionScript, type Shell } from '../completion.ts';

export const completion: Command = {
  async run({ args: [shell] }) {
    const text = completionScript(shell as Shell); // the table of commands lets only shells through
    return { text, record: { shell, script: text } };
  },
};
