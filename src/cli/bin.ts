/** The program's first lines. `--version` is answered from a constant of the build, before anything is loaded. */
import { openCodeCache } from './code-cache.ts';

declare const __VERSION__: string;

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === 'version')) {
  process.stdout.write(`orchestrator ${__VERSION__}\n`);
} else {
  const cache = openCodeCache(__dirname, process.env);
  void import('./main.ts').then(async ({ main }) => {
    // Not process.exit(): what is still in a pipe would be lost.
    process.exitCode = await main(words, process, { version: __VERSION__, folder: __dirname });
    cache.save();
  });
}
