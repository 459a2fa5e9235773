/** Source → dist/, what the package ships. */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const folder = fileURLToPath(new URL('../dist', import.meta.url));
rmSync(folder, { recursive: true, force: true });
await bundle(folder);
// Whoever builds with a umask of 077 packs the same bytes, and everyone may read what root has installed.
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const isProgram = entry.isDirectory() || entry.name === 'orchestrator.cjs';
  chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
}
