/** The program's first lines. `--version` is answered from a constant of the build, before anything is loaded. */
import { openCodeCache } from './code-cache.ts';

declare const __VERSION__: string;

const words = process.argv.slice(2);
const [first = ''] = words;
if (words.length === 1 && (first === '--version' || first === 'version')) {
  process.stdout.write(`orchestrator ${__VERSION__}\n`);
} else {
  // A flag may come first; then the command is not known yet.
  const command = /^[a-z]+$/.test(first) ? first : 'any';
  const cache = openCodeCache({ require, programFolder: __dirname, env: process.env, command });
  void import('./main.ts').then(async ({ main, isCommand }) => {
    // Not process.exit(): what is still in a pipe would be lost.
    process.exitCode = await main(words, process, { version: __VERSION__, folder: __dirname });
    // Not for each word that was mistyped.
    if (command === 'any' || isCommand(command)) cache.save();
  });
}
