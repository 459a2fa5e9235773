/** fish: one line for each word that may be typed, with the condition under which it may. Pure. */
import { type CommandSpec, commands } from './commands.ts';
import { firstWords, flagsOf, groupWords, secondWords, type TypedFlag } from './completion-words.ts';

export const fishCompletion = (): string =>
  [
    '# fish completion for orchestrator',
    'complete -c orchestrator -f',
    `complete -c orchestrator -n __fish_use_subcommand -l help -d 'Show the help'`,
    `complete -c orchestrator -n __fish_use_subcommand -l version -d 'Print the version'`,
    ...firstWords.map(({ word, says }) => offer('-n __fish_use_subcommand', word, says)),
    ...groupWords.flatMap((group) => {
      const second = secondWords(group);
      const none = `not __fish_seen_subcommand_from ${second.map(({ word }) => word).join(' ')}`;
      return second.map(({ word, says }) => offer(`-n '${seen(group)}; and ${none}'`, word, says));
    }),
    ...commands.flatMap(linesOf),
    'complete -c orc -w orchestrator',
    '',
  ].join('\n');

function linesOf(spec: CommandSpec): readonly string[] {
  const when = `-n '${spec.name.split(' ').map(seen).join('; and ')}'`;
  const choices = spec.argument?.oneOf ?? [];
  const none = `not __fish_seen_subcommand_from ${choices.join(' ')}`;
  // What `why` is asked about may be a file.
  const files = spec.argument !== undefined && choices.length === 0;
  return [
    ...(files ? [`complete -c orchestrator ${when} -F`] : []),
    ...choices.map((word) => offer(`-n '${spec.name.split(' ').map(seen).join('; and ')}; and ${none}'`, word, '')),
    `complete -c orchestrator ${when} -l help -d 'Show the help of the command'`,
    ...flagsOf(spec).map((flag) => `complete -c orchestrator ${when} ${flagWords(flag)} -d ${quote(flag.says)}`),
  ];
}

function flagWords({ name, short, value }: TypedFlag): string {
  const words = `-l ${name}${short === undefined ? '' : ` -s ${short}`}`;
  if (value === 'none') return words;
  if (value === 'file') return `${words} -r -F`;
  return value === 'text' ? `${words} -x` : `${words} -x -a ${quote(value.join(' '))}`;
}

const offer = (when: string, word: string, says: string): string =>
  `complete -c orchestrator ${when} -a ${word}${says === '' ? '' : ` -d ${quote(says)}`}`;

const seen = (word: string): string => `__fish_seen_subcommand_from ${word}`;

const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
