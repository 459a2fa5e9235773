/** docs/reference/cli.md, made of the tables of commands and flags. Pure. */
import { argumentText, descriptionOf } from './args.ts';
import { type CommandSpec, commands } from './commands.ts';
import { type Flag, type FlagName, flags, spelledName } from './flags.ts';

export const referencePage = (): string =>
  [
    '# Commands and flags',
    '',
    'Made of the program’s own tables; `npm run gen` writes it anew. Names and meanings are Skaffold’s where both have',
    'the feature. Every flag has two variables, `ORCHESTRATOR_NAME` and `SKAFFOLD_NAME`; the command line beats them.',
    '',
    'Results go to standard output, progress to standard error. [Exit codes](errors.md) are part of the interface.',
    '',
    ...commands.flatMap(commandLines),
  ].join('\n');

const commandLines = (spec: CommandSpec): readonly string[] => [
  `## orchestrator ${spec.name}${spec.argument === undefined ? '' : ` ${argumentText(spec.argument).replaceAll(/[<>]/g, '')}`}`,
  '',
  `${spec.summary}.`,
  '',
  '```',
  spec.example,
  '```',
  '',
  ...(spec.flags.length === 0 ? [] : ['| flag | meaning |', '|---|---|', ...spec.flags.map(flagLine), '']),
];

function flagLine(name: FlagName): string {
  const flag: Flag = flags[name];
  const short = flag.short === undefined ? '' : `\`-${flag.short}\` `;
  const value = flag.type === 'boolean' ? '' : `=${flag.value}`;
  return `| ${short}\`--${spelledName(name)}${value}\` | ${descriptionOf(flag).replaceAll('|', '\\|')} |`;
}
