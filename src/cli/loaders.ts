/** What runs each command; a file is loaded only when its command is called. */
import type { Command } from './command.ts';
import type { CommandName } from './commands.ts';

export const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
  build: async () => (await import('./commands/build.ts')).build,
  render: async () => (await import('./commands/render.ts')).render,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  run: async () => (await import('./commands/run.ts')).run,
  'registry serve': async () => (await import('./commands/registry-serve.ts')).registryServe,
  completion: async () => (await import('./commands/completion.ts')).completion,
};
