/** The program's first lines. `--version` is answered from a constant of the build, before anything is loaded. */
import { openCodeCache } from './code-cache.ts';
import { openOutput } from './output.ts';

declare const __VERSION__: string;

const words = process.argv.slice(2);
const [first = ''] = words;
const stdout = openOutput(1, () => process.stdout);
if (words.length === 1 && (first === '--version' || first === 'version')) {
  stdout.write(`orchestrator ${__VERSION__}\n`);
} else {
  // A flag may come first; then the command is not known yet.
  const command = /^[a-z]+$/.test(first) ? first : 'any';
  const cache = openCodeCache({ require, programFolder: __dirname, env: process.env, command });
  void import('./main.ts').then(async ({ main, isCommand, hostOf }) => {
    // Not process.exit(): what is still in a pipe would be lost.
    process.exitCode = await main(words, hostOf(process, stdout), { version: __VERSION__, folder: __dirname });
    // Not for each word that was mistyped.
    if (command === 'any' || isCommand(command)) cache.save();
  });
}
