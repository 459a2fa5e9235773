/** bash: one function that looks at the words before the cursor. Pure. */
import { commands } from './commands.ts';
import { firstWords, flagsOf, groupWords, secondWords, type TypedFlag, type Word } from './completion-words.ts';

const spelled = ({ name, short }: TypedFlag): readonly string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
];
const wordsOf = (list: readonly Word[]): string => list.map(({ word }) => word).join(' ');

export function bashCompletion(): string {
  const all = [...new Map(commands.flatMap(flagsOf).map((flag) => [flag.name + flag.value, flag])).values()];
  // A letter that means a template elsewhere completes files too.
  const files = [...new Set(all.filter(({ value }) => value === 'file').flatMap(spelled))];
  const values = all.flatMap((flag) =>
    typeof flag.value === 'string' ? [] : [`    ${spelled(flag).join('|')}) words="${flag.value.join(' ')}" ;;`],
  );
  const groups = groupWords.map((group) => `    "${group}") words="${wordsOf(secondWords(group))}" ;;`);
  const choices = commands.flatMap(({ name, argument }) =>
    argument?.oneOf === undefined ? [] : [`    "${name}") words="${argument.oneOf.join(' ')}" ;;`],
  );
  const flags = commands.map(
    (spec) =>
      `    "${spec.name}") words="${flagsOf(spec)
        .map(({ name }) => `--${name}`)
        .join(' ')} --help" ;;`,
  );
  return `# bash completion for orchestrator
_orchestrator() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*|=) break ;; *) command="\${command:+$command }$word" ;; esac
  done
  [[ "$previous" == "=" ]] && previous="\${COMP_WORDS[COMP_CWORD-2]}"
  [[ "$current" == "=" ]] && current=""
  case "$previous" in
    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
${values.join('\n')}
  esac
  if [[ -z "$words" && "$current" != -* ]]; then case "$command" in
    "") words="${wordsOf(firstWords)} --help --version" ;;
${[...groups, ...choices].join('\n')}
  esac; fi
  if [[ -z "$words" ]]; then case "$command" in
    "") words="--help --version" ;;
${flags.join('\n')}
  esac; fi
  if [[ -n "$words" ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o bashdefault -o default -F _orchestrator orchestrator orc
`;
}
