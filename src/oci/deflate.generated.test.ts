import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assembleWasm } from '../lib/wasm-text.ts';

test('the committed program is what its text says', async () => {
  const text = ['block', 'match', 'huffman'].map((name) =>
    readFileSync(join(import.meta.dirname, 'deflate', `${name}.wat`), 'utf8'),
  );
  const bytes = Buffer.from(assembleWasm(`(module ${text.join('')})`)).toString('base64');
  const source = `/** \`*.wat\` of this folder, assembled by \`npm run gen\`: WebAssembly in base64. */\nexport const deflateProgram =\n  '${bytes}';\n`;
  await expect(source).toMatchFileSnapshot('./deflate/program.ts');
});
