/** What runs each command; a file is loaded only when its command is called. */
import type { Command } from './command.ts';
import type { CommandName } from './commands.ts';

export const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
  build: async () => (await import('./commands/build.ts')).build,
  render: async () => (await import('./commands/render.ts')).render,
  deploy: async () => (await import('./commands/deploy.ts')).deploy,
  run: async () => (await import('./commands/run.ts')).run,
  diff: async () => (await import('./commands/diff.ts')).diff,
  delete: async () => (await import('./commands/delete.ts')).deleteObjects,
  status: async () => (await import('./commands/status.ts')).status,
  undo: async () => (await import('./commands/undo.ts')).undo,
  apply: async () => (await import('./commands/apply.ts')).apply,
  why: async () => (await import('./commands/why.ts')).why,
  'cache ls': async () => (await import('./commands/cache.ts')).cacheLs,
  'cache gc': async () => (await import('./commands/cache.ts')).cacheGc,
  'cache verify': async () => (await import('./commands/cache.ts')).cacheVerify,
  'registry serve': async () => (await import('./commands/registry-serve.ts')).registryServe,
  completion: async () => (await import('./commands/completion.ts')).completion,
  version: async () => (await import('./commands/version.ts')).version,
};
