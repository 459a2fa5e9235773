/** Programs of others: where they are and which version. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');

/** What the end-to-end tests have built: TOOLS/NAME@VERSION/NAME. */
function builtTools() {
  const tools = join(process.env['ORCHESTRATOR_E2E_CACHE'] || join(cache, 'orchestrator-e2e'), 'tools');
  return existsSync(tools) ? readdirSync(tools).map((name) => join(tools, name)) : [];
}

const folders = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  join(cache, 'orchestrator-bench/bin'),
  ...builtTools(),
];

/** The path of a program, or undefined. */
export const onPath = (program) => folders.map((folder) => join(folder, program)).find((file) => existsSync(file));

const versionWords = { docker: ['--version'], skopeo: ['--version'], 'docker-registry': ['--version'] };

/** One line: the programs that are there, with what they say of themselves. */
export const versionsOf = (programs) =>
  programs
    .flatMap((program) => {
      const file = onPath(program);
      if (file === undefined) return [];
      const { stdout } = spawnSync(file, versionWords[program] ?? ['version'], { encoding: 'utf8' });
      const version = /v?\d+\.\d+[\w.+-]*/.exec(stdout ?? '')?.[0] ?? '(version unknown)';
      return [`${program} ${version}`];
    })
    .join(', ');
