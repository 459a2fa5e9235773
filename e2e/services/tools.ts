/**
 * Where programs are: those that `install-tools.sh` builds, and those of the system.
 *
 * The table `tools.txt` is the one place that names the versions; the script and this file read it.
 */
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Debian keeps daemons here, and a user's PATH often leaves these out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Absolute path, whether or not it is there. */
  readonly program: string;
}

/** Folder outside the clone that keeps built programs, made images and logs. */
export function cacheFolder(): string {
  const own = process.env['ORCHESTRATOR_E2E_CACHE'];
  return own || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'orchestrator-e2e');
}

/** Reads the table of tools, in its order. */
export function readTools(): readonly Tool[] {
  const lines = readFileSync(join(import.meta.dirname, 'tools.txt'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name, version] = line.trim().split(/\s+/);
    if (!name || !version || name.startsWith('#')) return [];
    return [{ name, version, program: join(cacheFolder(), 'tools', `${name}@${version}`, name) }];
  });
}

/** Path of a built tool, or undefined where it has not been built. */
export function findTool(name: string): string | undefined {
  const tool = readTools().find((known) => known.name === name);
  return tool && isExecutable(tool.program) ? tool.program : undefined;
}

/**
 * The program that is all of Kubernetes, built from the folder cluster/kube and named by what it was built from.
 *
 * @returns Its path, or undefined where it has not been built.
 */
export async function findKube(): Promise<string | undefined> {
  const folder = join(import.meta.dirname, 'cluster', 'kube');
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go', 'names.go']) hash.update(await readFile(join(folder, file)));
  const program = join(cacheFolder(), 'tools', `kube@${hash.digest('hex').slice(0, 12)}`, 'kube');
  return isExecutable(program) ? program : undefined;
}

/** Path of a program of the system, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
