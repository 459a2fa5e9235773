/**
 * The words of the command line as commander wants them. Three habits of Skaffold's flags are settled here: a boolean
 * takes no next word (`--push`, `--push=false`), flags may stand before the command (`-v debug build`), and a letter may
 * have its value behind `=` (`-n=prod`). Pure.
 */
import { groups } from './commands.ts';
import { type Flag, type FlagName, flags, spelledName } from './flags.ts';

export function inOrder(argv: readonly string[]): readonly string[] {
  const count = flagsBefore(argv);
  const before = argv.slice(0, count);
  // `--version` is a command that is written as a flag by habit.
  const rest = before.includes('--version') ? ['version', ...argv.slice(count)] : argv.slice(count);
  const words = Object.hasOwn(groups, rest[0] ?? '') ? 2 : 1;
  const others = before.filter((word) => word !== '--version');
  return splitLetters(spellOutBooleans([...rest.slice(0, words), ...others, ...rest.slice(words)]));
}

/** Whether there is more than flags. */
export const namesCommand = (argv: readonly string[]): boolean => flagsBefore(argv) < argv.length;

/** How many words stand before the command, values of flags among them. */
function flagsBefore(argv: readonly string[]): number {
  let count = 0;
  while (argv[count]?.startsWith('-') === true && argv[count] !== '--') count += valued.has(argv[count] ?? '') ? 2 : 1;
  return count;
}

/** `--push build` must not read `build` as the flag's value. */
function spellOutBooleans(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    if ((end !== -1 && index > end) || !booleans.has(word)) return word;
    return word.startsWith('--') ? `${word}=true` : `${word}true`;
  });
}

/** `-n=prod` means `-n prod`, as with Skaffold; an empty value stays a value. */
function splitLetters(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.flatMap((word, index) => {
    const [letter = '', ...value] = word.split('=');
    if ((end !== -1 && index > end) || !/^-[A-Za-z]$/.test(letter) || value.length === 0) return [word];
    return booleans.has(letter) ? [`${letter}${value.join('=')}`] : [letter, value.join('=')];
  });
}

const spellings = (isWanted: (flag: Flag) => boolean): ReadonlySet<string> =>
  new Set(
    Object.entries<Flag>(flags).flatMap(([name, flag]) =>
      isWanted(flag)
        ? [`--${spelledName(name as FlagName)}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])]
        : [],
    ),
  );

const booleans = spellings((flag) => flag.type === 'boolean');
/** Flags whose value may be the next word. */
const valued = spellings((flag) => flag.type !== 'boolean');
