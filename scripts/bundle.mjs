/**
 * Source → CommonJS chunks that are loaded as they are needed, because Node starts its module loader for ESM later than
 * for CommonJS. Only dockerode stays outside: it has native parts.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Writes the program into a folder.
 *
 * @returns Every chunk: `{file, modules}`, its name in the folder and the absolute paths of the sources in it.
 */
export async function bundle(folder) {
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  const bundled = await rolldown({
    cwd: path('.'),
    input: { orchestrator: path('src/cli/bin.ts'), 'deflate-worker': path('src/adapters/deflate/worker.ts') },
    platform: 'node',
    external: ['dockerode'],
    transform: { define: { __VERSION__: JSON.stringify(version) } },
    logLevel: 'warn',
  });
  const { output } = await bundled.write({
    dir: folder,
    format: 'cjs',
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    banner: (chunk) => (chunk.name === 'orchestrator' ? '#!/usr/bin/env node' : ''),
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundled.close();
  chmodSync(join(folder, 'orchestrator.cjs'), 0o755);
  return output.flatMap((chunk) =>
    chunk.type === 'chunk' ? [{ file: chunk.fileName, modules: Object.keys(chunk.modules) }] : [],
  );
}
