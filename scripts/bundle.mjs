/**
 * Source → CommonJS chunks that are loaded as they are needed, because Node starts its module loader for ESM later than
 * for CommonJS. Only dockerode stays outside: it has native parts.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { lateBuiltins } from './late-builtins.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** V8 keeps a text of ASCII in half the space, and the program reads it without decoding. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle: (_, files) => {
    for (const file of Object.values(files))
      if (file.type === 'chunk')
        file.code = file.code.replace(
          /[^\0-\x7f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
  },
};

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
    plugins: [lateBuiltins, asciiOnly],
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
