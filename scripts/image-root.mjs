/** build/image/: the program as it lies in its own image, dist/ and the packages that it needs at run time. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import './ensure-built.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const target = path('build/image');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const name of ['dist', 'package.json', 'package-lock.json'])
  cpSync(path(name), `${target}/${name}`, { recursive: true });
const words = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const { status } = spawnSync('npm', words, { cwd: target, stdio: ['ignore', 2, 2] });
// npm's own note of what it did holds paths and times of this machine.
rmSync(`${target}/node_modules/.package-lock.json`, { force: true });
process.exitCode = status ?? 1;
