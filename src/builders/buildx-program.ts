/**
 * Where docker buildx is. The plugin's program also runs alone, so that no docker program is needed.
 * Source: docker/cli, `cli-plugins/manager`, and the folders that its packages use.
 */
import { join } from 'node:path';
import type { BuildContext } from './builder.ts';

const FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** Its absolute path, or undefined: the user's plugin, then the system's, then PATH. */
export async function findBuildx(
  env: Readonly<Record<string, string>>,
  { system }: Pick<BuildContext, 'system'>,
): Promise<string | undefined> {
  const own = env['DOCKER_CONFIG'] || (env['HOME'] && join(env['HOME'], '.docker'));
  const folders = own ? [join(own, 'cli-plugins'), ...FOLDERS] : FOLDERS;
  for (const name of [...folders.map((folder) => join(folder, 'docker-buildx')), 'docker-buildx', 'buildx']) {
    const found = await system.processes.find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
