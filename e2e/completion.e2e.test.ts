/** Completion in the shells themselves: what stands on the line once the key was pressed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, type TestContext, test } from 'vitest';
import { cleanEnv, orchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';
import type { Service } from './services/service.ts';
import { findProgram } from './services/tools.ts';

/** What is typed, and the last word that it becomes. */
const LINES = [
  ['orchestrator reg', 'registry'],
  ['orc rend', 'render'],
  ['orchestrator registry s', 'serve'],
  ['orchestrator cache ls --fo', '--format'],
  ['orchestrator build --pu', '--push'],
  ['orchestrator build --progress=j', '--progress=json'],
  ['orchestrator build --progress pl', 'plain'],
  ['orchestrator build --tag build --offl', '--offline'],
  ['orchestrator render -f we', 'web.yaml'],
  ['orchestrator why we', 'web.yaml'],
  ['orchestrator why --offl', '--offline'],
  ['orchestrator completion f', 'fish'],
] as const;

/** How an interactive shell is started, and told to complete (tab) and to write its line down (control-Y). */
const SHELLS = {
  zsh: {
    start: 'zsh -f -i',
    setUp: `unset zle_bracketed_paste; autoload -U compinit; compinit -u -D; SCRIPT
note() { print -r -- "$BUFFER" >line; zle -I; print DO""NE }
zle -N note; bindkey '^Y' note`,
  },
  bash: {
    start: 'bash --noprofile --norc -i',
    setUp: `SCRIPT
note() { printf '%s\\n' "$READLINE_LINE" >line; echo DO""NE; }
bind 'set enable-bracketed-paste off'; bind -x '"\\C-y": note'`,
  },
} as const;

/** zsh brings a pseudo-terminal along; $1 starts the shell in it, $2 sets it up, $3 is typed. */
const typist = `
zmodload zsh/zpty
zpty shell "$1"
zpty -w shell "$2; echo REA\\"\\"DY"
zpty -r -m shell seen '*READY*'
zpty -w -n shell "$3"$'\\t\\x19'
zpty -r -m shell seen '*DONE*'
zpty -d shell
`;

let folder = '';
beforeEach(async () => {
  folder = await createFolder({ 'web.yaml': '', typist });
});

const run = (program: string, words: readonly string[]) =>
  execa(program, words, {
    cwd: folder,
    env: { ...cleanEnv(folder), TERM: 'xterm' },
    extendEnv: false,
    timeout: 30_000,
  });

function requireProgram(name: string, context: TestContext): string {
  const program = findProgram(name);
  const service: Service<{ readonly program: string }> =
    program === undefined ? { missing: `${name} is not on PATH` } : { program };
  return requireService(service, context).program;
}

async function writeScript(shell: string, file: string): Promise<void> {
  const { stdout, exitCode } = await orchestrator(['completion', shell], { cwd: folder });
  expect(exitCode).toBe(0);
  await writeFile(join(folder, file), stdout);
}

/** The last word of the line after the key; zsh may have put `=` behind a flag that takes a value. */
async function complete(shell: keyof typeof SHELLS, script: string, line: string, context: TestContext) {
  const { start, setUp } = SHELLS[shell];
  await run(requireProgram('zsh', context), ['-f', 'typist', start, setUp.replace('SCRIPT', script), line]);
  const after = await readFile(join(folder, 'line'), 'utf8');
  return after.trim().split(' ').at(-1)?.replace(/=$/, '');
}

test.for(['zsh', 'bash'] as const)('%s completes each of the lines', async (shell, context) => {
  await writeScript(shell, 'script');
  for (const [line, word] of LINES)
    expect([line, await complete(shell, 'source ./script', line, context)]).toEqual([line, word]);
});

test('zsh takes the script from its fpath too, and completes at the first key', async (context) => {
  await writeScript('zsh', '_orchestrator');
  const script = `fpath=(${folder} $fpath); compinit -u -D`;
  expect(await complete('zsh', script, 'orchestrator reg', context)).toBe('registry');
});

test('fish offers the word for each of the lines, and the words of a group once', async (context) => {
  const fish = requireProgram('fish', context);
  await writeScript('fish', 'script');
  const offered = async (line: string): Promise<readonly string[]> => {
    const { stdout } = await run(fish, ['--no-config', '-c', 'source script; complete -C $argv[1]', line]);
    return stdout.split('\n').map((one) => one.split('\t')[0] ?? '');
  };
  for (const [line, word] of LINES) expect([line, await offered(line)]).toEqual([line, [word]]);
  expect(await offered('orchestrator registry serve ')).toEqual(['']);
  expect(await offered('orchestrator build ')).toEqual(['']);
});
