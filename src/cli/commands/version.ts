/** `orchestrator version`; bin.ts answers it at once where no flag follows. */
import type { Command } from '../command.ts';

export const version: Command = {
  async run({ version }) {
    return { text: `orchestrator ${version}\n`, record: { version } };
  },
};
