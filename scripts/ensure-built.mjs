/** Installs and builds what is missing or older than its sources. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import './ensure-installed.mjs';

const root = new URL('..', import.meta.url);
const bin = new URL('dist/orchestrator.cjs', root);
const sources = readdirSync(new URL('src', root), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs);
const newest = Math.max(...sources, statSync(new URL('scripts/bundle.mjs', root)).mtimeMs);
if (!existsSync(bin) || statSync(bin).mtimeMs < newest) await import('./build.mjs');
