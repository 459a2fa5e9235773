/** Completion scripts, made of the tables of commands and flags. Pure. */
import { type CommandSpec, commands } from './commands.ts';
import { type Flag, flags, spelledName } from './flags.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      // zsh reads bash's functions once they are loaded.
      return `#compdef orchestrator orc\nautoload -Uz bashcompinit && bashcompinit\n${bash()}`;
    case 'fish':
      return fish();
    default:
      return shell satisfies never;
  }
}

const wordsOf = ({ flags: names }: CommandSpec): readonly string[] => names.map((name) => `--${spelledName(name)}`);

const firstWords = (): readonly string[] => [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];

const secondWords = (first: string): readonly string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));

/** Values of a flag that has a fixed set of them. */
const choices = Object.entries<Flag>(flags).flatMap(([name, flag]) =>
  flag.type === 'text' && flag.oneOf !== undefined ? [{ name, oneOf: flag.oneOf }] : [],
);

/** Flags that take a file, long and short: `-f`. A letter that means a template elsewhere completes files too. */
const fileFlags = Object.entries<Flag>(flags).flatMap(([name, flag]) =>
  flag.type === 'text' && flag.value === 'FILE'
    ? [`--${name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])]
    : [],
);

function bash(): string {
  const cases = commands.map((spec) => {
    const more = [...wordsOf(spec), ...(spec.argument?.oneOf ?? [])];
    return `    "${spec.name}") words="${more.join(' ')}" ;;`;
  });
  const groups = firstWords().flatMap((word) => {
    const second = secondWords(word);
    return second.length === 0 ? [] : [`    "${word}") words="${second.join(' ')}" ;;`];
  });
  const values = choices.map(({ name, oneOf }) => `    --${name}) words="${oneOf.join(' ')}" ;;`);
  return `# bash completion for orchestrator
_orchestrator() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*|=) break ;; *) command="\${command:+$command }$word" ;; esac
  done
  [[ "$previous" == "=" ]] && previous="\${COMP_WORDS[COMP_CWORD-2]}"
  [[ "$current" == "=" ]] && current=""
  case "$previous" in
    ${fileFlags.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
${values.join('\n')}
  esac
  if [[ -z "$words" ]]; then case "$command" in
    "") words="${firstWords().join(' ')} --help --version" ;;
${[...groups, ...cases].join('\n')}
  esac; fi
  if [[ -n "$words" ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o bashdefault -F _orchestrator orchestrator orc
`;
}

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap((spec) => {
    const [first = '', second] = spec.name.split(' ');
    const at = second === undefined ? first : `${first}; and __fish_seen_subcommand_from ${second}`;
    const names = spec.flags.map((name) => {
      const flag: Flag = flags[name];
      const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
      const values = flag.type === 'text' && flag.oneOf !== undefined ? ` -x -a ${quote(flag.oneOf.join(' '))}` : '';
      const takes = flag.type === 'boolean' || values !== '' ? '' : ' -r';
      return `complete -c orchestrator -n '__fish_seen_subcommand_from ${at}' -l ${spelledName(name)}${short}${takes}${values} -d ${quote(flag.description)}`;
    });
    const word =
      second === undefined
        ? `-n __fish_use_subcommand -a ${first}`
        : `-n '__fish_seen_subcommand_from ${first}' -a ${second}`;
    const values =
      spec.argument?.oneOf === undefined
        ? []
        : [
            `complete -c orchestrator -f -n '__fish_seen_subcommand_from ${at}' -a ${quote(spec.argument.oneOf.join(' '))}`,
          ];
    return [`complete -c orchestrator -f ${word} -d ${quote(spec.summary)}`, ...values, ...names];
  });
  const groups = firstWords().filter((word) => secondWords(word).length > 0);
  return [
    '# fish completion for orchestrator',
    ...groups.map((word) => `complete -c orchestrator -f -n __fish_use_subcommand -a ${word}`),
    ...lines,
    'complete -c orc -w orchestrator',
    '',
  ].join('\n');
}
