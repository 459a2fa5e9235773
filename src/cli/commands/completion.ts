/** `orchestrator completion SHELL` */
import type { Command } from '../command.ts';
import { completionScript, type Shell } from '../completion.ts';

export const completion: Command = {
  async run({ argument }) {
    const text = completionScript(argument as Shell); // the table of commands lets only shells through
    return { text, record: { shell: argument, script: text } };
  },
};
