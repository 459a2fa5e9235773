/**
 * zsh: its own completion functions, since the bridge to bash's does not read what our bash script is written in.
 * The script works as a file `_orchestrator` in the fpath, and sourced. Pure.
 */
import { type CommandSpec, commands } from './commands.ts';
import { firstWords, flagsOf, groupWords, secondWords, type TypedFlag, type Word } from './completion-words.ts';

export function zshCompletion(): string {
  const single = commands.filter(({ name }) => !name.includes(' '));
  return `#compdef orchestrator orc
# zsh completion for orchestrator

_orchestrator() {
  local -a offers
  if (( CURRENT == 2 )); then
    offers=(${described(firstWords)})
    if [[ "$words[2]" == -* ]]; then
      compadd -- --help --version
    else
      _describe -t commands command offers
    fi
    return
  fi
  case "$words[2]" in
${groupWords.map(groupCase).join('\n')}
${single.map((spec) => `    ${spec.name})\n${argumentsOf(spec, 1)} ;;`).join('\n')}
  esac
}

if [[ "$funcstack[1]" == _orchestrator ]]; then
  _orchestrator "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _orchestrator orchestrator orc
fi
`;
}

function groupCase(group: string): string {
  const members = commands.filter(({ name }) => name.startsWith(`${group} `));
  return `    ${group})
      if (( CURRENT == 3 )); then
        offers=(${described(secondWords(group))})
        _describe -t commands command offers
        return
      fi
      case "$words[3]" in
${members.map((spec) => `    ${spec.name.slice(group.length + 1)})\n${argumentsOf(spec, 2)} ;;`).join('\n')}
      esac ;;`;
}

/** `_arguments` wants the command as the first word. */
const argumentsOf = (spec: CommandSpec, words: number): string =>
  [
    `      shift ${words} words; (( CURRENT -= ${words} ))`,
    `      _arguments ${[
      quote('--help[Show the help of the command]'),
      ...flagsOf(spec).flatMap(specsOf),
      ...(spec.argument === undefined
        ? []
        : [
            quote(
              `${spec.argument.isList === true ? '*' : '1'}:${spec.argument.name}:${listed(spec.argument.oneOf) ?? '_files'}`,
            ),
          ]),
    ].join(' \\\n        ')}`,
  ].join('\n');

/** One spec for `--name`, one for the letter. A boolean has its value behind `=` or none at all. */
function specsOf({ name, short, says, value }: TypedFlag): readonly string[] {
  const text = `[${says.replaceAll(/[[\]\\:]/g, '\\$&')}]`;
  if (value === 'none')
    return [
      quote(`--${name}=-${text}::value:(true false)`),
      ...(short === undefined ? [] : [quote(`-${short}${text}`)]),
    ];
  const action = typeof value === 'string' ? (value === 'file' ? '_files' : ' ') : listed(value);
  return [
    quote(`*--${name}=${text}:value:${action}`),
    ...(short === undefined ? [] : [quote(`*-${short}+${text}:value:${action}`)]),
  ];
}

const listed = (choices: readonly string[] | undefined): string | undefined => choices && `(${choices.join(' ')})`;

const described = (list: readonly Word[]): string =>
  list.map(({ word, says }) => quote(`${word}:${says.replaceAll(':', '\\:')}`)).join(' ');

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
