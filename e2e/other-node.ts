/**
 * Other versions of Node than the one that runs the tests: npm's own packages of it, fetched once and kept.
 *
 *     const node = await findNode('24.21.0');     // absolute path of a program, or why there is none
 */
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Service } from './services/service.ts';
import { cacheFolder } from './services/tools.ts';

export interface OtherNode {
  /** Absolute path. */
  readonly program: string;
}

export async function findNode(version: string): Promise<Service<OtherNode>> {
  const folder = join(cacheFolder(), 'node', `${version}-${process.platform}-${process.arch}`);
  const program = join(folder, 'package', 'bin', 'node');
  if (await exists(program)) return { program };
  const parent = join(cacheFolder(), 'node');
  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(join(parent, '.fetching-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const packed = await execa('npm', ['pack', name, '--silent'], { cwd: temporary, reject: false });
    if (packed.exitCode !== 0) return { missing: `npm has no ${name} for this machine, or cannot be reached` };
    await execa('tar', ['-xzf', packed.stdout.trim(), 'package/bin/node'], { cwd: temporary });
    // Whoever is second finds the first one's folder in place, which is as good.
    await rename(temporary, folder).catch(() => undefined);
    return { program };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
