/**
 * Source → dist/: CommonJS chunks that are loaded as they are needed, because Node starts its module loader for ESM
 * later than for CommonJS. Only dockerode stays outside: it has native parts.
 */
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));

rmSync(path('dist'), { recursive: true, force: true });
const bundle = await rolldown({
  cwd: path('.'),
  input: { orchestrator: path('src/cli/bin.ts'), 'deflate-worker': path('src/adapters/deflate/worker.ts') },
  platform: 'node',
  external: ['dockerode'],
  transform: { define: { __VERSION__: JSON.stringify(version) } },
  logLevel: 'warn',
});
await bundle.write({
  dir: path('dist'),
  format: 'cjs',
  dynamicImportInCjs: false,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  banner: (chunk) => (chunk.name === 'orchestrator' ? '#!/usr/bin/env node' : ''),
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
chmodSync(path('dist/orchestrator.cjs'), 0o755);
